"""The finder against plain Python: every occurrence of every form, at word boundaries."""

from __future__ import annotations

from typing import NamedTuple
from unicodedata import category

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaner.rules.finder import KEY_CHARS, Finder, FoldedLines, build_table

_UNSPACED = ((0x0E00, 0x0EFF), (0x3040, 0x30FF), (0x4E00, 0x9FFF))


class Occurrence(NamedTuple):
    """A form at a place of a line."""

    form: int
    start: int
    end: int
    whole: bool


def is_unspaced(char: str) -> bool:
    """Of Thai, kana or Han: words are not told apart."""
    return category(char)[0] in "LM" and any(low <= ord(char) <= high for low, high in _UNSPACED)


def is_word(char: str) -> bool:
    """A letter, mark or digit of a script with spaces."""
    return (category(char)[0] in "LMN" or char == "_") and not is_unspaced(char)


def is_bound(char: str) -> bool:
    """A letter behind which a word must end: Hangul takes particles."""
    return is_word(char) and not "\uac00" <= char <= "\ud7af"


def first_word(text: str, start: int) -> str:
    """What a form that begins here is filed under: the word, or one character."""
    end = start + 1
    if is_bound(text[start]):
        while end < len(text) and is_bound(text[end]):
            end += 1
    return text[start:end]


def reference(forms: list[str], line: str) -> set[Occurrence]:
    """Every occurrence by trying each form at each place."""
    found = set()
    for number, form in enumerate(forms):
        for start in range(len(line)):
            end = start + len(form)
            if line[start:end] != form:
                continue
            if start and is_word(line[start]) and is_word(line[start - 1]):
                continue  # inside a word
            if first_word(line, start) != first_word(form, 0):
                continue  # the first word goes on: only the last may have letters glued on
            whole = not (is_bound(form[-1]) and end < len(line) and is_word(line[end]))
            found.add(Occurrence(number, start, end, whole))
    return found


def find(forms: list[str], lines: list[str]) -> list[set[Occurrence]]:
    """What the finder finds, as sets; no occurrence is given twice."""
    found = in_order(forms, lines)
    assert all(len(set(of_line)) == len(of_line) for of_line in found)
    return [set(of_line) for of_line in found]


def in_order(forms: list[str], lines: list[str]) -> list[list[Occurrence]]:
    """What the finder finds, line by line."""
    found = Finder(build_table(forms)).find(FoldedLines.of(lines))
    of_lines: list[list[Occurrence]] = [[] for _ in lines]
    for line, *occurrence in zip(*(column.tolist() for column in found), strict=True):
        of_lines[line].append(Occurrence(*occurrence))
    return of_lines


# Few characters, so that forms occur: letters, a digit, Han, Thai with its marks, kana, Hangul, a combining mark, signs.
ALPHABETS = ["ab ", "ab_1 -", "a\u0301b ", "新聞a ", "한국a ", "ข่า a", "ア新한a1 .", "«»©a ", "a\x00\ud800 b", "😀a 𝔸"]


@st.composite
def forms_and_lines(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """Folded forms and folded lines over one small alphabet."""
    alphabet = st.sampled_from(draw(st.sampled_from(ALPHABETS)))
    folded = st.text(alphabet, max_size=12).map(lambda text: " ".join(text.split(" ")).strip())
    # No word begins with a control character.
    form = folded.filter(lambda form: form > " " and "  " not in form)
    forms = draw(st.lists(form, max_size=8, unique=True))
    return forms, draw(st.lists(folded, max_size=5))


@given(forms_and_lines())
@example((["a", "a b", "b"], ["a b", "ab a", "a  b"]))
@example((["신문"], ["신문을", "새신문"]))
@example((["a"], ["", "a", ""]))
@example((["aa"], ["aa\x00\x00\x00"]))
def test_finder_finds_what_plain_python_finds(case: tuple[list[str], list[str]]) -> None:
    """Over small alphabets, each line's occurrences are those of the reference."""
    forms, lines = case
    found = find(forms, lines)

    assert found == [reference(forms, line) for line in lines]


@given(forms_and_lines())
def test_occurrences_come_in_order_of_their_starts(case: tuple[list[str], list[str]]) -> None:
    """Within a line, starts never fall, and forms with the same start come by their numbers."""
    forms, lines = case
    found = [[(occurrence.start, occurrence.form) for occurrence in of_line] for of_line in in_order(forms, lines)]

    assert found == [sorted(of_line) for of_line in found]


@pytest.mark.parametrize("over", [-1, 0, 1], ids=["under", "at", "over"])
@pytest.mark.parametrize("first", ["go", "新", "한", "»"])
def test_forms_are_found_however_long_they_go_on(first: str, over: int) -> None:
    """What a form is filed under depends on its length; at the end of a line as well as before other words."""
    form = first + ("-" * (KEY_CHARS + over))
    found = find([form, first], [form, f"{form} x", f"x {form}", f"{form}\u3042", first])

    assert [len(of_line) for of_line in found] == [2, 2, 2, 2, 1]


def test_form_never_spans_two_lines() -> None:
    """The end of one line and the start of the next are no phrase."""
    found = find(["read more", "read", "more"], ["read", "more"])

    assert found == [{Occurrence(1, 0, 4, True)}, {Occurrence(2, 0, 4, True)}]


@pytest.mark.parametrize(
    ("form", "line", "whole"),
    [
        ("share", "share", True),
        ("go to", "go tothe", False),
        ("뉴스", "뉴스를", True),
        ("新聞", "新聞社", True),
        ("go »", "go »x", True),
    ],
)
def test_glued_on_letters_are_told(form: str, line: str, whole: bool) -> None:
    """An occurrence whose last word goes on is not whole; Hangul and unspaced scripts always are."""
    found = find([form], [line])

    assert found == [{Occurrence(0, 0, len(form), whole)}]


def test_single_word_with_letters_glued_on_is_no_occurrence() -> None:
    """A form is filed under its first word, so a one-word form is that word."""
    found = find(["share"], ["shares", "sharethe"])

    assert found == [set(), set()]


@pytest.mark.parametrize(("forms", "lines"), [([], ["a b"]), (["a"], []), ([], []), (["a"], [""]), (["a"], ["", ""])])
def test_nothing_to_find_or_to_search_is_fine(forms: list[str], lines: list[str]) -> None:
    """No forms, no lines, empty lines."""
    found = find(forms, lines)

    assert found == [set()] * len(lines)


def test_form_is_given_back_by_its_number() -> None:
    """The table keeps the texts."""
    forms = ["read more", "新聞", "a\ud800", "😀"]
    table = Finder(build_table(forms))

    assert [table.form(number) for number in range(len(forms))] == forms
