"""The laws: they hold on every page there is, and on generated text."""

from __future__ import annotations

import re
import textwrap
import tomllib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.fuzz import check_account
from cleaner import Cleaner, Result

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
PAGES = [*sorted((ROOT / "fixtures").glob("*/page.txt")), *sorted((ROOT / "seeds").glob("*.txt"))]
COLUMNS = ("page_resiliparse", "page_inscriptis", "page_nodes", "extract_trafilatura", "extract_resiliparse", "gold")
SAMPLED_ROWS = 4
"""Of every development set, so many pages in each of their texts: a sample for the suite, not a measurement."""

LINE_ENDS = ["\n", "\r\n", "\r", "\x85", "\u2028", "\u2029", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e"]
BLANKS = [" ", "\t", "\u00a0", "\u3000", "\u2009", "\u202f", "\u1680", "\x1f"]
MARKS = ["\x00", "\x01", "\x08", "\x1b[31m", "\x7f", "\ud800", "\udfff", "\udce9", "\ufeff", "\u200e", "\u200f", "\u202b", "\u2067", "\u200b",
         "\u00ad", "\u0301", "\ufffe", "\U0010ffff", "\U0001f600"]  # fmt: skip
SIGNS = [
    "| ",
    " | ",
    "* ",
    "- ",
    "1. ",
    "## ",
    "**",
    "[",
    "](/a)",
    "![",
    "(",
    ")",
    ": ",
    ". ",
    "»",
    "©",
    '"',
    "“",
    "”",
    "0",
    "12",
    "...",
    "…",
]


@cache
def phrases() -> list[str]:
    """Interface phrases of some languages in some scripts, and what the shipped rules are to drop."""
    found: list[str] = []
    for code in ("en", "de", "fr", "ru", "ar", "he", "hi", "zh", "ja", "ko", "th", "tr", "el", "mul"):
        concepts = tomllib.loads((ROOT / "rules" / "lexicon" / f"{code}.toml").read_text(encoding="utf-8"))["concepts"]
        found += [form for forms in concepts.values() for form in forms[:2]]
    for file in sorted((ROOT / "rules" / "shapes").glob("*.toml")):
        for rule in tomllib.loads(file.read_text(encoding="utf-8")).get("rule", ()):
            found += [example.replace(">> ", "") for example in rule["drop"][:2]]
    return found


# Words that no lexicon holds, of which prose is made that shows no residue.
NOUNS = ["gardener", "bridge", "kettle", "donkey", "teacup", "orchard", "pebble", "ladder", "blanket", "walnut"]
VERBS = ["carried", "mended", "painted", "lifted", "buried", "polished", "borrowed", "forgot"]
PLACES = ["beyond the river", "under the pear tree", "near the old mill", "behind the barn", "across the meadow"]

SENTENCES = st.builds(
    lambda one, verb, two, place, three, again, four: (
        f"The {one} {verb} the {two} {place} while another {three} {again} a {four} for the old {one}."
    ),
    *map(st.sampled_from, (NOUNS, VERBS, NOUNS, PLACES, NOUNS, VERBS, NOUNS)),
)
PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=4).map(" ".join)
PIECES = st.one_of(
    st.deferred(lambda: st.sampled_from(phrases())),
    st.deferred(lambda: st.sampled_from(phrases())).map(str.upper),
    PARAGRAPHS,
    st.sampled_from(LINE_ENDS),
    st.sampled_from(LINE_ENDS),
    st.sampled_from(["\n", "\n\n", "\r\n\r\n"]),
    st.sampled_from(BLANKS),
    st.sampled_from(MARKS),
    st.sampled_from(SIGNS),
    st.text(max_size=5),
)
TEXTS = st.lists(PIECES, max_size=25).map("".join)
DUMPS = st.lists(st.one_of(st.deferred(lambda: st.sampled_from(phrases())), PARAGRAPHS, st.just("")), max_size=30).map(
    "\n".join
)


def accounts_for_all(clean: Cleaner, text: str) -> None:
    """Law 1: the input less the reported spans is the output, and blocks agree with them."""
    check_account(text, clean.text(text))


