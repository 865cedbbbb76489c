"""The laws for HTML: they hold on every page there is, and on generated tag soup."""

from __future__ import annotations

import hashlib
import os
import pickle
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.fuzz import ATTRIBUTES, LABELS, ODD, PROSE, TAGS, check_account, shown
from cleaner import Cleaner, Result
from cleaner._cleaner import Output
from cleaner.segment.html import segment_html

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
PAGES = sorted((ROOT / "fixtures").glob("*/page.html"))
SAMPLED_ROWS = 8
"""Of every development set, so many pages: a sample for the suite, not a measurement."""
THREADS = 8
SOUPS = 2000
"""Cases of tag soup, which take half a minute: faults hide where tags of different kinds meet."""


def accounts_for_all(clean: Cleaner, page: bytes | str) -> Result:
    """Law 1: the page's text less the reported spans is the output, and blocks agree with them."""
    result = clean.html(page)
    check_account(result.page_text, result)
    for item in result.removed:
        assert item.category == "whitespace" or item.path.startswith("/"), "a block has a path"
    return result


@pytest.fixture(scope="module")
def results() -> dict[Path, tuple[object, ...]]:
    """What every page gives when it is cleaned alone, in order."""
    clean = Cleaner()
    return {file: shown(clean.html(file.read_bytes())) for file in PAGES}


@pytest.fixture(scope="module", params=["auto", "page", "article"])
def any_cleaner(request: pytest.FixtureRequest) -> Cleaner:
    """A cleaner for each kind of source."""
    return Cleaner(source=request.param)


# On every page ------------------------------------------------------------------------------


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.parent.name)
def test_page_is_accounted_for(any_cleaner: Cleaner, file: Path) -> None:
    """Law 1 on the fixtures, whatever is said of their source."""
    result = accounts_for_all(any_cleaner, file.read_bytes())

    assert result.page_text


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.parent.name)
def test_result_can_be_pickled(cleaner_: Cleaner, file: Path) -> None:
    """Nothing of it is lost: spans, paths, blocks, title, language, also in Markdown."""
    for output in get_args(Output):
        result = cleaner_.html(file.read_bytes(), output=output)
        copy = pickle.loads(pickle.dumps(result))

        assert shown(copy) == shown(result)
        assert copy == result


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.parent.name)
def test_markdown_says_the_same_of_a_page(cleaner_: Cleaner, file: Path) -> None:
    """The output's form changes the text alone: what goes, and why, stays."""
    text = cleaner_.html(file.read_bytes())
    markdown = cleaner_.html(file.read_bytes(), output="markdown")

    assert shown(markdown)[1:] == shown(text)[1:]


@pytest.mark.parametrize("file", [file for file in PAGES if file.parent.name.startswith("html-clean-")], ids=lambda file: file.parent.name)  # fmt: skip
def test_page_without_residue_is_kept_whole(any_cleaner: Cleaner, file: Path) -> None:
    """First do no harm: no residue, no change."""
    result = any_cleaner.html(file.read_bytes())

    assert result.removed == ()
    assert result.text == result.page_text
    assert result.notes == ()


# One page after the other, and at once -------------------------------------------------------


def test_same_page_gives_the_same_twice(results: dict[Path, tuple[object, ...]]) -> None:
    """By the cleaner that has seen all others, by a new one, and by one that was pickled."""
    seen, copy = Cleaner(), pickle.loads(pickle.dumps(Cleaner()))
    for file in PAGES:
        seen.html(file.read_bytes())
    changed = [
        file.parent.name
        for file in PAGES
        if not shown(seen.html(file.read_bytes())) == results[file] == shown(copy.html(file.read_bytes()))
    ]

    assert changed == []


def test_order_of_pages_changes_nothing() -> None:
    """Forwards and backwards, by matchers that have seen nothing before."""
    from cleaner._cleaner import _matcher

    _matcher.cache_clear()
    forwards = [shown(Cleaner().html(file.read_bytes())) for file in PAGES]
    _matcher.cache_clear()
    backwards = [shown(Cleaner().html(file.read_bytes())) for file in PAGES[::-1]][::-1]

    assert forwards == backwards


def test_threads_change_nothing(results: dict[Path, tuple[object, ...]]) -> None:
    """Eight threads share one cleaner that has seen nothing before, and each page comes more than once."""
    from cleaner._cleaner import _matcher

    _matcher.cache_clear()
    clean = Cleaner()
    files = [*PAGES, *PAGES[::-1], *PAGES[::2]]
    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(lambda file: shown(clean.html(file.read_bytes())), files))
    changed = [file.parent.name for file, result in zip(files, found, strict=True) if result != results[file]]

    assert changed == []


@pytest.mark.parametrize("size", [2, 7, 1000])
def test_pages_together_are_what_each_is_alone(any_cleaner: Cleaner, size: int) -> None:
    """All fixtures, in batches of any size, with a page between them that holds nothing."""
    pages = [page for file in PAGES for page in (file.read_bytes(), b"")]
    together = [
        shown(result)
        for first in range(0, len(pages), size)
        for result in any_cleaner.html_batch(pages[first : first + size])
    ]

    assert together == [shown(any_cleaner.html(page)) for page in pages]


