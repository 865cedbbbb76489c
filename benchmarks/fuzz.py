"""Broken pages by the thousand: no crash, no hang, and the five laws kept, for HTML and for the text of each page.

    python benchmarks/fuzz.py --cases 20000 [--first 0] [--seed 1]

A case is made from the seed and its number alone, so `--first N --cases 1` makes it again. Pages are tag soup, harmless
prose in plain markup, and the fixtures' pages cut short, with bytes changed, spliced, strewn with soup, or in another
encoding than they say. Prints what failed, the seconds of processor time and the slowest case. Exit code 1 if
any failed.
"""

from __future__ import annotations

import argparse
import faulthandler
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyarrow as pa

from cleaner import Cleaner, Result

__all__ = ["ATTRIBUTES", "LABELS", "ODD", "PROSE", "TAGS", "Case", "Report", "check_account", "make", "run", "shown"]

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
MAX_CASE_SECONDS = 5.0
"""Of processor time, for all that is asked of one page: the slowest takes a tenth of it. Pages have 60 kB at most."""
MAX_HANG_SECONDS = 600
"""Of the clock: a hang inside a C library hears no signal; then the stack is printed and the process ends."""
GROUP = 16
"""So many pages are also cleaned together, as a column and as a batch."""
SOURCES: Final = ("auto", "page", "article")
MAX_PIECES = 120
MAX_CHARS = 60_000
MAX_CHANGES = 40
ENCODINGS: Final = ("utf-8", "utf-16", "utf-16-le", "utf-32", "cp1251", "latin-1", "gb18030", "shift_jis", "utf-7")

# fmt: off
TAGS = [
    "html", "head", "body", "title", "main", "article", "section", "nav", "aside", "header", "footer", "div", "p",
    "h1", "h2", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tr", "td", "th",
    "blockquote", "pre", "code", "figure", "figcaption", "picture", "img", "video", "audio", "iframe", "object",
    "svg", "math", "mi", "canvas", "a", "b", "em", "span", "small", "sub", "sup", "ruby", "rt", "br", "hr", "wbr",
    "form", "button", "input", "select", "option", "textarea", "label", "details", "summary", "dialog", "noscript",
    "template", "slot", "style", "script", "link", "meta", "base", "frameset", "frame", "noframes", "plaintext",
    "xmp", "center", "font", "marquee", "amp-img", "my-element", "x:y", "h7",
]
ATTRIBUTES = [
    "", ' class="share related"', " id=comments", " hidden", ' aria-hidden="true"', ' style="display:none"',
    ' href="/a?b&c=1"', ' href="//["', ' role="navigation"', ' itemprop="articleBody"', ' data-x="a > b"',
    ' colspan="99999"', " rowspan=-1", ' lang="xx"', ' alt="😀"', ' type="application/ld+json"',
    ' property="og:title" content="Storm"', " class='", " =", ' "', " a=b=c<d", ' start="9e9"', ' dir="rtl"',
    " \x00=", " \ud800=x", " shadowrootmode=open", ' shadowrootmode="closed"',
]
ODD = [
    "&amp;", "&#0;", "&#xD800;", "&notit;", "&", "&#99999999;", "<!--", "-->", "<!-- a -->", "<![CDATA[", "]]>",
    "<?php ?>", "<!doctype html>", "<!DOCTYPE", "<", ">", "</", "</>", "<//p>", "\x00", "\ufeff", "\ud800",
    "\u200b", "\u202e", "\xa0", "\r\n", "\r", "\x0c", "\x1b[2J", "\u2028", "\x85", "\ufffd", "{",
    '{"articleBody": "', '{"@graph": [[[', "ا", "ก", "漢字", "e\u0301",
]
# fmt: on
LABELS = [
    "Subscribe",
    "Read also: Storm closes schools",
    "Share",
    "© Photo : Harbour",
    "Log in or register",
    "Читайте также",
    "関連記事",
    "12",
]
PROSE = [
    "The gardener carried the kettle beyond the river while another donkey mended a ladder for the old bridge.",
    "Der Gärtner trug den Kessel über den Fluss, während ein anderer Esel die Leiter flickte.",
    "庭師は川の向こうまでやかんを運び、もう一頭のろばが古い橋の梯子を直した。",
]
NAMES = ["gardener", "miller", "ferryman", "baker", "widow", "shepherd", "fiddler", "weaver"]
"""Who carries the kettle in pages of nothing but prose."""


