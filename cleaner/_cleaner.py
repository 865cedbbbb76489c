"""`Cleaner`: settings, and the way through on one page.

input ─ segment ─▶ blocks ─ signals + rules ─▶ points ─ decide ─▶ verdicts ─ render ─▶ Result
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import compress, pairwise
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar, get_args

import numpy as np

from cleaner.decide.decide import Decision, Source, decide
from cleaner.decide.guard import DEFAULT_MAX_LOSS, GuardReport, guard
from cleaner.decide.headings import without_headings
from cleaner.decide.hide import hide
from cleaner.decide.tongues import Tongues
from cleaner.decide.witness import Witness, heed
from cleaner.errors import MissingExtra, UnknownName
from cleaner.render.explain import Round, html_result, result_of, title_and_language
from cleaner.render.text import cut, is_trimmed, ranges_of, spans_of, trimmed
from cleaner.result import Note, Result
from cleaner.rules.compiled import EVERY_LANGUAGE, load_compiled
from cleaner.rules.match import Hit, Matcher, Spent
from cleaner.rules.packs import builtin_folder, fingerprint, pack_path, scorecard_fingerprint
from cleaner.rules.selection import NOWHERE, Selection, select, selected
from cleaner.segment.decode import decode_page
from cleaner.segment.reading import Reading, read
from cleaner.segment.text import joined, segment_texts
from cleaner.signals.language import identify
from cleaner.signals.page import Page

if TYPE_CHECKING:
    from cleaner.rules.carried import Carried
    from cleaner.rules.filters import Filters
    from cleaner.segment.html import HtmlPage
    from cleaner.signals.dom import Dom

__all__ = ["Cleaner", "Extractor", "Output"]

Extractor = Literal["own", "trafilatura", "resiliparse"]
Output = Literal["text", "markdown"]
Value = TypeVar("Value")

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
    filters: tuple[str, ...] = ()


class _Changed(NamedTuple):
    """A text from which a round took something."""

    number: int
    reading: Reading
    decision: Decision
    gone: list[tuple[int, int]]
    article: str
    """What is left of it."""


class Cleaner:
    """Cleans pages with given settings. Immutable, thread-safe, picklable, cheap to build twice.

    keep, drop   categories that stay, categories that go though they stay by default
    rules        further rule packs: folders or TOML files, added to those of the package
    lang         the article's language (ISO 639-1), where it is known; otherwise told from its prose
    source       "page" a whole-page dump, "article" an extractor's article, "auto" the text itself tells
    max_loss     the loss guard: the largest share of prose words that may go (0 to 1); 1 switches it off
    force        take rules that the lint refuses as slow; they run under a time limit
    filters      filter lists, files in the syntax of ad blockers: what they hide on an HTML page goes

    Raises: PackError for a bad pack or a filter list that cannot be read, UnknownName for a category, language or
    source that does not exist, TypeError for a name alone where a list is meant, ValueError for another max_loss.
    """

    __slots__ = ("_dropped", "_filters", "_languages", "_matcher", "_pack", "_settings")

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
        filters: Iterable[str | PathLike[str]] = (),
    ) -> None:
        _check("source", source, get_args(Source))
        if not 0 <= max_loss <= 1:
            message = f"max_loss is {max_loss}; give a share from 0 to 1"
            raise ValueError(message)
        packs = tuple(str(pack_path(pack)) for pack in _several("rules", rules))
        lists = tuple(str(Path(file)) for file in _several("filters", filters))
        kept, asked = frozenset(_several("keep", keep)), frozenset(_several("drop", drop))
        self._settings = _Settings(kept, asked, packs, lang, source, max_loss, force, lists)
        self._matcher = _matcher(packs, force, fingerprint(list(map(Path, packs))) if packs else "")
        self._pack = self._matcher.pack
        self._filters = _filters(lists, _filters_content(lists)) if lists else None
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
        """Pickle by the settings; packs and filter lists of the user's own go along, for another machine has none.

        Equal settings give equal pickles, in whatever order a process has its sets.
        """
        from cleaner.rules.carried import carry

        given = self._settings
        settings = {**given._asdict(), "keep": sorted(given.keep), "drop": sorted(given.drop)}
        rules, filters = carry(settings.pop("rules")), carry(settings.pop("filters"))
        return _unpickled, (settings, rules, filters)

    def __repr__(self) -> str:
        """Show the settings that differ from the default."""
        default = _Settings()._asdict()
        shown = {name: value for name, value in self._settings._asdict().items() if value != default[name]}
        return (
            f"Cleaner({', '.join(f'{k}={sorted(v) if isinstance(v, frozenset) else v!r}' for k, v in shown.items())})"
        )

    @property
    def notes(self) -> tuple[Note, ...]:
        """What the user should know about these settings: which lines of filter lists are not used."""
        return self._filters.notes if self._filters else ()

    def text(self, text: str) -> Result:
        """Clean a text that somebody scraped: a whole-page dump or an extractor's article.

        Text without residue comes back as it is. Raises: nothing, whatever the text.
        """
        return self.batch([text])[0]

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

        url        the page's address, against which links in Markdown are read; filters for its domain hold
        charset    what the HTTP header said, where it is known
        extractor  "own" decides over all blocks of the page; "trafilatura" and "resiliparse" run that extractor
                   and clean its article as text (install newsrinse[trafilatura] or newsrinse[resiliparse])
        output     "text" or "markdown"; Markdown keeps headings, lists, tables, quotes, code and emphasis
        links      Markdown with links

        Offsets of what was removed refer to the result's `page_text`.
        Raises: UnknownName for another extractor or output, MissingExtra, ValueError for Markdown, links or filters
        with another extractor's article, which is text; nothing, whatever the page.
        """
        _check("extractor", extractor, get_args(Extractor))
        _check("output", output, get_args(Output))
        if extractor != "own":
            asked = {"output='markdown'": output == "markdown", "links=True": links, "filters": bool(self._filters)}
            if refused := [name for name, given in asked.items() if given]:
                message = f"{', '.join(refused)} cannot be had with extractor={extractor!r}: its article is text"
                raise ValueError(message)
            return self._last_mile(page, url, charset, extractor)
        return self.html_batch([page], [url], charsets=[charset], output=output, links=links)[0]

    def html_batch(
        self,
        pages: Sequence[bytes | str],
        urls: Sequence[str | None] | None = None,
        *,
        charsets: Sequence[str | None] | None = None,
        output: Output = "text",
        links: bool = False,
    ) -> list[Result]:
        """Clean pages of HTML together, which is faster than one by one and gives the same results.

        All are held at once. `urls` and `charsets`, where given, have one for each page, None where it is not known.
        Where a rule ran into its time limit, each is decided alone: no page pays for another.
        Raises: UnknownName for another output, ValueError for another number of urls or charsets than of pages;
        nothing, whatever the pages.
        """
        _check("output", output, get_args(Output))
        from cleaner.segment.html import segment_html

        for page in pages:
            if not isinstance(page, bytes | str):
                message = f"a page is bytes or a str, not {type(page).__name__}"
                raise TypeError(message)
        none = [None] * len(pages)
        read = [
            (segment_html(page, charset=charset), url)
            for page, url, charset in zip(
                pages, none if urls is None else urls, none if charsets is None else charsets, strict=True
            )
        ]
        return self._articles(read, output, links)

    def _articles(self, pages: Sequence[tuple[HtmlPage, str | None]], output: Output, links: bool) -> list[Result]:
        """The articles of pages, each with its address."""
        spent = Spent()
        looks = self._looks(pages, spent)
        slow = self._slow_patterns(spent)
        if slow and len(pages) > 1:
            return [result for page in pages for result in self._articles([page], output, links)]
        return [_article(html, url, look, slow, output, links) for (html, url), look in zip(pages, looks, strict=True)]

    def texts(self, texts: Iterable[str]) -> Iterator[Result]:
        """Clean many texts, in order, as they come: none is read ahead."""
        return map(self.text, texts)

    def batch(self, texts: Sequence[str]) -> list[Result]:
        """Clean texts together, which is faster than one by one and gives the same results.

        All are held at once. Each is decided again until nothing more goes. Where a rule ran into its time limit,
        each is cleaned alone: no text pays for another.
        Raises: TypeError for what is no str; nothing, whatever the texts.
        """
        for text in texts:
            if not isinstance(text, str):
                given = type(text).__name__
                message = f"a text is a str, not {given}; bytes of a text are decoded first, pages go to html"
                raise TypeError(message)
        return self._rounds(texts, Spent()) if texts else []

    def _rounds(self, texts: Sequence[str], spent: Spent, witness: Witness | None = None) -> list[Result]:
        """Look at texts again and again; a page that bears witness to a single one does so in the first round."""
        rounds: list[list[Round]] = [[] for _ in texts]
        articles = list(texts)
        numbers = list(range(len(texts)))
        parts = list(map(read, segment_texts(texts)))
        page = Page(*joined([part.blocks for part in parts]))
        found = self._matcher.match(page.lines, spent, page.shapes)
        for past in range(MAX_ROUNDS):
            changed = []
            looks = self._decide(page, found, witness=witness, again=past > 0)
            for number, reading, (looked, notes) in zip(numbers, parts, looks, strict=True):
                blocks, decision = reading.source, _as_given(looked, reading)
                rounds[number].append(Round(blocks, decision, partial(spans_of, blocks, decision), notes))
                if gone := ranges_of(blocks, decision):
                    articles[number] = cut(articles[number], gone)
                    changed.append(_Changed(number, reading, decision, gone, articles[number]))
            if not changed:
                break
            witness = None
            numbers = [each.number for each in changed]
            parts, page, found = self._shortened(page, found, changed, spent)
        slow = self._slow_patterns(spent)
        if slow and len(texts) > 1:
            return [self.text(text) for text in texts]
        return [result_of(*each, slow) for each in zip(texts, articles, rounds, strict=True)]

    def column(self, column: Any, *, removed: bool = False) -> Any:
        """Clean an Arrow array or chunked array: same length and type out, nulls stay null.

        String, large_string, string_view and dictionary columns are texts; binary columns are HTML pages.
        With `removed`, returns a pair: the column, and a list<struct> column of what went from each row
        (start, end, category, rule, points). Rows that stay whole are not copied where Arrow allows.
        Raises: TypeError for a column that holds no text, MissingExtra without ``newsrinse[bulk]``.
        """
        try:
            from cleaner.bulk.column import clean_column
        except ModuleNotFoundError as error:
            if error.name != "pyarrow":
                raise
            raise MissingExtra("pyarrow", "bulk") from None
        return clean_column(self, column, removed=removed)

    def in_language(self, lang: str | None) -> Cleaner:
        """The same settings for articles of that language. Raises: UnknownName."""
        return _rebuild(*self._settings._replace(lang=lang))

    def identity(self) -> dict[str, str]:
        """What decides: program, rules, scorecard and settings. Equal where the answers are."""
        from cleaner import __version__

        packs, settings = [builtin_folder(), *map(Path, self._settings.rules)], self._settings
        shown = {**settings._asdict(), "keep": sorted(settings.keep), "drop": sorted(settings.drop)}
        del shown["rules"], shown["filters"]  # their content counts, not where they lie
        lists = {"filters": _filters_content(settings.filters)} if settings.filters else {}
        return {
            "program": __version__,
            "rules": fingerprint(packs),
            "scorecard": scorecard_fingerprint(),
            "settings": repr(shown),
            **lists,
        }

    def _last_mile(self, page: bytes | str, url: str | None, charset: str | None, extractor: str) -> Result:
        """Clean another extractor's article as text, with what the page's own elements say of its lines."""
        from cleaner.segment.extractors import extract
        from cleaner.segment.html import segment_html

        text = decode_page(page, charset).text if isinstance(page, bytes) else page
        html = segment_html(text)
        article, failure = extract(text, extractor)
        if failure:
            result = self.text(article).with_note(Note("nothing_extracted", failure))
        elif self._settings.source == "article":
            result = self.text(article)
        else:
            spent = Spent()
            ((decision, _),) = self._looks([(html, url)], spent)
            witness = Witness(html.blocks.lines(), decision, self._pack.scorecard.drop_at)
            result = self._rounds([article], spent, witness)[0]
        return result.of_page(*title_and_language(html))

    def _looks(
        self, pages: Sequence[tuple[HtmlPage, str | None]], spent: Spent
    ) -> list[tuple[Decision, tuple[Note, ...]]]:
        """The verdicts on the blocks of pages of HTML, and what is to be said of each."""
        from cleaner.segment.pages import side_by_side
        from cleaner.signals.dom import Dom

        if not pages:
            return []
        html = side_by_side([page for page, _ in pages])
        blocks = Page(html.blocks, html.bounds)
        selection = selected([select(page, self._pack, self._filters, url) for page, url in pages], html.bounds)
        hits = self._matcher.match(blocks.lines, spent, blocks.shapes)
        return self._decide(blocks, hits, Dom(html, blocks), selection)

    def _shortened(
        self, page: Page, found: Sequence[tuple[Hit, ...]], changed: Sequence[_Changed], spent: Spent
    ) -> tuple[list[Reading], Page, list[tuple[Hit, ...]]]:
        """The pages that changed as they are now: read, their blocks together as a page, and the hits of each."""
        if not any(is_trimmed(each.decision) or each.reading.origin is not None for each in changed):
            less = [each.reading.blocks.less(~each.decision.drop, each.gone, each.article) for each in changed]
            parts = list(map(read, less))
            if all(part.origin is None for part in parts):
                kept = np.zeros(len(found), dtype=bool)
                for each in changed:
                    first = each.decision.first
                    kept[first : first + len(each.decision.drop)] = ~each.decision.drop
                return parts, page.less(kept, *joined(less)), list(compress(found, kept.tolist()))
        parts = list(map(read, segment_texts([each.article for each in changed])))
        whole, before = Page(*joined([part.blocks for part in parts])), dict(zip(page.lines, found, strict=True))
        fresh = [line for line in whole.lines if line not in before]
        before.update(zip(fresh, self._matcher.match(fresh, spent), strict=True))
        return parts, whole, [before[line] for line in whole.lines]

    def _decide(
        self,
        page: Page,
        found: Sequence[tuple[Hit, ...]],
        dom: Dom | None = None,
        selection: Selection = NOWHERE,
        witness: Witness | None = None,
        again: bool = False,
    ) -> list[tuple[Decision, tuple[Note, ...]]]:
        """The verdicts on each page, and what is to be said of them; headings are found once, not `again`."""
        hits = selection.hits(page, found, self._pack)
        bounds = list(pairwise(page.rows.bounds.tolist()))
        tongues = [self._tongues(page, number, hits[first:after]) for number, (first, after) in enumerate(bounds)]
        decision = decide(page, hits, tongues, self._pack, self._dropped, self._settings.source, dom)
        decision = hide(decision, selection.filtered, self._dropped)
        if not again:
            decision = without_headings(decision, page, self._pack.scorecard, self._dropped, dom)
        if witness is not None:
            decision = heed(decision, page, witness, self._pack.scorecard, self._settings.max_loss)
        drop, reports = guard(page, decision.drop, decision.asked, self._settings.max_loss)
        decision = decision._replace(drop=drop)
        pages = [decision] if len(bounds) == 1 else [decision.of(first, after) for first, after in bounds]
        return [
            (of_page, () if report is None else (_note_of(report),))
            for of_page, report in zip(pages, reports, strict=True)
        ]

    def _tongues(self, page: Page, number: int, hits: Sequence[tuple[Hit, ...]]) -> Tongues:
        """The languages that count on a page: as given, or told from its prose where a hit depends on it."""
        given = self._settings.lang
        if given is None and not any(hit.languages != -1 for found in hits for hit in found):
            return Tongues.any()
        sample = page.sample(number)
        codes = identify(sample) if given is None else [given]
        native = sum(self._languages.get(code, 0) for code in codes)
        first, after = page.rows.bounds[number : number + 2].tolist()
        return Tongues.heard(page.lines[first:after], hits, sample, native, self._pack)

    def _slow_patterns(self, spent: Spent) -> list[Note]:
        return [
            Note("slow_pattern", f"rule {self._pack.rules[number].rule.id} {said}") for number, said in spent.said()
        ]


