"""The texts that the scorecard learns from: whole-page dumps, articles, blocks of HTML, each line labelled."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from cleaner._cleaner import Cleaner
from cleaner.decide.decide import rule_points
from cleaner.decide.tongues import Tongues
from cleaner.rules.alignment import label_lines, words
from cleaner.rules.match import Hit
from cleaner.segment.html import segment_html
from cleaner.segment.pages import side_by_side
from cleaner.segment.reading import read_text
from cleaner.segment.text import segment
from cleaner.signals.dom import Dom
from cleaner.signals.page import Page

__all__ = [
    "GOLD",
    "HTML",
    "Numbers",
    "Text",
    "as_read",
    "collect",
    "lines_of",
    "measured",
    "measured_html",
    "site_of",
]

Numbers = npt.NDArray[Any]

HTML, GOLD = "html", "gold"
NO_HEADLINES = "fundus-dev"
"""Its golds leave headlines out; others have them."""
SET_WEIGHT = {"fundus-dev": 4.0, "wcxb-dev-other": 0.3, "news-unlabelled": 2.0}
"""fundus-dev has a seventh of wcxb-dev's pages, and is all news. Forums, products and listings are to be known, not
to be served best: out of fold, .3 instead of .2 gave a quarter of their HTML .009 of word F1, that of news +.0015 and
-.0001. Labels of pages without gold are not certain: weights of 1, 2 and 4 in docs/measures.md."""
MAX_LINE_WEIGHT_WORDS = 60
"""A line counts by its words, up to here: word F1 is what is wanted, but one long paragraph must not
outweigh the ten short lines that surround it."""
PAGE_WORDS, LONG_PAGE = 500, 0.3
"""Word F1 is a mean over pages, so the words of a long page count less, by this power of its length. Out of fold,
powers of 0, .25, .4, .5 and 1 gave two dumps of fundus-dev .9305, .9338, .9371, .9376, .9349 and of wcxb-dev .9250,
.9251, .9243, .9239, .9199; of the fixtures' 85 texts, which are short and odd, 269, 327, 345 and 396 words were lost
with those up to .5."""
MIN_PAGE_WORDS = 50
"""The gold of fewer words counts as one of so many."""


@dataclass
class Text:
    """One text of a page, measured once."""

    set: str
    id: str
    site: str
    lang: str
    column: str
    gold: str
    page: Page
    hits: list[tuple[Hit, ...]]
    tongues: Tongues
    points: Numbers
    categories: list[str]
    labels: Numbers
    """Of each line how far it is the article's, from 0 to 1."""
    fold: int
    dom: Dom | None = None
    headed: bool = True
    """Whether golds of its kind can have the headline."""
    trust: Numbers | float = 1.0
    """Of each line how far its label is to be believed."""

    @property
    def counted(self) -> Numbers:
        """How far the fit learns from each line: a gold that never has the headline teaches nothing about it."""
        if self.headed or self.column == GOLD:
            return np.ones(len(self.labels)) * self.trust
        return (~self.page.headlines(self.points > 0) | (self.labels > 0)) * self.trust

    @property
    def said(self) -> Numbers:
        """The words of each line that count, and one for the line."""
        return np.minimum(self.page.words.counts, MAX_LINE_WEIGHT_WORDS) + 1.0

    @property
    def weight(self) -> Numbers:
        """What each line counts for in the fit."""
        of_page = (PAGE_WORDS / max(len(words(self.gold)), MIN_PAGE_WORDS)) ** LONG_PAGE
        return np.asarray(self.counted * SET_WEIGHT.get(self.set, 1.0) * of_page * self.said)


def site_of(url: str, page_id: str) -> str:
    """Pages of one site share a fold; a page that names no address is a site of its own."""
    return urlsplit(url).netloc.removeprefix("www.") or url or page_id


def measured(
    cleaner: Cleaner, name: str, row: dict[str, Any], column: str, page: Page, folds: int, dom: Dom | None = None
) -> Text:
    """A text of a page with what rules say of its lines, all of them the article's until they are labelled."""
    hits = list(cleaner._matcher.match(page.lines))
    tongues = cleaner._tongues(page, 0, hits)
    points, categories = rule_points(page, hits, [tongues], cleaner._pack)
    site = site_of(row.get("url") or "", row["id"])
    return Text(
        set=name,
        id=row["id"],
        site=site,
        lang=row.get("lang") or "",
        column=column,
        gold=row.get("gold") or "",
        page=page,
        hits=hits,
        tongues=tongues,
        points=points,
        categories=categories,
        labels=np.ones(len(page.lines)),
        fold=zlib.crc32(site.encode()) % folds,
        dom=dom,
        headed=name != NO_HEADLINES,
    )


def measured_html(cleaner: Cleaner, name: str, row: dict[str, Any], folds: int) -> Text:
    """The blocks of a page's HTML, as `measured` has them. An address that the row lacks is the one the page gives."""
    html = segment_html(row["html"])
    page = Page(html.blocks)
    row = {**row, "url": row.get("url") or html.metadata.canonical}
    return measured(cleaner, name, row, HTML, page, folds, Dom(side_by_side([html]), page))


def lines_of(text: str) -> Page:
    """A text by its lines, as tables are fitted on.

    Pieces of paragraphs that were cut at links teach more than the paragraphs do, which the other dumps have: out of
    fold (two folds), dumps of fundus-dev and wcxb-dev .9375 and .9214 with them, .9351 and .9206 without.
    """
    return Page(segment(text))


def as_read(text: str) -> Page:
    """A text as the program reads it: what is judged."""
    return Page(read_text(text).blocks)


def collect(data: Path, sets: Sequence[str], folds: int, page_of: Callable[[str], Page] = lines_of) -> list[Text]:
    """The texts of the sets' pages with gold, their lines measured and labelled; a gold is a text to keep whole."""
    cleaner = Cleaner()
    texts: list[Text] = []
    for name in sets:
        file = data / f"{name}.parquet"
        texts += [text for text in _labelled(cleaner, file, name, folds, page_of) if text.page.lines]
        print(f"{name}: {len(texts)} texts so far", file=sys.stderr)
    return texts


def _labelled(cleaner: Cleaner, file: Path, name: str, folds: int, page_of: Callable[[str], Page]) -> Iterator[Text]:
    table = pq.read_table(file)
    columns = [column for column in table.column_names if column.startswith(("page_", "extract_"))]
    for row in table.select(["id", "url", "lang", GOLD, HTML, *columns]).to_pylist():
        if not row[GOLD]:
            continue
        of_page = [measured_html(cleaner, name, row, folds)]
        of_page += [measured(cleaner, name, row, c, page_of(row[c] or ""), folds) for c in columns]
        for text in of_page:
            text.labels = label_lines(text.page.lines, text.gold)
        yield from of_page
        yield measured(cleaner, name, row, GOLD, page_of(row[GOLD]), folds)
