"""Signals of a block on its page."""

from __future__ import annotations

import numpy as np
import pytest

from cleaner.segment.text import segment
from cleaner.signals.page import (
    MAX_HEAD_BLOCKS,
    MAX_TITLE_CHARS,
    MAX_VALUE_WORDS,
    MAX_WRAP_CHARS,
    MENU_LINES,
    MIN_HEADLINE_WORDS,
    MIN_MAIN_PROSE_WORDS,
    MIN_PROSE_WORDS,
    MIN_REPEAT_CHARS,
    MIN_TITLE_WORDS,
    MIN_UNPUNCTUATED_PROSE_WORDS,
    MIN_WRAP_CHARS,
    MIN_WRAPPED_LINES,
    OPENING_WORDS,
    SAMPLE_BLOCK_CHARS,
    Page,
)

PROSE = "The ferry left the harbour late because the crew had waited for the doctor."


def page_of(*lines: str) -> Page:
    """A page of lines."""
    return Page(segment("\n".join(lines)))


def words(count: int, end: str = "") -> str:
    """A line of so many words."""
    return " ".join(["word"] * count) + end


@pytest.mark.parametrize(
    ("line", "prose"),
    [
        (words(MIN_PROSE_WORDS - 1, "."), False),
        (words(MIN_PROSE_WORDS, "."), True),
        (words(MIN_PROSE_WORDS + 1, "."), True),
        (words(MIN_PROSE_WORDS + 1), False),
        (words(MIN_UNPUNCTUATED_PROSE_WORDS - 1), False),
        (words(MIN_UNPUNCTUATED_PROSE_WORDS), True),
        (words(MIN_UNPUNCTUATED_PROSE_WORDS + 1), True),
    ],
    ids=["sentence-under", "sentence-at", "sentence-over", "no-stop", "long-under", "long-at", "long-over"],
)
def test_prose_is_a_sentence_of_some_length_or_a_long_line(line: str, prose: bool) -> None:
    """Length decides, less of it where the line ends like a sentence."""
    page = page_of(line)

    assert page.prose.tolist() == [prose]


def test_sample_is_prose_from_the_longest_blocks_in_order() -> None:
    """The three longest prose blocks are cut and joined in page order; menus are left out."""
    lines = [PROSE + " A.", "menu " * 20, PROSE + " Bcd.", PROSE, PROSE + " Ef."]
    page = page_of(*lines)

    assert page.sample(0) == " ".join(lines[i][:SAMPLE_BLOCK_CHARS] for i in (0, 2, 4))


def test_sample_of_a_page_without_prose_is_empty() -> None:
    """Labels say nothing of the article's language."""
    page = page_of("Home", "News", "Sport")

    assert page.sample(0) == ""


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("A\nB\nC\nD", [False, False, False, False]),
        ("A\n\nB\nC\n\nD", [False, False, True, False]),
        # Of ten blocks after the first, two, three and four have a blank line before them.
        ("A\n\nB\n\nC" + "\nD" * 8, [False] * 11),
        ("A\n\nB\n\nC\n\nD" + "\nE" * 7, [False] * 4 + [True] * 7),
        ("A\n\nB\n\nC\n\nD\n\nE" + "\nF" * 6, [False] * 5 + [True] * 6),
    ],
    ids=["no-blanks", "some-blanks", "0.2-under", "0.3-at", "0.4-over"],
)
def test_joined_needs_a_page_that_uses_blank_lines(text: str, joined: list[bool]) -> None:
    """A missing blank line says something only where blank lines are used."""
    page = Page(segment(text))

    assert page.joined.tolist() == joined


def test_same_line_elsewhere_is_an_exact_repeat() -> None:
    """Both lines are marked; case and inner spaces make a difference."""
    page = page_of("Storm", "storm", "Other", "Storm")

    assert page.repeats_exactly.tolist() == [True, False, False, True]


@pytest.mark.parametrize(
    ("chars", "repeats"), [(MIN_REPEAT_CHARS - 1, False), (MIN_REPEAT_CHARS, True), (MIN_REPEAT_CHARS + 1, True)]
)
def test_repeated_start_counts_from_a_length_on(chars: int, repeats: bool) -> None:
    """A shorter common start is a name; a longer one marks both lines."""
    start = "x" * chars
    page = page_of("Other line", start + " and more", start)

    assert page.repeats_start.tolist() == [False, repeats, repeats]