class Case(NamedTuple):
    """A broken page: its number, what was done to it, and what is said of its source."""

    number: int
    kind: str
    source: Any
    page: bytes | str


class TooSlow(Exception):
    """A case took more processor time than it may."""


# Making pages -------------------------------------------------------------------------------


def make(number: int, seed: int) -> Case:
    """The case of that number: the same on every machine.

    >>> make(3, 1) == make(3, 1)
    True
    """
    draw = random.Random(f"{seed}:{number}")
    kind = draw.choice(list(_KINDS))
    return Case(number, kind, SOURCES[number // GROUP % len(SOURCES)], _KINDS[kind](draw))


@cache
def _fixtures() -> list[bytes]:
    return [file.read_bytes() for file in sorted(FIXTURES.glob("*/page.html"))]


def _piece(draw: random.Random) -> str:
    """A tag, an end tag, an element with text, a sign, or text."""
    tag = draw.choice(TAGS)
    return draw.choice([
        f"<{tag}{draw.choice(ATTRIBUTES)}>",
        f"<{tag}>",
        f"</{tag}>",
        f"<{tag}{draw.choice(ATTRIBUTES)}{draw.choice(ATTRIBUTES)}/>",
        "<{0}>{1}</{0}>".format(draw.choice(["p", "li", "td", "h2", "div"]), draw.choice([*PROSE, *LABELS])),
        draw.choice(ODD),
        draw.choice(LABELS),
        draw.choice(PROSE),
        _letters(draw),
    ])  # fmt: skip


def _letters(draw: random.Random) -> str:
    """A few signs: Latin-1, any of the living scripts, anything."""
    return "".join(
        chr(draw.choice([draw.randrange(256), draw.randrange(0x3000), draw.randrange(0x110000)]))
        for _ in range(draw.randrange(6))
    )


def _soup(draw: random.Random) -> str:
    return "".join(_piece(draw) for _ in range(draw.randrange(1, MAX_PIECES)))


def _harmless(draw: random.Random) -> str:
    """Prose in markup that says nothing against it; no sentence stands twice."""
    box = draw.choice(["{}", "<div>{}</div>", "<article>{}</article>", "<main><section>{}</section></main>"])
    wrap = draw.choice(["<p>{}</p>\n", "<p>{}\n", "<div>{}</div>", "<div><p><span>{}</span></p></div>", "{}<br>\r\n"])
    people = draw.sample(NAMES, draw.randrange(1, len(NAMES)))
    return box.format("".join(wrap.format(PROSE[0].replace("gardener", name)) for name in people))


def _cut_short(draw: random.Random) -> bytes:
    page = draw.choice(_fixtures())
    return page[: draw.randrange(len(page))]


def _changed(draw: random.Random) -> bytes:
    """Some bytes are others, are gone, or stand twice."""
    page = bytearray(draw.choice(_fixtures()))
    for _ in range(draw.randrange(1, MAX_CHANGES)):
        at = draw.randrange(len(page))
        how = draw.randrange(4)
        if how == 0:
            page[at] ^= 1 << draw.randrange(8)
        elif how == 1:
            page[at] = draw.choice(b"<>&\"'/=\x00 \n;!-")
        elif how == 2:
            del page[at : at + draw.randrange(1, 50)]
        else:
            page[at:at] = page[at : at + draw.randrange(1, 500)]
    return bytes(page)


def _spliced(draw: random.Random) -> bytes:
    """Pieces of several pages, one behind the other."""
    pieces = []
    for page in draw.choices(_fixtures(), k=draw.randrange(2, 5)):
        at = draw.randrange(len(page))
        pieces.append(page[at : at + draw.randrange(1, len(page))])
    return b"".join(pieces)


def _strewn(draw: random.Random) -> str:
    """A page with soup in between."""
    page = draw.choice(_fixtures()).decode("utf-8", "replace")
    for _ in range(draw.randrange(1, MAX_CHANGES)):
        at = draw.randrange(len(page))
        page = page[:at] + _piece(draw) + page[at:]
    return page


def _recoded(draw: random.Random) -> bytes:
    """Bytes of an encoding that the page does not name."""
    page = _soup(draw) if draw.randrange(2) else draw.choice(_fixtures()).decode("utf-8", "replace")
    return page.encode(draw.choice(ENCODINGS), "replace")


def _noise(draw: random.Random) -> bytes:
    return draw.randbytes(draw.randrange(2000))


_KINDS: Final[dict[str, Callable[[random.Random], bytes | str]]] = {
    "soup": _soup,
    "harmless": _harmless,
    "cut short": _cut_short,
    "changed": _changed,
    "spliced": lambda draw: _spliced(draw)[:MAX_CHARS],
    "strewn": _strewn,
    "recoded": _recoded,
    "noise": _noise,
}


# The laws -----------------------------------------------------------------------------------


def check_account(text: str, result: Result) -> None:
    """Law 1: the text less the reported spans is the output, and blocks agree with them."""
    assert _less_removed(text, result) == result.text, "the input less what was removed is the output"
    ends = 0
    for block in result.blocks:
        assert ends <= block.start < block.end, "blocks are in order, apart and not empty"
        assert block.text == text[block.start : block.end], "a block's text is what stands there"
        ends = block.end


def _less_removed(text: str, result: Result) -> str:
    """The text without the spans that a result reports, having checked that they are what it says."""
    kept, at = [], 0
    for item in result.removed:
        assert at <= item.start < item.end <= len(text), "spans are in order, apart, not empty, and inside the text"
        assert item.text == text[item.start : item.end], "a span's text is what stands there"
        assert item.category, "a span has a category"
        assert item.rule, "a span has a rule"
        kept.append(text[at : item.start])
        at = item.end
    return "".join([*kept, text[at:]])


def shown(result: Result) -> tuple[object, ...]:
    """All of a result that a user sees."""
    return (
        result.text,
        result.removed,
        result.notes,
        result.blocks,
        result.page_text,
        result.title,
        result.language,
    )


def _check_page(clean: Cleaner, case: Case) -> Result:
    """A page is accounted for, is the same again and in Markdown; a harmless one stays whole."""
    result = clean.html(case.page)
    check_account(result.page_text, result)
    for item in result.removed:
        assert item.category == "whitespace" or item.path.startswith("/"), "a block has a path"
    markdown = clean.html(case.page, "https://example.org/", output="markdown", links=True)
    assert shown(markdown)[1:] == shown(result)[1:], "a page gives the same again, and in Markdown"
    if not result.removed:
        assert result.text == result.page_text, "nothing removed, nothing changed"
    if case.kind == "harmless" and case.source == "auto":  # the others are told that there is residue
        assert not result.removed, "prose in plain markup stays"
        assert result.text, "prose in plain markup is found"
    return result


def _check_text(clean: Cleaner, text: str) -> Result:
    """A text is accounted for, and cleaning it twice equals cleaning it once."""
    once = clean.text(text)
    check_account(text, once)
    twice = clean.text(once.text)
    assert twice.text == once.text, "cleaning twice equals cleaning once"
    assert twice.removed == (), "the second time removes nothing"
    return once


def _check_together(
    clean: Cleaner, pages: Sequence[tuple[bytes | str, Result]], texts: list[tuple[str, Result]]
) -> None:
    """Columns and batches give what each page and text gives alone."""
    served = [(page, result.text.encode()) for page, result in pages if isinstance(page, bytes)]
    column = clean.column(pa.array([page for page, _ in served], pa.binary()))
    assert column.to_pylist() == [text for _, text in served], "pages in a column are what each is alone"
    together = clean.html_batch([page for page, _ in pages])
    assert list(map(shown, together)) == [shown(result) for _, result in pages], "pages together are what each is alone"
    batch = clean.batch([text for text, _ in texts])
    assert list(map(shown, batch)) == [shown(result) for _, result in texts], "texts in a batch are what each is alone"
    plain = [(text, result.text) for text, result in texts if _is_unicode(text)]
    column = clean.column(pa.array([text for text, _ in plain], pa.string()))
    assert column.to_pylist() == [text for _, text in plain], "texts in a column are what each is alone"


def _is_unicode(text: str) -> bool:
    """No lone surrogates: Arrow cannot hold them."""
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


# Running ------------------------------------------------------------------------------------


class Report:
    """What was found: failures by case, kinds, and the slowest case."""

    def __init__(self) -> None:
        self.failures: list[str] = []
        self.kinds: Counter[str] = Counter()
        self.slowest = (0.0, "")

    def took(self, seconds: float, what: str) -> None:
        """Remember the slowest."""
        self.slowest = max(self.slowest, (seconds, what))


def run(first: int, cases: int, seed: int, report: Report) -> Iterator[int]:
    """Check cases, group by group; yields the number of cases that are done."""
    cleaners = {source: Cleaner(source=source) for source in SOURCES}
    cleaners["auto"].html(PROSE[0])  # what is compiled at the first use is nobody's time
    for start in range(first, first + cases, GROUP):
        group = [make(number, seed) for number in range(start, min(start + GROUP, first + cases))]
        pages: dict[str, list[tuple[bytes | str, Result]]] = {}
        texts: dict[str, list[tuple[str, Result]]] = {}
        for case in group:
            clean = cleaners[case.source]
            report.kinds[case.kind] += 1
            with _Watched(report, f"case {case.number} ({case.kind}, {case.source}, {len(case.page)} long)"):
                result = _check_page(clean, case)
                pages.setdefault(case.source, []).append((case.page, result))
                text = result.page_text
                texts.setdefault(case.source, []).append((text, _check_text(clean, text)))
        for source, found in pages.items():
            with _Watched(report, f"cases {start} to {start + len(group) - 1} together", len(group)):
                _check_together(cleaners[source], found, texts.get(source, []))
        yield start + len(group) - first


class _Watched:
    """Runs what stands in it under a limit of processor time; what it raises is a failure of the report."""

    def __init__(self, report: Report, what: str, cases: int = 1) -> None:
        self._report, self._what, self._cases = report, what, cases

    def __enter__(self) -> None:
        signal.signal(signal.SIGVTALRM, _stop)
        signal.setitimer(signal.ITIMER_VIRTUAL, MAX_CASE_SECONDS * self._cases)
        faulthandler.dump_traceback_later(MAX_HANG_SECONDS, exit=True)
        self._began = time.process_time()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> bool:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        faulthandler.cancel_dump_traceback_later()
        self._report.took((time.process_time() - self._began) / self._cases, self._what)
        if not isinstance(error, Exception):
            return False
        self._report.failures.append(f"{self._what}: {type(error).__name__}: {str(error)[:200]}")
        return True


def _stop(*_: object) -> None:
    raise TooSlow(f"more than {MAX_CASE_SECONDS} seconds of processor time")


def main() -> None:
    """Run, print, and exit with 1 if any case failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    report = Report()
    shown_failures = 0
    for done in run(options.first, options.cases, options.seed, report):
        for failure in report.failures[shown_failures:]:
            print(failure, flush=True)
        shown_failures = len(report.failures)
        if done % 1000 < GROUP:
            print(f"{done} cases, {time.process_time():.0f} s", file=sys.stderr, flush=True)
    last = options.first + options.cases - 1
    print(f"seed {options.seed}, cases {options.first} to {last}: {len(report.failures)} failed")
    print(", ".join(f"{count} {kind}" for kind, count in sorted(report.kinds.items())))
    print(f"{time.process_time():.0f} s of processor time; slowest: {report.slowest[1]}, {report.slowest[0]:.2f} s")
    sys.exit(bool(report.failures))


if __name__ == "__main__":
    main()
