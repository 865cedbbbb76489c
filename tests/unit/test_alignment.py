"""Which lines of a scraped text are the article's."""

from __future__ import annotations

import pytest

from cleaner.rules.alignment import MIN_LONG_WORDS, Gold, label_lines, words

OPENING = "The ferry left the harbour late because the crew had waited for the doctor from the island."
CLOSING = "Nobody complained, the captain said, and the doctor had brought cake for everybody on board."
GOLD = f"{OPENING}\n\nCake\n\n- two eggs\n- flour\n\n{CLOSING}"


def labels(*lines: str, gold: str = GOLD) -> list[float]:
    """Labels of lines, as plain numbers."""
    return label_lines(lines, gold).tolist()


def test_words_are_lower_cased_and_unspaced_scripts_are_split() -> None:
    """Punctuation goes, digits stay, Chinese, Japanese and Thai characters are words."""
    assert words("Two-thirds of 3,000: NO") == ["two", "thirds", "of", "3", "000", "no"]
    assert words("首都 Tokyo กข") == ["首", "都", "tokyo", "ก", "ข"]


def test_long_lines_of_the_article_are_told_by_their_words() -> None:
    """Whatever stands around them, and though a part of them is glued residue."""
    found = labels("Home", OPENING, "Log in", f"Photo: Agency {CLOSING}")

    assert found == [0, 1, 0, 1]


def test_long_line_of_residue_is_not_the_articles() -> None:
    """Even where it has many of the article's words in another order."""
    assert labels(" ".join(sorted(OPENING.split()))) == [0]


@pytest.mark.parametrize(("extra", "label"), [(1, 1), (0, 1), (-1, 0)])
def test_line_is_long_from_its_limit_on(extra: int, label: float) -> None:
    """A long line needs no company; a shorter one alone is not taken for the article's."""
    line = " ".join(OPENING.split()[: MIN_LONG_WORDS + extra])

    assert labels(line) == [label]


def test_short_line_needs_the_article_around_it() -> None:
    """A subheading and list items count beside paragraphs, the same words in a menu do not."""
    beside = labels(OPENING, "Cake", "two eggs", "- flour", CLOSING)
    menu = labels("Cake", "News", "Sport", "Weather", "Culture", "Travel", "Contact", OPENING)

    assert beside == [1, 1, 1, 1, 1]
    assert menu == [0, 0, 0, 0, 0, 0, 0, 1]


def test_short_line_that_is_only_a_part_needs_more_company_than_a_whole_one() -> None:
    """Among residue, words that run in a sentence are chance; a whole line of the gold is not."""
    residue = "Subscribe to the newsletter of this paper and never miss a story again."
    part = labels(residue, residue, "the captain said", OPENING)
    whole = labels(residue, residue, "Cake", OPENING)

    assert part[2] == 0
    assert whole[2] == 1


def test_repeated_line_belongs_wherever_it_stands() -> None:
    """A pull quote repeats a sentence: both are words of the article."""
    assert labels(OPENING, CLOSING, OPENING) == [1, 1, 1]


def test_table_rows_are_compared_without_their_signs() -> None:
    """Cells joined in another way are the same row."""
    gold = f"{OPENING}\n\nHarbour | 8.15 | 9.40\n\n{CLOSING}"

    assert labels(OPENING, "Harbour\t8.15\t9.40", CLOSING, gold=gold) == [1, 1, 1]


def test_empty_lines_and_empty_gold_belong_nowhere() -> None:
    """Signs without words too."""
    assert labels("", "***", OPENING, gold="") == [0, 0, 0]
    assert labels() == []
    assert labels("", "***") == [0, 0]


def test_runs_asks_for_whole_words_in_a_row() -> None:
    """Parts of words, other orders and no words do not stand in the article."""
    gold = Gold(GOLD)

    assert gold.runs(["left", "the", "harbour"])
    assert not gold.runs(["left", "the", "harb"])
    assert not gold.runs(["harbour", "the", "left"])
    assert not gold.runs([])


def test_has_asks_a_line_by_itself() -> None:
    """A long one for half of its word triples, a short one for the whole line."""
    gold = Gold(GOLD)

    assert gold.has(words(f"Photo: Agency {OPENING}"))
    assert gold.has(["cake"])
    assert not gold.has(["the", "captain", "said"])
    assert not gold.has([])
