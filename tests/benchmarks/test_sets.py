"""Readers of page sets: every format, what is left out, and what is broken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_sets import FIRST, SECOND, THIRD, page, put

from benchmarks.accuracy.pages import UNTOLD, Page
from benchmarks.accuracy.sets import PageSet, recognise, seeds


def only(folder: Path) -> PageSet:
    """The one set of a folder."""
    (found,) = recognise(folder)
    return found


def test_wcxb_development_pages_have_gold_and_snippets(wcxb: Path) -> None:
    """All of them."""
    dev, _ = recognise(wcxb)
    pages = list(dev.read())

    assert dev.name == "wcxb-dev"
    assert [page.id for page in pages] == ["0001", "0002"]
    assert pages[0] == Page(
        "0001", "https://a.example/1", page(FIRST, SECOND), f"{FIRST}\n\n{SECOND}", (), (FIRST,), ("Home",)
    )


def test_wcxb_test_pages_of_the_development_split_are_left_out(wcxb: Path) -> None:
    """By id, by address, by content; and what is no article."""
    _, test = recognise(wcxb)

    assert test.name == "wcxb-test"
    assert [page.id for page in test.read()] == ["4003"]


def test_aeb_pages_have_a_body(aeb: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A page that is not there is named and left out."""
    found = only(aeb)

    assert found.name == "aeb"
    assert [(page.id, page.url, page.gold) for page in found.read()] == [
        ("aa", "https://aa.example/", FIRST),
        ("bb", "https://bb.example/", f"{FIRST}\n{SECOND}"),
    ]
    assert "cc.html.gz" in capsys.readouterr().err


def test_fundus_pages_go_with_the_version_that_stands_on_them(fundus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Summary, headings and paragraphs; names that begin one another are told apart."""
    found = {page.id: page for page in only(fundus).read()}

    assert list(found) == [
        "uk/Ferry_2023_01_01.html.gz",
        "uk/Ferry_2024_01_01.html.gz",
        "uk/FerryTV_2024_01_01.html.gz",
    ]
    assert found["uk/Ferry_2023_01_01.html.gz"].gold == f"The doctor was late.\n\n{FIRST}"
    assert found["uk/Ferry_2024_01_01.html.gz"].gold == f"The doctor was late.\n\n{SECOND}\n\nCake\n\n{THIRD}"
    assert found["uk/Ferry_2023_01_01.html.gz"].url == "https://ferry.example/1"
    assert found["uk/FerryTV_2024_01_01.html.gz"].url == "FerryTV"
    assert "Gone_2024_01_01.html.gz: the body of no version stands on it; left out" in capsys.readouterr().err


def test_fundus_papers_optional_paragraphs_count_where_a_text_has_them(fundus_paper: Path) -> None:
    """The marks around them are no part of the gold."""
    (found,) = only(fundus_paper).read()

    assert found.gold == f"{FIRST}\n\n{SECOND}"
    assert found.optional == (SECOND,)
    assert found.gold_for(FIRST) == FIRST
    assert found.gold_for(f"{FIRST} {SECOND}") == found.gold


def test_trafilatura_pages_have_snippets_alone(trafilatura: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From JSON, or from the dictionary of a Python file that is not run."""
    found = only(trafilatura)

    assert found.name == "trafilatura"
    assert [(page.id, page.gold, page.must, page.mustnot) for page in found.read()] == [
        ("a.html", None, (FIRST,), ("Home", "newsletter")),
        ("b.html", None, (FIRST,), ("Home", "newsletter")),
    ]
    assert "c.html: no such page; left out" in capsys.readouterr().err


def test_parquet_brings_dumps_and_articles(make_parquet: Callable[..., Path]) -> None:
    """By the names of its columns; the file names the set, alone or in a folder."""
    file = make_parquet(FIRST, SECOND)
    (first, second) = only(file).read()

    assert only(file).name == only(file.parent).name == "small"
    assert (first.id, first.gold, first.must, first.mustnot) == ("0", FIRST, (FIRST,), ("Home",))
    assert second.dumps == {"page_a": f"Home\nLog in\n{SECOND}"}
    assert second.articles == {"extract_b": SECOND}


def test_own_fixtures_are_texts_or_pages(own: Path) -> None:
    """Nothing is made of a page: what another library makes of it is no gate of ours."""
    text, html = only(own).read()

    assert (text.dumps, text.html, text.articles) == ({"page": f"Home\n\n{FIRST}\n"}, None, {})
    assert (html.dumps, html.html, html.articles) == ({}, page(FIRST), {})
    assert text.gold == html.gold == f"{FIRST}\n"
    assert (text.must, text.mustnot) == ((FIRST,), ("Home",))


def test_seeds_have_the_lines_that_a_person_named(tmp_path: Path) -> None:
    """Counted from 1, a blank line between them."""
    put(tmp_path / "seeds" / "a.txt", f"{FIRST}\nHome\n{SECOND}\n")
    put(tmp_path / "lines.toml", '"a.txt" = [1, 3]\n')
    (found,) = seeds(tmp_path / "seeds", tmp_path / "lines.toml").read()

    assert found.gold == f"{FIRST}\n\n{SECOND}"
    assert found.dumps == {"page": f"{FIRST}\nHome\n{SECOND}\n"}


def test_every_seed_of_the_repository_is_named(root: Path) -> None:
    """And begins with its headline."""
    found = {page.id: page for page in seeds(root / "seeds", root / "benchmarks/accuracy/seeds.toml").read()}

    assert sorted(found) == sorted(file.name for file in (root / "seeds").glob("*.txt"))
    assert all(page.gold and page.gold.splitlines()[0] in page.dumps["page"] for page in found.values() if page.dumps)


def test_folder_without_a_set_is_refused(tmp_path: Path) -> None:
    """With a word on where the formats are told."""
    with pytest.raises(ValueError, match="no page set known here"):
        recognise(tmp_path)


@pytest.mark.parametrize("broken", [b"not gzip", b"\x1f\x8b\x08\x00 cut"])
def test_broken_page_is_named_and_left_out(aeb: Path, broken: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    """And so is a page whose file is cut short."""
    (aeb / "html" / "aa.html.gz").write_bytes(broken)

    assert [page.id for page in only(aeb).read()] == ["bb"]
    assert "aa.html.gz" in capsys.readouterr().err


def test_broken_ground_truth_is_named(wcxb: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The other pages are read."""
    (wcxb / "dev/ground-truth/0001.json").write_text("{")
    dev, _ = recognise(wcxb)

    assert [page.id for page in dev.read()] == ["0002"]
    assert "0001.json" in capsys.readouterr().err


def test_language_is_told_from_the_article() -> None:
    """From snippets or dumps where there is no gold; from nothing where there is little."""
    german = "Die Fähre verließ den Hafen zu spät, weil die Mannschaft auf den Arzt gewartet hatte."

    assert Page("1", "", None, german, dumps={"a": FIRST}).language() == "de"
    assert Page("1", "", None, None, must=("Die Fähre verließ den Hafen", "zu spät")).language() == "de"
    assert Page("1", "", None, None, dumps={"a": FIRST}).language() == "en"
    assert Page("1", "", None, "No").language() == UNTOLD