def _as_given(decision: Decision, reading: Reading) -> Decision:
    """The verdicts with their spans where they stand in the text as it was given."""
    if reading.origin is None or not decision.trims:
        return decision
    trims = []
    for trim in decision.trims:
        start, end = reading.span(trim.block, trim.start, trim.end)
        trims.append(trim._replace(start=start, end=end))
    return decision._replace(trims=trims)


def _article(
    html: HtmlPage,
    url: str | None,
    look: tuple[Decision, tuple[Note, ...]],
    slow: list[Note],
    output: Output,
    links: bool,
) -> Result:
    """What a look at a page leaves of it."""
    decision, notes = look
    article = cut(html.blocks.text, ranges_of(html.blocks, decision))
    result = html_result(
        html, article, Round(html.blocks, decision, partial(spans_of, html.blocks, decision), notes), slow
    )
    if output == "text":
        return result
    from cleaner.render.markdown import markdown_of

    cuts = [(span.start, span.end) for span in trimmed(html.blocks, decision)]
    return result.with_text(markdown_of(html, ~decision.drop, cuts, links=links, url=url))


def _several(what: str, given: Iterable[Value]) -> Iterable[Value]:
    """What was given for a setting of many. Raises: TypeError for one alone: a name would be taken for its letters."""
    if isinstance(given, str | bytes | PathLike):
        message = f"{what} is {given!r}; give a list, such as {what}=[{given!r}]"
        raise TypeError(message)
    return given


