"""Dropping headings for users who ask for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner import Cleaner

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"

HEADLINE = "A storm closes the schools on the coast"
STANDFIRST = "It came from the sea in the night and took roofs with it"
SUBHEADING = "The harbour"
PROSE = (
    "The harbour master said on Monday that the storm had closed the schools for two days, and that no ferry would "
    "leave the coast before Wednesday morning because of it."
)
MORE = (
    "Officials expect that the storm will have passed by the weekend, and the schools will open again on Monday, "
    "the council said in a letter to all parents."
)
TEXT = f"{HEADLINE}\n\n{STANDFIRST}\n\n{PROSE}\n\n{SUBHEADING}\n\n{MORE}\n"
PAGE = (
    f"<title>{HEADLINE}</title><article><h1>{HEADLINE}</h1><p>{STANDFIRST}</p><p>{PROSE}</p><h2>{SUBHEADING}</h2>"
    f"<p>{MORE}</p><p>Nobody was hurt</p><p>{PROSE}</p></article>"
)
EACH = [("headline", HEADLINE), ("standfirst", STANDFIRST), ("subheading", SUBHEADING)]


@pytest.mark.parametrize(("category", "line"), EACH)
@pytest.mark.parametrize("source", ["auto", "article"])
def test_headings_go_where_the_user_asks(category: str, line: str, source: str) -> None:
    """Each by its category, and nothing in its place when the text is looked at again."""
    result = Cleaner(drop=[category], source=source).text(TEXT)  # type: ignore[arg-type]

    assert result.text == TEXT.replace(f"{line}\n\n", "")
    assert [each.rule for each in result.removed if each.category == category] == [category]


def test_headings_are_text_otherwise() -> None:
    """By default all stay."""
    assert Cleaner().text(TEXT).text == TEXT


@pytest.mark.parametrize(("category", "line"), EACH)
def test_elements_say_what_is_a_heading(category: str, line: str) -> None:
    """On a page of HTML the h1 that its title names, and headings between paragraphs; other short lines stay."""
    kept, cleaned = Cleaner().html(PAGE), Cleaner(drop=[category]).html(PAGE)

    assert set(kept.text.splitlines()) - set(cleaned.text.splitlines()) == {line}


def test_headings_are_no_residue() -> None:
    """An article that loses its headline is not taken for a page with something to drop."""
    text = f"{HEADLINE}\n\n{PROSE}\n\nThe storm\n\n{MORE}\n\nRead it in the council's letter\n"

    assert Cleaner(drop=["headline"]).text(text).text == text.removeprefix(f"{HEADLINE}\n\n")


def test_text_without_a_headline_keeps_its_first_line() -> None:
    """Where no line has the marks of a headline, none is dropped."""
    text = f"- Yes.\n\n{PROSE}\n\n{MORE}\n"

    assert Cleaner(drop=["headline", "standfirst"]).text(text).text == text


@pytest.mark.parametrize(
    "lines",
    [
        "- a charged telephone\n- a map\n- someone who knows the way",
        "| Team | Won |\n| Oslo | 3 |",
        "Oslo 3\nBergen 2\nHamar 1",
        "for day in days:\n    print(day)",
        "GRETA\nWenzel?\n\nWENZEL\nHere.",
        "She said to the council:",
    ],
    ids=["list", "table", "results", "code", "drama", "introduction"],
)
def test_short_lines_that_head_no_paragraph_stay(lines: str) -> None:
    """Lists, tables, code and drama between paragraphs are no subheadings, nor is what ends in a colon."""
    text = f"{HEADLINE}\n\n{PROSE}\n\n{lines}\n\n{MORE}\n"

    assert Cleaner(drop=["subheading"]).text(text).text == text


def test_line_below_prose_is_no_headline() -> None:
    """Whatever marks it has: the headline of a text stands above its paragraphs, and is none of a list's steps."""
    text = (FIXTURES / "clean-how-to-with-button-names" / "page.txt").read_text(encoding="utf-8")

    assert Cleaner(drop=["headline", "standfirst"]).text(text).text == text


@pytest.mark.parametrize("between", ["The town", "Sign up to our newsletter"])
def test_standfirst_stands_right_behind_the_headline(between: str) -> None:
    """What goes anyway may stand before it; behind it, or behind a line that stays, the text itself begins."""
    byline = "By Anna Lind, Staff Writer"
    later = "Nobody in the town had seen a storm like this one before"
    text = f"{HEADLINE}\n\n{byline}\n\n{STANDFIRST}\n\n{between}\n\n{later}\n\n{PROSE}\n\n{MORE}\n"
    gone = [each.text for each in Cleaner(drop=["standfirst"]).text(text).removed if each.category == "standfirst"]

    assert gone == [STANDFIRST]


@pytest.mark.parametrize(("category", "line"), EACH)
def test_heading_goes_for_what_the_user_asked_alone(category: str, line: str) -> None:
    """What structure had said of the line is no reason of its going."""
    for result in (Cleaner(drop=[category]).text(TEXT), Cleaner(drop=[category]).html(PAGE)):
        [block] = [block for block in result.blocks if block.verdict == "drop"]

        assert (block.text, block.category) == (line, category)
        assert [(each.name, each.points) for each in block.points] == [(category, block.score)]
