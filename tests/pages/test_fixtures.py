"""The fixtures: pages, and what should come out of them. Listing the folder is the registration."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from cleaner import Cleaner, Result
from cleaner.segment.decode import decode_page

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
FOLDERS = sorted(
    folder
    for folder in FIXTURES.iterdir()
    if any((folder / name).exists() for name in ("page.toml", "page.txt", "page.html"))
)
FIELDS = {"url": str, "language": str, "licence": str, "origin": str, "why": str, "keep": list, "drop": list}
"""What STYLE 2.5 asks of every page.toml."""
KINDS = {"real", "synthetic"}


def about(folder: Path) -> dict[str, Any]:
    """What page.toml says."""
    return tomllib.loads((folder / "page.toml").read_text(encoding="utf-8"))


def read(file: Path) -> str:
    """A file's text with its line ends as they are."""
    return file.read_bytes().decode("utf-8")


def result(cleaner: Cleaner, folder: Path) -> Result:
    """What the program makes of the page: of page.html as the bytes it is, of page.txt as text."""
    page = folder / "page.html"
    return cleaner.html(page.read_bytes()) if page.exists() else cleaner.text(read(folder / "page.txt"))


def article_of(cleaner: Cleaner, folder: Path) -> str:
    """The article as the command writes it: out of HTML, its last line ends."""
    text = result(cleaner, folder).text
    return f"{text}\n" if text and (folder / "page.html").exists() else text


def pages() -> list[Any]:
    """The folders; those with a known failure are strict xfails."""
    return [
        pytest.param(
            folder,
            id=folder.name,
            marks=[pytest.mark.xfail(strict=True, reason=why)] if (why := about(folder).get("known_failure")) else [],
        )
        for folder in FOLDERS
    ]


@pytest.mark.parametrize("folder", pages())
def test_page_gives_what_is_expected(cleaner_: Cleaner, folder: Path) -> None:
    """page.html or page.txt becomes expected.txt, byte for byte."""
    article = article_of(cleaner_, folder)

    assert article.splitlines() == read(folder / "expected.txt").splitlines()
    assert article.encode() == (folder / "expected.txt").read_bytes()


def finished() -> list[Any]:
    """The folders without a known failure."""
    return [pytest.param(folder, id=folder.name) for folder in FOLDERS if "known_failure" not in about(folder)]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_snippets_are_kept(cleaner_: Cleaner, folder: Path) -> None:
    """What a person marked to be kept is in the result, whatever residue a known failure leaves."""
    article, said = article_of(cleaner_, folder), about(folder)
    known = said.get("known_lost", [])

    assert [snippet for snippet in said["keep"] if snippet not in article] == known


@pytest.mark.parametrize("folder", finished())
def test_snippets_are_dropped(cleaner_: Cleaner, folder: Path) -> None:
    """What a person marked to be dropped is gone."""
    article, said = article_of(cleaner_, folder), about(folder)

    assert [snippet for snippet in said["drop"] if snippet in article] == []


def absent_from(cleaner: Cleaner, folder: Path, said: dict[str, Any]) -> list[str]:
    """The snippets that stand nowhere on the page.

    Of HTML, what is to go stands in the source, be it in the head or in a script. What is to stay may be
    written there with entities or tags in it, and then stands in the text of all blocks.
    """
    if not (folder / "page.html").exists():
        page = read(folder / "page.txt")
        return [snippet for snippet in [*said["keep"], *said["drop"]] if snippet not in page]
    source = decode_page((folder / "page.html").read_bytes()).text
    text = result(cleaner, folder).page_text
    lost = [snippet for snippet in said["keep"] if snippet not in source and snippet not in text]
    return lost + [snippet for snippet in said["drop"] if snippet not in source]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_snippets_stand_on_the_page(cleaner_: Cleaner, folder: Path) -> None:
    """Every snippet is there to be kept or dropped, none is both, and expected.txt agrees with them."""
    expected, said = read(folder / "expected.txt"), about(folder)

    assert absent_from(cleaner_, folder, said) == []
    assert not set(said["keep"]) & set(said["drop"])
    assert all(snippet in expected for snippet in said["keep"])
    assert not any(snippet in expected for snippet in said["drop"])


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_page_is_described(folder: Path) -> None:
    """page.toml has the fields of STYLE 2.5, and says whether the page is HTML; it is one page."""
    said = about(folder)
    wrong = [name for name, kind in FIELDS.items() if not isinstance(said.get(name), kind)]

    assert wrong == []
    assert "fetched" in said
    assert (folder / "page.html").exists() != (folder / "page.txt").exists()
    assert said.get("html", False) == (folder / "page.html").exists()
    assert said["origin"] in KINDS
    assert said["keep"]
    assert bool(said["drop"]) == (not folder.name.startswith("clean-"))


@pytest.mark.parametrize(
    "folder", [folder for folder in FOLDERS if folder.name.startswith("clean-")], ids=lambda folder: folder.name
)
def test_clean_page_is_expected_unchanged(folder: Path) -> None:
    """A page named clean must not change."""
    same = (folder / "page.txt").read_bytes() == (folder / "expected.txt").read_bytes()

    assert same


def test_there_are_as_many_pages_as_promised() -> None:
    """At least 60 pages in 20 languages, 20 with a foreign interface, 15 clean ones, 40 of HTML."""
    said = {folder.name: about(folder) for folder in FOLDERS}
    foreign = [name for name, page in said.items() if page.get("interface") not in (None, page["language"])]

    assert len(said) >= 60
    assert len({page["language"] for page in said.values()}) >= 20
    assert len(foreign) >= 20
    assert sum(name.startswith("clean-") for name in said) >= 15
    assert sum(page.get("html", False) for page in said.values()) >= 40