def _check(what: str, name: str, known: Sequence[str]) -> None:
    if name not in known:
        raise UnknownName(what, name, known)


def _note_of(report: GuardReport) -> Note:
    if not report.prose_words:
        return Note(report.reason, "nothing would have been left; what only structure spoke against was kept")
    kept = "all prose" if report.whole else "what only structure spoke against"
    detail = (
        f"{report.lost_words} of {report.prose_words} prose words would have gone, "
        f"max_loss is {report.max_loss}; {kept} was kept"
    )
    return Note(report.reason, detail)


@lru_cache(maxsize=8)
def _matcher(packs: tuple[str, ...], force: bool, content: str) -> Matcher:  # noqa: ARG001  a cache key
    """One matcher for all cleaners with the same packs: it remembers lines."""
    return Matcher(load_compiled([builtin_folder(), *map(Path, packs)], force=force))


@lru_cache(maxsize=8)
def _filters(lists: tuple[str, ...], content: str) -> Filters:  # noqa: ARG001  a cache key
    from cleaner.rules.filters import load_filters

    return load_filters(list(map(Path, lists)))


def _filters_content(lists: tuple[str, ...]) -> str:
    from cleaner.rules.filters import filters_fingerprint  # with the HTML parser: only lists need it

    return filters_fingerprint(list(map(Path, lists)))


def _unpickled(settings: dict[str, Any], rules: Sequence[Carried], filters: Sequence[Carried]) -> Cleaner:
    from cleaner.rules.carried import unpack

    return Cleaner(**settings, rules=unpack(rules), filters=unpack(filters))


def _rebuild(*settings: Any) -> Cleaner:
    return Cleaner(**_Settings(*settings)._asdict())