def test_line_that_begins_as_two_others_is_a_repeated_start() -> None:
    """Of lines with the same start the shortest and its longer forms are marked."""
    start = "A caption of more than 25 characters"
    page = page_of("Z", start + " - Paper", start)

    assert page.repeats_start.tolist() == [False, True, True]


def test_every_line_with_the_same_start_is_a_repeated_start() -> None:
    """Several lines with the same start are all marked."""
    start = "A caption of more than 25 characters"
    page = page_of(start, start + " - Paper", start + " (File)", "Z")

    assert page.repeats_start.tolist() == [True, True, True, False]


@pytest.mark.parametrize(
    ("count", "headline"), [(MIN_TITLE_WORDS - 1, -1), (MIN_TITLE_WORDS, 1), (MIN_TITLE_WORDS + 1, 1)]
)
def test_headline_is_the_first_line_of_some_words(count: int, headline: int) -> None:
    """Shorter lines above the prose are labels."""
    page = page_of("Menu", words(count), PROSE)

    assert page.headline.tolist() == [headline]


def test_page_that_begins_with_prose_has_no_headline() -> None:
    """A headline stands above the prose."""
    page = page_of(PROSE, "Storm closes the schools")

    assert page.headline.tolist() == [-1]


def test_headline_of_a_page_without_prose_is_its_first_line_of_some_words() -> None:
    """Where there is no prose, the whole page may hold it."""
    page = page_of("Menu", "Storm closes the schools", "Storm closes the schools again")

    assert page.headline.tolist() == [1]


def test_repeat_of_the_headline_stands_below_it() -> None:
    """Only the later line is a repeat."""
    page = page_of("Storm closes schools", "Menu", PROSE, "Storm closes schools", "Storm closes schools again")

    assert page.repeats_headline.tolist() == [False, False, False, True, False]


@pytest.mark.parametrize("sign", [" | ", " - ", " – ", " — ", " » ", " · ", ": "])
def test_title_with_the_sites_name_repeats_a_line(sign: str) -> None:
    """Behind every sign that sites use, the name is looked past."""
    title = "Storm closes the schools of the coast"
    page = page_of(f"{title}{sign}The Paper", title)

    assert page.repeats_with_site(page.rows.at).tolist() == [True, False]


@pytest.mark.parametrize(
    ("chars", "repeats"), [(MIN_REPEAT_CHARS - 1, False), (MIN_REPEAT_CHARS, True), (MIN_REPEAT_CHARS + 1, True)]
)
def test_title_counts_from_a_length_on(chars: int, repeats: bool) -> None:
    """A shorter line with more behind a sign is a name with a remark."""
    page = page_of("x" * chars + " | The Paper", "x" * chars)

    assert page.repeats_with_site(page.rows.at).tolist() == [repeats, False]


@pytest.mark.parametrize(("over", "repeats"), [(-1, True), (0, True), (1, False)])
def test_title_ends_at_a_length(over: int, repeats: bool) -> None:
    """A longer line is no title."""
    title = "Storm closes the schools of the coast"
    line = f"{title} | ".ljust(MAX_TITLE_CHARS + over, "x")
    page = page_of(line, title)

    assert len(line) == MAX_TITLE_CHARS + over
    assert page.repeats_with_site(page.rows.at).tolist() == [repeats, False]


@pytest.mark.parametrize(
    ("count", "guarded"), [(MIN_HEADLINE_WORDS - 1, False), (MIN_HEADLINE_WORDS, True), (MIN_HEADLINE_WORDS + 1, True)]
)
def test_line_above_the_text_may_be_a_headline_from_some_words_on(count: int, guarded: bool) -> None:
    """Shorter lines above the main text may be labels."""
    page = page_of(words(count), PROSE, PROSE)

    assert page.headlines(np.zeros(3, dtype=bool)).tolist() == [guarded, False, False]


