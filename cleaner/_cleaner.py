"""`Cleaner`: settings, and the way through on one page.

input ─ segment ─▶ blocks ─ signals + rules ─▶ points ─ decide ─▶ verdicts ─ render ─▶ Result
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from cleaner.decide.decide import Decision, Source, decide
from cleaner.decide.guard import DEFAULT_MAX_LOSS, guard
from cleaner.decide.tongues import Tongues
from cleaner.errors import UnknownName
from cleaner.render.explain import Round, html_result, result_of
from cleaner.render.text import cut, spans_of
from cleaner.result import Note, Result
from cleaner.rules.compiled import EVERY_LANGUAGE, load_compiled
from cleaner.rules.match import Hit, Matcher, Spent
from cleaner.rules.packs import builtin_folder, fingerprint, scorecard_fingerprint
from cleaner.segment.text import segment
from cleaner.signals.dom import Dom
from cleaner.signals.language import identify
from cleaner.signals.page import Page

__all__ = ["Cleaner", "Extractor", "Output"]

Extractor = Literal["own", "trafilatura", "resiliparse"]
Output = Literal["text", "markdown"]

MAX_ROUNDS = 32
"""A text is decided again without what was dropped, until nothing more goes: so cleaning twice equals
cleaning once. Pages take two or three rounds; the limit keeps hostile ones linear."""


class _Settings(NamedTuple):
    keep: frozenset[str] = frozenset()
    drop: frozenset[str] = frozenset()
    rules: tuple[str, ...] = ()
    lang: str | None = None
    source: Source = "auto"
    max_loss: float = DEFAULT_MAX_LOSS
    force: bool = False


class Cleaner:
    """Cleans pages with given settings. Immutable, thread-safe, picklable, cheap to build twice.

    keep, drop   categories that stay, categories that go though they stay by default
    rules        further rule packs: folders or TOML files, added to those of the package
    lang         the article's language (ISO 639-1), where it is known; otherwise told from its prose
    source       "page" a whole-page dump, "article" an extractor's article, "auto" the text itself tells
    max_loss     the loss guard: the largest share of prose words that may go (0 to 1); 1 switches it off
    force        take rules that the lint refuses as slow; they run under a time limit

    Raises: PackError for a bad pack, UnknownName for a category, language or source that does not exist.
    """

    __slots__ = ("_dropped", "_languages", "_matcher", "_pack", "_settings")

    def __init__(
        self,
        *,
        keep: Iterable[str] = (),
        drop: Iterable[str] = (),
        rules: Iterable[str | PathLike[str]] = (),
        lang: str | None = None,
        source: Source = "auto",
        max_loss: float = DEFAULT_MAX_LOSS,
        force: bool = False,
    ) -> None:
        if source not in get_args(Source):
            raise UnknownName("source", source, get_args(Source))
        if not 0 <= max_loss <= 1:
            message = f"max_loss is {max_loss}; give a share from 0 to 1"
            raise ValueError(message)
        packs = tuple(str(Path(pack)) for pack in rules)
        self._settings = _Settings(frozenset(keep), frozenset(drop), packs, lang, source, max_loss, force)
        self._matcher = _matcher(packs, force, fingerprint(list(map(Path, packs))))
        self._pack = self._matcher.pack
        dropped = {category.id: category.dropped for category in self._pack.categories}
        for name in (*self._settings.keep, *self._settings.drop):
            if name not in dropped:
                raise UnknownName("category", name, dropped)
        by_default = {name for name, by_default in dropped.items() if by_default}
        self._dropped = frozenset((by_default | self._settings.drop) - self._settings.keep)
        self._languages = {code: 1 << i for i, code in enumerate(self._pack.languages) if code != EVERY_LANGUAGE}
        if lang is not None and lang not in self._languages:
            raise UnknownName("language", lang, self._languages)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by the settings: packs are read again, from the cache, where the copy lives."""
        return _rebuild, tuple(self._settings)

    def __repr__(self) -> str:
        """Show the settings that differ from the default."""
        default = _Settings()._asdict()
        shown = {name: value for name, value in self._settings._asdict().items() if value != default[name]}
        return (
            f"Cleaner({', '.join(f'{k}={sorted(v) if isinstance(v, frozenset) else v!r}' for k, v in shown.items())})"
        )

    def text(self, text: str) -> Result:
        """Clean a text that somebody scraped: a whole-page dump or an extractor's article.

        Text without residue comes back as it is. Raises: nothing, whatever the text.
        """
        rounds: list[Round] = []
        current = text
        spent = Spent()
        known: dict[str, tuple[Hit, ...]] = {}
        page, kept = None, None
        while len(rounds) < MAX_ROUNDS:
            page = Page(segment(current), page, kept)
            decision, notes = self._decide(page, self._hits(page, spent, known))
            spans = spans_of(page.blocks, decision)
            rounds.append(Round(page.blocks, decision, spans, notes))
            if not spans:
                break
            current, kept = cut(current, spans), ~decision.drop
        return result_of(text, current, rounds, self._slow_patterns(spent))

    def html(
        self,
        page: bytes | str,
        url: str | None = None,
        *,
        charset: str | None = None,
        extractor: Extractor = "own",
        output: Output = "text",
        links: bool = False,
    ) -> Result:
        """Clean a page as served: bytes in any encoding, or text; broken markup is normal.

        url        the page's address, against which links in Markdown are read
        charset    what the HTTP header said, where it is known
        extractor  "own" decides over all blocks of the page; "trafilatura" and "resiliparse" run that extractor
                   and clean its article as text (install newsrinse[trafilatura] or newsrinse[resiliparse])
        output     "text" or "markdown"; Markdown keeps headings, lists, tables, quotes, code and emphasis
        links      Markdown with links

        Offsets of what was removed refer to the result's `page_text`.
        Raises: UnknownName for another extractor or output, MissingExtra; nothing, whatever the page.
        """
        if extractor not in get_args(Extractor):
            raise UnknownName("extractor", extractor, get_args(Extractor))
        if output not in get_args(Output):
            raise UnknownName("output", output, get_args(Output))
        from cleaner.segment.html import segment_html

        if extractor != "own":
            from cleaner.segment.extractors import extract

            article, failure = extract(page, extractor, charset=charset)
            cleaned = self.text(article)
            return cleaned.with_note(Note("nothing_extracted", failure)) if failure else cleaned
        html = segment_html(page, charset=charset)
        blocks = Page(html.blocks)
        spent = Spent()
        decision, notes = self._decide(blocks, self._matcher.match(blocks.lines, spent), Dom(html, blocks))
        spans = spans_of(blocks.blocks, decision)
        result = html_result(html, Round(blocks.blocks, decision, spans, notes), self._slow_patterns(spent))
        if output == "text":
            return result
        from cleaner.render.markdown import markdown_of

        trimmed = [(span.start, span.end) for span in spans if span.block >= 0 and not decision.drop[span.block]]
        return result.with_text(markdown_of(html, ~decision.drop, trimmed, links=links, url=url))

    def texts(self, texts: Iterable[str]) -> Iterator[Result]:
        """Clean many texts, in order, one at a time."""
        return map(self.text, texts)

    def column(self, column: Any, *, removed: bool = False) -> Any:
        """Clean an Arrow array or chunked array: same length and type out, nulls stay null.

        String, large_string, string_view and dictionary columns are texts; binary columns are HTML pages.
        With `removed`, returns a pair: the column, and a list<struct> column of what went from each row
        (start, end, category, rule, points). Rows that stay whole are not copied where Arrow allows.
        Raises: TypeError for a column that holds no text. Needs ``newsrinse[bulk]``.
        """
        from cleaner.bulk.column import clean_column

        return clean_column(self, column, removed=removed)

    def in_language(self, lang: str | None) -> Cleaner:
        """The same settings for articles of that language. Raises: UnknownName."""
        return _rebuild(*self._settings._replace(lang=lang))

    def identity(self) -> dict[str, str]:
        """What decides: program, rules, scorecard and settings. Equal where the answers are."""
        from cleaner import __version__

        packs, settings = [builtin_folder(), *map(Path, self._settings.rules)], self._settings
        shown = {**settings._asdict(), "keep": sorted(settings.keep), "drop": sorted(settings.drop)}
        del shown["rules"]  # their content counts, not where they lie
        return {
            "program": __version__,
            "rules": fingerprint(packs),
            "scorecard": scorecard_fingerprint(),
            "settings": repr(shown),
        }

    def _hits(self, page: Page, spent: Spent, known: dict[str, tuple[Hit, ...]]) -> list[tuple[Hit, ...]]:
        """The hits of each line; those of lines that earlier rounds saw are in `known`."""
        fresh = [line for line in page.lines if line not in known]
        known.update(zip(fresh, self._matcher.match(fresh, spent), strict=True))
        return [known[line] for line in page.lines]

    def _decide(
        self, page: Page, hits: Sequence[tuple[Hit, ...]], dom: Dom | None = None
    ) -> tuple[Decision, tuple[Note, ...]]:
        tongues = Tongues.heard(page, hits, self._native(page, hits), self._pack)
        decision = decide(page, hits, tongues, self._pack, self._dropped, self._settings.source, dom)
        drop, report = guard(page, decision.drop, decision.asked, self._settings.max_loss)
        if report is None:
            return decision, ()
        if not report.prose_words:
            detail = "nothing would have been left; what only structure spoke against was kept"
            return decision._replace(drop=drop), (Note(report.reason, detail),)
        detail = (
            f"{report.lost_words} of {report.prose_words} prose words would have gone, "
            f"max_loss is {report.max_loss}; all prose was kept"
        )
        return decision._replace(drop=drop), (Note(report.reason, detail),)

    def _native(self, page: Page, hits: Sequence[tuple[Hit, ...]]) -> int:
        """The mask of the page's languages: as given, or told from its prose where a hit depends on it."""
        if self._settings.lang is not None:
            return self._languages[self._settings.lang]
        if not any(hit.languages != -1 for found in hits for hit in found):
            return 0
        return sum(self._languages.get(code, 0) for code in identify(page.sample))

    def _slow_patterns(self, spent: Spent) -> list[Note]:
        return [
            Note("slow_pattern", f"rule {self._pack.rules[number].rule.id} {said}") for number, said in spent.said()
        ]


@lru_cache(maxsize=8)
def _matcher(packs: tuple[str, ...], force: bool, content: str) -> Matcher:  # noqa: ARG001  a cache key
    """One matcher for all cleaners with the same packs: it remembers lines."""
    return Matcher(load_compiled([builtin_folder(), *map(Path, packs)], force=force))


def _rebuild(*settings: Any) -> Cleaner:
    return Cleaner(**_Settings(*settings)._asdict())