def is_done_in_one_go(clean: Cleaner, text: str) -> None:
    """Law 2: cleaning twice equals cleaning once."""
    once = clean.text(text)
    twice = clean.text(once.text)
    assert twice.text == once.text
    assert twice.removed == ()


LAWS = [accounts_for_all, is_done_in_one_go]
Law = Callable[[Cleaner, str], None]


@pytest.fixture(scope="module", params=["auto", "page", "article"])
def any_cleaner(request: pytest.FixtureRequest) -> Cleaner:
    """A cleaner for each kind of source."""
    return Cleaner(source=request.param)


@pytest.mark.parametrize("law", LAWS)
@given(text=TEXTS)
def test_law_holds_on_generated_text(any_cleaner: Cleaner, law: Law, text: str) -> None:
    """Whatever stands between, before and inside interface phrases and prose."""
    law(any_cleaner, text)

    assert isinstance(text, str)


@pytest.mark.parametrize("law", LAWS)
@given(text=DUMPS)
def test_law_holds_on_generated_dumps(any_cleaner: Cleaner, law: Law, text: str) -> None:
    """Pages of labels and paragraphs, line by line."""
    law(any_cleaner, text)

    assert isinstance(text, str)


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.parent.name if file.name == "page.txt" else file.stem)
def test_law_holds_on_every_page(any_cleaner: Cleaner, law: Law, file: Path) -> None:
    """Fixtures and seeds, as pages and as articles."""
    text = file.read_bytes().decode("utf-8")
    law(any_cleaner, text)

    assert text


def wrapped(text: str) -> str:
    """The text as html2text writes it: paragraphs broken at a column, a blank line between, addresses behind links."""
    lines = [
        re.sub(r"^(\w+) (\w+)", r"[\1 \2](https://a.example/\1-\2)", line) for line in text.splitlines() if line.strip()
    ]
    return "\n\n".join(textwrap.fill(line, 78, break_long_words=False) for line in lines)


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.parent.name if file.name == "page.txt" else file.stem)
def test_law_holds_on_every_page_wrapped(law: Law, file: Path) -> None:
    """Blocks of several lines, and links whose addresses nobody reads."""
    law(Cleaner(), wrapped(file.read_bytes().decode("utf-8")))


def torn(text: str) -> str:
    """The text as a list of its text nodes: cut around the word before every comma and full stop inside a line."""
    return re.sub(r"(?<=\w) (\w+)([,.]) ", r"\n\1\n\2 ", text)


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.parent.name if file.name == "page.txt" else file.stem)
def test_law_holds_on_every_page_torn(law: Law, file: Path) -> None:
    """Paragraphs in pieces."""
    law(Cleaner(), torn(file.read_bytes().decode("utf-8")))


