"""The seeds: raw dumps in the family of the page that started the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner import Cleaner

ROOT = Path(__file__).resolve().parents[2]
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
FIRST = "000_3ff9e85ec8bd732d.txt"
# Lines of the first page, counted from 1: the headline, and the eleven paragraphs of the article.
HEADLINE = 1
PARAGRAPHS = (6, 8, 10, 14, 16, 18, 20, 24, 26, 28, 30)


def read(file: Path) -> str:
    """A file's text with its line ends as they are."""
    return file.read_bytes().decode("utf-8")


@pytest.mark.parametrize("file", SEEDS, ids=lambda file: file.stem)
def test_seed_is_cleaned_without_notes(cleaner_: Cleaner, file: Path) -> None:
    """Something goes, something stays, the guard is not needed, and every kept line is a line of the input."""
    page = read(file)
    result = cleaner_.text(page)

    assert result.notes == ()
    assert result.removed
    assert result.text.strip()
    assert [line for line in result.text.splitlines() if line not in page.splitlines()] == []


@pytest.mark.parametrize("file", SEEDS, ids=lambda file: file.stem)
def test_seed_loses_its_residue_under_sensible_categories(cleaner_: Cleaner, file: Path) -> None:
    """No removed span lacks a category or a rule."""
    result = cleaner_.text(read(file))
    named = [(item.category, item.rule) for item in result.removed]

    assert all(category and rule for category, rule in named)
    assert {"caption", "credit"} & {category for category, _ in named}


def test_there_are_as_many_seeds_as_promised() -> None:
    """At least six."""
    names = [file.name for file in SEEDS]

    assert len(names) >= 6


@pytest.mark.needs_shared("seeds")
def test_first_page_gives_headline_and_paragraphs(cleaner_: Cleaner, shared: Path) -> None:
    """Out come exactly the headline and the eleven paragraphs, in order, unchanged, blank-line separated."""
    page = read(shared / "seeds" / FIRST)
    lines = page.splitlines()
    expected = "\n\n".join(lines[number - 1] for number in (HEADLINE, *PARAGRAPHS))
    result = cleaner_.text(page)

    assert result.text.splitlines() == expected.splitlines()
    assert result.text.rstrip("\n") == expected
    assert result.notes == ()


@pytest.mark.needs_shared("seeds")
def test_rules_quote_nothing_of_the_first_page(shared: Path) -> None:
    """No rule file holds a run of words of that page's article or captions."""
    run_words = 8
    words = read(shared / "seeds" / FIRST).lower().split()
    rules = " ".join(
        " ".join(file.read_text(encoding="utf-8").lower().split()) for file in (ROOT / "rules").rglob("*.toml")
    )
    prompts = "never miss a story again — sign up to our telegram channel and we'll keep you up to speed!"
    quoted = [
        run
        for run in (" ".join(words[i : i + run_words]) for i in range(len(words) - run_words + 1))
        if run in rules and run not in prompts
    ]

    assert quoted == []