@pytest.mark.parametrize(
    "line", ["Won 3 : 2 at 19:45, 12000 there", "News / World / Asia / Storm", "12.11.2026, 14:05 in the town"]
)
def test_scores_dates_and_paths_are_no_headlines(line: str) -> None:
    """Many digits, or the signs of a breadcrumb."""
    page = page_of(line, PROSE, PROSE)

    assert page.headlines(np.zeros(3, dtype=bool)).tolist() == [False, False, False]


@pytest.mark.parametrize(("menu", "guarded"), [(MENU_LINES - 1, True), (MENU_LINES, False), (MENU_LINES + 1, False)])
def test_menu_ends_the_search_for_headlines(menu: int, guarded: bool) -> None:
    """Above so many short lines in a row, lines are the site's."""
    page = page_of(words(5), *["Menu"] * menu, words(6), PROSE, PROSE)
    found = page.headlines(np.zeros(menu + 4, dtype=bool))

    assert found.tolist() == [guarded, *[False] * menu, True, False, False]


@pytest.mark.parametrize(
    ("between", "guarded"), [(MAX_HEAD_BLOCKS - 2, True), (MAX_HEAD_BLOCKS - 1, True), (MAX_HEAD_BLOCKS, False)]
)
def test_headline_stands_near_the_text(between: int, guarded: bool) -> None:
    """Only so many lines may stand between, though they be residue."""
    page = page_of(words(5), *["Menu"] * between, PROSE, PROSE)
    residue = np.array([False] + [True] * between + [False] * 2)

    assert page.headlines(residue)[0] == guarded


def test_residue_is_no_headline() -> None:
    """A line known as residue is not guarded."""
    page = page_of(words(5), words(6), PROSE, PROSE)
    found = page.headlines(np.array([True, False, False, False]))

    assert found.tolist() == [False, True, False, False]


@pytest.mark.parametrize(
    ("lines", "chars", "wrapped"),
    [
        (MIN_WRAPPED_LINES - 1, 70, False),
        (MIN_WRAPPED_LINES, 70, True),
        (MIN_WRAPPED_LINES + 1, 70, True),
        (5, MIN_WRAP_CHARS - 1, False),
        (5, MIN_WRAP_CHARS, True),
        (5, MAX_WRAP_CHARS, True),
        (5, MAX_WRAP_CHARS + 1, False),
    ],
)
def test_lines_of_about_a_columns_width_are_wrapped(lines: int, chars: int, wrapped: bool) -> None:
    """Some lines of such a width in a row, which go on in lower case."""
    page = page_of(*["x" * chars] * lines)

    assert page.wrapped.tolist() == [wrapped] * lines


@pytest.mark.parametrize("line", ["X" * 70, "1" * 70])
def test_lines_that_begin_anew_are_not_wrapped(line: str) -> None:
    """Most lines of a wrapped paragraph go on in lower case."""
    page = page_of(*[line] * 5)

    assert not page.wrapped.any()


@pytest.mark.parametrize(
    ("count", "main"),
    [(MIN_MAIN_PROSE_WORDS - 1, False), (MIN_MAIN_PROSE_WORDS, True), (MIN_MAIN_PROSE_WORDS + 1, True)],
)
def test_main_prose_is_of_some_length(count: int, main: bool) -> None:
    """Shorter sentences in the main text may be anything."""
    page = page_of(PROSE, words(count, "."), PROSE)

    assert page.main_prose.tolist() == [True, main, True]


def test_prose_far_from_the_main_text_is_not_main() -> None:
    """A teaser at the bottom of the page is not the article."""
    page = page_of(PROSE, PROSE, PROSE, *["Menu"] * 30, PROSE)

    assert page.main_prose.tolist() == [True] * 3 + [False] * 31


def test_prose_before_and_after() -> None:
    """A prose block is not before or after itself."""
    page = page_of("A", PROSE, "B", PROSE, "C")

    assert page.prose_before.tolist() == [False, False, True, True, True]
    assert page.prose_after.tolist() == [True, True, True, False, False]