def development_texts() -> Iterator[tuple[str, str]]:
    """A sample of the development texts, with names."""
    import pyarrow.parquet as pq

    for file in sorted(DATA.glob("*-dev*.parquet")):
        table = pq.read_table(file, columns=["id", *COLUMNS]).to_pylist()
        for row in table[:: max(len(table) // SAMPLED_ROWS, 1)][:SAMPLED_ROWS]:
            yield from ((f"{file.stem} {row['id']} {column}", row[column]) for column in COLUMNS if row[column])


@pytest.mark.needs_shared("data")
@pytest.mark.parametrize("law", LAWS)
def test_law_holds_on_development_texts(any_cleaner: Cleaner, law: Law) -> None:
    """Real pages and extracts, where they are there."""
    broken = []
    texts = list(development_texts())
    for name, text in texts:
        try:
            law(any_cleaner, text)
        except AssertionError as error:
            broken.append(f"{name}: {str(error)[:80]}")

    assert len(texts) > SAMPLED_ROWS
    assert broken == []


ENDINGS = st.sampled_from(["\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\u2028", "\n\n\n", "\n \n"])


@given(
    st.lists(st.tuples(st.sampled_from(["", "  ", "\t"]), PARAGRAPHS, ENDINGS), max_size=12),
    st.sampled_from(["", "\n", "\ufeff", " \n"]),
)
def test_prose_without_residue_comes_back_as_it_is(
    cleaner_: Cleaner, paragraphs: list[tuple[str, str, str]], before: str
) -> None:
    """Law 3: no residue, no change, to the byte."""
    text = before + "".join(indent + paragraph + end for indent, paragraph, end in paragraphs)
    result = cleaner_.text(text)

    assert result.text == text
    assert result.removed == ()
    assert result.notes == ()


SHORT = st.builds(lambda one, verb, two: f"{one} {verb} {two}", *map(st.sampled_from, (NOUNS, VERBS, NOUNS)))


@given(
    st.lists(st.one_of(SHORT, SHORT.map("* {}".format), SHORT.map(str.title), SENTENCES, st.just("")), max_size=20).map(
        "\n".join
    )
)
def test_short_lines_without_residue_come_back_as_they_are(cleaner_: Cleaner, text: str) -> None:
    """Law 3 for verse, lists and dialogue: a short line, no full stop, is no residue by itself."""
    result = cleaner_.text(text)

    assert result.text == text


@given(
    st.lists(st.one_of(TEXTS, DUMPS), max_size=6),
    st.randoms(use_true_random=False),
    st.integers(min_value=1, max_value=4),
)
def test_neighbours_change_nothing(cleaner_: Cleaner, texts: list[str], random: object, size: int) -> None:
    """Law 4: in any order and any grouping, each text has the result that a fresh cleaner gives it alone."""
    alone = [Cleaner().text(text) for text in texts]
    order = list(range(len(texts)))
    random.shuffle(order)  # type: ignore[attr-defined]
    grouped: dict[int, Result] = {}
    for first in range(0, len(order), size):
        group = order[first : first + size]
        grouped |= dict(zip(group, cleaner_.texts(texts[i] for i in group), strict=True))

    assert [grouped[i] for i in range(len(texts))] == alone


def test_order_of_the_fixtures_changes_nothing() -> None:
    """Law 4 on all pages at once: forwards and backwards, by matchers that have seen nothing before."""
    from cleaner._cleaner import _matcher

    texts = [file.read_bytes().decode("utf-8") for file in PAGES]
    _matcher.cache_clear()
    forwards = [(result.text, result.removed) for result in Cleaner().texts(texts)]
    _matcher.cache_clear()
    backwards = [(result.text, result.removed) for result in Cleaner().texts(texts[::-1])][::-1]

    assert forwards == backwards


def told(results: Iterable[Result]) -> list[tuple[object, ...]]:
    """All that results say."""
    return [(result.text, result.removed, result.notes, result.blocks) for result in results]


@given(texts=st.lists(TEXTS | DUMPS | st.sampled_from(["", "\r", "\nA", "A\r"]), max_size=6))
def test_generated_texts_together_are_what_each_is_alone(any_cleaner: Cleaner, texts: list[str]) -> None:
    """No text is judged by its neighbours in a batch, however they begin and end."""
    assert told(any_cleaner.batch(texts)) == told(map(any_cleaner.text, texts))


@pytest.mark.parametrize("size", [2, 7, 1000])
def test_pages_together_are_what_each_is_alone(any_cleaner: Cleaner, size: int) -> None:
    """Fixtures and seeds, in batches of any size."""
    texts = [file.read_bytes().decode("utf-8") for file in PAGES]
    together = [
        result for first in range(0, len(texts), size) for result in any_cleaner.batch(texts[first : first + size])
    ]

    assert told(together) == told(map(any_cleaner.text, texts))


@pytest.mark.parametrize("broken", [wrapped, torn])
def test_broken_pages_together_are_what_each_is_alone(broken: Callable[[str], str]) -> None:
    """Beside pages that were not broken."""
    texts = [file.read_bytes().decode("utf-8") for file in PAGES]
    mixed = [text for pair in zip(texts, map(broken, texts), strict=True) for text in pair]
    assert told(Cleaner().batch(mixed)) == told(map(Cleaner().text, mixed))


@pytest.mark.needs_shared("data")
def test_development_texts_together_are_what_each_is_alone(any_cleaner: Cleaner) -> None:
    """Real pages and extracts, where they are there: pages of tens of thousands of characters side by side."""
    texts = [text for _, text in development_texts()]

    assert told(any_cleaner.batch(texts)) == told(map(any_cleaner.text, texts))
