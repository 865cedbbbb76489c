"""Runs: every page of a set through every way to its article, scored.

html     clean_html(page), as soon as the package has it, beside the peers
page     clean_text(dump), for each way of dumping, beside the dump as it is and C4's line rules
extract  clean_text(an extractor's article), beside the article alone
harm     clean_text(the gold article): words lost, articles changed

Pages are read one at a time and no result is kept but its scores, so a set may be of any size.
"""

from __future__ import annotations

import hashlib
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from statistics import fmean
from typing import Any, NamedTuple

import cleaner
from benchmarks.accuracy import dumps
from benchmarks.accuracy.metrics import (
    Shingles,
    Snippets,
    WordScores,
    exact,
    lost_words,
    shingle_counts,
    shingle_f1,
    snippets,
    word_scores,
)
from benchmarks.accuracy.pages import Page
from benchmarks.accuracy.peers import C4_RULES, HtmlPeer, c4_lines, installed
from benchmarks.accuracy.sets import PageSet
from cleaner.rules.alignment import words

__all__ = ["ALONE", "OURS", "TRACKS", "Harm", "Row", "SetResult", "run"]

TRACKS = ("html", "page", "extract", "harm")
OURS = "cleaned"
ALONE = "as it is"
EXTRACTORS = ("trafilatura", "resiliparse")
"""Whose articles are cleaned, where a set brings none."""


class Scored(NamedTuple):
    """One page's result."""

    page: str
    language: str
    words: WordScores | None
    shingles: Shingles | None
    exact: bool


class Row:
    """One way to the article, over all pages of a set."""

    def __init__(self, track: str, source: str, how: str) -> None:
        self.track, self.source, self.how = track, source, how
        self.pages: list[Scored] = []
        self.snippets = Snippets(0, 0, 0, 0)
        self.errors: list[str] = []
        self.seconds = 0.0

    def add(self, page: Page, language: str, text: str) -> None:
        """Score a result."""
        gold = page.gold_for(text)
        scored = (
            (word_scores(text, gold), shingle_counts(text, gold), exact(text, gold)) if gold else (None, None, False)
        )
        self.pages.append(Scored(page.id, language, *scored))
        self.snippets += snippets(text, page.must, page.mustnot)

    def measures(self, language: str | None = None) -> dict[str, float]:
        """Means over the pages (of one language), all from 0 to 1, the more the better."""
        judged = [p for p in self.pages if p.words and p.shingles and language in (None, p.language)]
        found: dict[str, float] = {}
        if judged:
            found["precision"] = fmean(p.words.precision for p in judged if p.words)
            found["recall"] = fmean(p.words.recall for p in judged if p.words)
            found["word_f1"] = fmean(p.words.f1 for p in judged if p.words)
            found["shingle_f1"] = shingle_f1(p.shingles for p in judged if p.shingles)
            found["exact"] = fmean(p.exact for p in judged)
        if language is None and self.snippets.must:
            found["must"] = self.snippets.kept / self.snippets.must
        if language is None and self.snippets.mustnot:
            found["mustnot"] = self.snippets.dropped / self.snippets.mustnot
        return found

    def worst(self, count: int) -> list[tuple[str, WordScores]]:
        """The pages that score lowest."""
        judged = [(p.page, p.words) for p in self.pages if p.words]
        return sorted(judged, key=lambda item: (item[1].f1, item[0]))[:count]


class Harm:
    """What cleaning takes from articles that have no residue."""

    def __init__(self) -> None:
        self.lost = self.words = self.changed = self.articles = 0
        self.changes: list[tuple[str, int]] = []

    def add(self, page: Page) -> None:
        """Clean a page's gold."""
        assert page.gold
        lost = lost_words(_cleaned(page.gold), page.gold)
        self.lost += lost
        self.words += len(words(page.gold))
        self.articles += 1
        if lost:
            self.changed += 1
            self.changes.append((page.id, lost))

    def measures(self) -> dict[str, float]:
        """Shares of words and of articles that stay as they are."""
        if not self.articles:
            return {}
        return {"words_kept": 1 - self.lost / max(self.words, 1), "unchanged": 1 - self.changed / self.articles}


class SetResult(NamedTuple):
    """A set's rows, in the order of the tracks."""

    name: str
    pages: int
    digest: str
    """Of everything read: figures of different digests are of different pages."""
    rows: list[Row]
    harm: Harm | None

    def languages(self) -> dict[str, int]:
        """Languages of the pages and how many there are, the most frequent first."""
        counts: dict[str, int] = defaultdict(int)
        for scored in self.rows[0].pages if self.rows else ():
            counts[scored.language] += 1
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def run(pages: PageSet, tracks: Sequence[str], peers: Sequence[HtmlPeer], every: int = 1) -> SetResult:
    """Every N-th page of a set through all tracks. A page that makes a way fail scores 0 there and is counted."""
    digest = hashlib.blake2b(digest_size=8)
    rows: dict[tuple[str, str, str], Row] = {}
    harm = Harm() if "harm" in tracks else None
    count = 0
    for page in islice(pages.read(), 0, None, every):
        count += 1
        digest.update(repr(page).encode("utf-8", "replace"))
        language = page.language()
        for track, source, how, make in _ways(page, language, tracks, peers):
            row = rows.setdefault((track, source, how), Row(track, source, how))
            began = time.perf_counter()
            try:
                text = make()
            except Exception as error:  # noqa: BLE001  a peer may fail in any way; that is its result
                row.errors.append(f"{page.id}: {type(error).__name__}: {error}")
                text = ""
            row.seconds += time.perf_counter() - began
            row.add(page, language, text)
        if harm is not None and page.gold:
            harm.add(page)
    ordered = sorted(rows.values(), key=lambda row: TRACKS.index(row.track))
    return SetResult(pages.name, count, digest.hexdigest(), ordered, harm)


def _ways(
    page: Page, language: str, tracks: Sequence[str], peers: Sequence[HtmlPeer]
) -> Iterator[tuple[str, str, str, Any]]:
    """Track, source, how, and what makes the article."""
    html = page.html
    if "html" in tracks and html is not None:
        clean_html = getattr(cleaner, "clean_html", None)  # the track appears with the function
        if clean_html is not None:
            yield "html", "html", OURS, lambda: clean_html(html).text
        for peer in peers:
            yield "html", "html", peer.name, lambda peer=peer: peer.article(html, language)
    if "page" in tracks:
        for name, text in _dumps(page).items():
            yield "page", name, ALONE, lambda text=text: text
            yield "page", name, C4_RULES, lambda text=text: c4_lines(text)
            yield "page", name, OURS, lambda text=text: _cleaned(text)
    if "extract" in tracks:
        for name, text in _articles(page, language).items():
            yield "extract", name, ALONE, lambda text=text: text
            yield "extract", name, OURS, lambda text=text: _cleaned(text)


def _dumps(page: Page) -> dict[str, str]:
    if page.dumps is not None:
        return page.dumps
    return dumps.made(page.html) if page.html is not None else {}


def _articles(page: Page, language: str) -> dict[str, str]:
    """Extractors' articles, made here where the set has none; empty where an extractor finds none or fails."""
    if page.articles is not None or page.html is None:
        return page.articles or {}
    found = {}
    for peer in installed(EXTRACTORS):
        try:
            found[f"extract_{peer.name}"] = peer.article(page.html, language)
        except Exception:  # noqa: BLE001  what a peer fails on is counted in the html track
            found[f"extract_{peer.name}"] = ""
    return found


def _cleaned(text: str) -> str:
    return cleaner.clean_text(text).text