def test_empty_page_has_empty_columns() -> None:
    """Every signal of a page without blocks is empty."""
    page = page_of("")
    columns = [page.prose, page.joined, page.repeats_exactly, page.repeats_start, page.repeats_headline]
    columns += [page.repeats_with_site(page.rows.at), page.prose_before, page.prose_after]

    assert [len(column) for column in columns] == [0] * 8
    assert (page.sample(0), page.headline.tolist()) == ("", [-1])


@pytest.mark.parametrize(
    ("lines", "stretch"),
    [
        (["A", "B"], (-1, -1)),
        ([PROSE], (0, 0)),
        (["A", PROSE, "B", PROSE, "C"], (1, 3)),
        ([PROSE, *["Menu"] * 5, PROSE, PROSE], (6, 7)),
        ([words(MAX_VALUE_WORDS, "."), *["Menu"] * 4, words(MAX_VALUE_WORDS, ".")], (0, 5)),
        ([words(MAX_VALUE_WORDS * 2, "."), *["Menu"] * 6, words(MAX_VALUE_WORDS, ".")], (0, 0)),
    ],
    ids=["none", "one", "with-a-line", "richer-below", "bridged", "too-far"],
)
def test_main_text_is_the_stretch_richest_in_prose(lines: list[str], stretch: tuple[int, int]) -> None:
    """Other lines between cost some words; a long paragraph counts as one of middling length."""
    assert [bound.tolist() for bound in page_of(*lines).main_text] == [[stretch[0]], [stretch[1]]]


def test_tie_is_the_share_of_words_that_come_back_in_the_opening() -> None:
    """Content words only; a block of the opening does not vouch for itself."""
    page = page_of("Harbour closed today", "The of", PROSE, PROSE.replace("doctor", "mayor"))
    of_prose = {"ferry", "left", "harbour", "late", "because", "crew", "waited"}

    assert page.tie.tolist() == pytest.approx([1 / 3, -1.0, len(of_prose) / 8, len(of_prose) / 8])


@pytest.mark.parametrize(
    ("filler", "found"), [(OPENING_WORDS - 1, True), (OPENING_WORDS, True), (OPENING_WORDS + 1, False)]
)
def test_opening_ends_after_some_words(filler: int, found: bool) -> None:
    """What begins behind them is another matter."""
    page = page_of("Harbour", words(filler, "."), PROSE)

    assert (page.tie[0] == 1.0) == found


def test_page_without_main_text_has_no_ties() -> None:
    """Nothing comes back in what is not there."""
    assert page_of("Harbour", "Harbour again").tie.tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("line", "told"), [("Home | News", True), ("Home |News", False), ("| Home", False), ("Home >", False)]
)
def test_signs_of_menus_are_told_between_spaces(line: str, told: bool) -> None:
    """Within the line: what stands around it does not count."""
    assert page_of(f"  {line}  ").trails.tolist() == [told]


def test_signs_of_other_pages_are_not_told() -> None:
    """Where some pages of a batch are looked at, the text of the others is still there."""
    page = Page(segment("Home\nA | B\nNews"), np.array([0, 1, 2, 3]))

    assert page.of(np.array([True, False, True])).trails.tolist() == [False, False]


def test_lines_of_the_same_suffix_are_told() -> None:
    """Behind the end of a sentence and a dash or bar; digits count as equal."""
    page = page_of(
        "The storm came. - Ann Lee, 2024, 03.05.2024",
        "The storm went. - Ann Lee, 1987, 13.11.1987",
        "It rained. | The Paper",
        "Price - Yes",
        "Size - Yes",
    )

    assert page.shares_suffix.tolist() == [True, True, False, False, False]


def test_begin_in_small_letters_is_told() -> None:
    """Other scripts have none."""
    assert page_of("a", "A", "1", "é", "新", "ж").begins_lower.tolist() == [True, False, False, True, False, True]


def test_empty_page_has_no_words_and_no_text() -> None:
    """Nor a headline, nor ties."""
    page = page_of("")

    assert (len(page.words.hashes), page.main_text, page.tie.tolist()) == (0, ([-1], [-1]), [])
    assert [len(c) for c in (page.main_prose, page.wrapped, page.shares_suffix, page.begins_lower)] == [0] * 4
