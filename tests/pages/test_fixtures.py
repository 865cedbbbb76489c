"""The fixtures: pages, and what should come out of them. Listing the folder is the registration."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from cleaner import Cleaner

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
FOLDERS = sorted(
    folder for folder in FIXTURES.iterdir() if (folder / "page.toml").exists() or (folder / "page.txt").exists()
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
    """page.txt becomes expected.txt, byte for byte."""
    article = cleaner_.text(read(folder / "page.txt")).text

    assert article.splitlines() == read(folder / "expected.txt").splitlines()
    assert article.encode() == (folder / "expected.txt").read_bytes()


def finished() -> list[Any]:
    """The folders without a known failure."""
    return [pytest.param(folder, id=folder.name) for folder in FOLDERS if "known_failure" not in about(folder)]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_snippets_are_kept(cleaner_: Cleaner, folder: Path) -> None:
    """What a person marked to be kept is in the result, whatever residue a known failure leaves."""
    article, said = cleaner_.text(read(folder / "page.txt")).text, about(folder)
    known = said.get("known_lost", [])

    assert [snippet for snippet in said["keep"] if snippet not in article] == known


@pytest.mark.parametrize("folder", finished())
def test_snippets_are_dropped(cleaner_: Cleaner, folder: Path) -> None:
    """What a person marked to be dropped is gone."""
    article, said = cleaner_.text(read(folder / "page.txt")).text, about(folder)

    assert [snippet for snippet in said["drop"] if snippet in article] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_snippets_stand_on_the_page(folder: Path) -> None:
    """Every snippet is there to be kept or dropped, none is both, and expected.txt agrees with them."""
    page, expected, said = read(folder / "page.txt"), read(folder / "expected.txt"), about(folder)
    absent = [snippet for snippet in [*said["keep"], *said["drop"]] if snippet not in page]

    assert absent == []
    assert not set(said["keep"]) & set(said["drop"])
    assert all(snippet in expected for snippet in said["keep"])
    assert not any(snippet in expected for snippet in said["drop"])


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_page_is_described(folder: Path) -> None:
    """page.toml has the fields of STYLE 2.5."""
    said = about(folder)
    wrong = [name for name, kind in FIELDS.items() if not isinstance(said.get(name), kind)]

    assert wrong == []
    assert "fetched" in said
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
    """At least 60 pages in 20 languages, 20 with a foreign interface, 15 clean ones."""
    said = {folder.name: about(folder) for folder in FOLDERS}
    foreign = [name for name, page in said.items() if page.get("interface") not in (None, page["language"])]

    assert len(said) >= 60
    assert len({page["language"] for page in said.values()}) >= 20
    assert len(foreign) >= 20
    assert sum(name.startswith("clean-") for name in said) >= 15