def development_pages() -> Iterator[tuple[str, bytes | str]]:
    """A sample of the development pages, with names."""
    import pyarrow.parquet as pq

    for file in sorted(DATA.glob("*-dev*.parquet")):
        table = pq.read_table(file, columns=["id", "html"]).to_pylist()
        for row in table[:: max(len(table) // SAMPLED_ROWS, 1)][:SAMPLED_ROWS]:
            if row["html"]:
                yield f"{file.stem} {row['id']}", row["html"]


def every_development_page() -> list[bytes | str]:
    """The HTML of all development sets."""
    import pyarrow.parquet as pq

    files = sorted(DATA.glob("*-dev*.parquet"))
    return [page for file in files for page in pq.read_table(file, columns=["html"])["html"].to_pylist() if page]


def digest(result: Result) -> bytes:
    """Stands for all that a result says; the results of all pages would not fit into memory."""
    return hashlib.blake2b(repr(shown(result)).encode("utf-8", "surrogatepass")).digest()


@pytest.mark.slow
@pytest.mark.needs_shared("data")
def test_threads_change_nothing_on_development_pages() -> None:
    """Eight threads that share a cleaner, in another order: each page as by one thread, to the byte.

    Every eighth page; with ``EVERY_PAGE=1`` in the environment all of them, which takes minutes.
    """
    from cleaner._cleaner import _matcher

    pages = every_development_page()[:: 1 if os.environ.get("EVERY_PAGE") else 8]
    alone = [digest(Cleaner().html(page)) for page in pages]
    _matcher.cache_clear()
    shared = Cleaner()
    order = random.Random(8).sample(range(len(pages)), len(pages))
    with ThreadPoolExecutor(THREADS) as pool:
        together = dict(zip(order, pool.map(lambda number: digest(shared.html(pages[number])), order), strict=True))
    changed = [number for number in range(len(pages)) if together[number] != alone[number]]

    assert len(pages) > 150
    assert changed == []


@pytest.mark.needs_shared("data")
def test_law_holds_on_development_pages(cleaner_: Cleaner) -> None:
    """Real pages, where they are there: each accounted for, and the same in threads and in one batch."""
    pages = list(development_pages())
    alone = [shown(accounts_for_all(cleaner_, page)) for _, page in pages]
    with ThreadPoolExecutor(THREADS) as pool:
        together = list(pool.map(lambda page: shown(cleaner_.html(page[1])), pages))
    batch = map(shown, cleaner_.html_batch([page for _, page in pages]))
    compared = zip(pages, alone, together, batch, strict=True)
    changed = [name for (name, _), one, other, third in compared if not one == other == third]

    assert len(pages) > SAMPLED_ROWS
    assert changed == []


# Tag soup -----------------------------------------------------------------------------------

NAMES = st.sampled_from(TAGS)
PIECES = st.one_of(
    st.builds("<{}{}>".format, NAMES, st.sampled_from(ATTRIBUTES)),
    st.builds("<{}{}>".format, NAMES, st.just("")),
    st.builds("</{}>".format, NAMES),
    st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["p", "li", "td", "h2", "div"]), st.sampled_from([*PROSE, *LABELS])),
    st.builds("<{}{}/>".format, NAMES, st.sampled_from(ATTRIBUTES)),
    st.sampled_from(ODD),
    st.sampled_from(LABELS),
    st.sampled_from(PROSE),
    st.text(max_size=5),
)  # fmt: skip
SOUP = st.lists(PIECES, max_size=40).map("".join)


@pytest.mark.slow
@settings(max_examples=SOUPS)
@given(page=SOUP)
def test_no_tag_soup_makes_it_fail(cleaner_: Cleaner, page: str) -> None:
    """Law 1 on anything, and the same again; Markdown and paths are written of it too."""
    result = accounts_for_all(cleaner_, page)
    markdown = cleaner_.html(page, "https://example.org/", output="markdown", links=True)

    assert cleaner_.html(page) == result
    assert markdown.removed == result.removed
    assert pickle.loads(pickle.dumps(result)) == result


@given(page=SOUP, encoding=st.sampled_from(["utf-8", "utf-16", "utf-16-le", "cp1251", "gb18030", "shift_jis"]))
def test_no_bytes_make_it_fail(cleaner_: Cleaner, page: str, encoding: str) -> None:
    """Whatever the bytes are and are said to be; what they are not is never raised."""
    content = page.encode(encoding, "replace")

    assert accounts_for_all(cleaner_, content) == cleaner_.html(content)
    assert isinstance(cleaner_.html(content, charset=encoding[::-1]).text, str)


@given(page=SOUP, before=SOUP)
def test_what_was_cleaned_before_changes_nothing(cleaner_: Cleaner, page: str, before: str) -> None:
    """State ends with the page."""
    alone = cleaner_.html(page)
    cleaner_.html(before)

    assert shown(cleaner_.html(page)) == shown(alone)


@given(pages=st.lists(SOUP, max_size=6))
def test_soups_together_are_what_each_is_alone(any_cleaner: Cleaner, pages: list[str]) -> None:
    """No page is judged by its neighbours in a batch, whatever is left open in them."""
    assert list(map(shown, any_cleaner.html_batch(pages))) == [shown(any_cleaner.html(page)) for page in pages]


@given(page=SOUP)
def test_text_of_a_page_is_that_of_its_blocks(cleaner_: Cleaner, page: str) -> None:
    """Offsets of a result refer to what the segmenter reads."""
    text = cleaner_.html(page).page_text

    assert text == segment_html(page).blocks.text
