"""Dropping headings for users who ask for it."""

from __future__ import annotations

import pytest

from cleaner import Cleaner

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
