"""Patterns with slots for their concepts."""

from __future__ import annotations

import pytest
import regex

from cleaner.rules.slots import Slot, has_placeholder, placeholder, slotted

LETTERS, SIGNS = placeholder(0, begins=True, ends=True), placeholder(0, begins=False, ends=False)


@pytest.mark.parametrize(
    ("pattern", "bounds"),
    [
        ("{share}", (1, 1)),
        ("{share}?x", (0, 1)),
        ("{share}|{home}", (1, 1)),
        ("{share}|x", (0, 1)),
        ("{share} {home}|{home}", (1, 2)),
        (r"^\W{0,3}[^.!?{<]{2,9}{share}$", (1, 1)),
        ("(?<=[.] ?){share}(?! of )", (1, 1)),
        (r"(?:{share}(?=x)|{home})", (1, 1)),
        ("{share}(?>x|y){1,3}[.]?+", (1, 1)),
        ("{share}(?>x|(?<=(?<!a)b)[.])", (1, 1)),
        ("no concept (?>x)(?i)", (0, 0)),
    ],
)
def test_pattern_has_slots(pattern: str, bounds: tuple[int, int]) -> None:
    """So many that each match goes through."""
    found = slotted(pattern)

    assert found is not None
    assert (found.fewest, found.most) == bounds


@pytest.mark.parametrize(
    "pattern",
    [
        "(?>{share})",  # atomic: the first word counts
        "(?>[a-z]{1,9}){share}",  # atomic: how far it goes depends on the word's letters
        "[a-z]{1,9}+{share}",
        "(?:{share} ?){2,3}",  # repeated
        "{share}{2}",
        "{share} {home} {share}",  # too many
        "(?={share})x",  # looked at
        "(?<!{share})x",
        "(?=..x){share}",  # its letters are looked at
        "(?:{share})?+x",
        "{share}(?<=x{2,})",  # no telling how far back it looks
        "{share}(?>(?<=x)[.]|.y)",  # what it takes depends on what it sees behind
        "{share}(?>x(?<=x))",
        "{share}(?:(?<=x)[.])++",
        "{share}(?!(?<=x)[.])",
        "(?:(?=x)|y){share}",
        "(?i){share}",  # not read
        "{share~}x",
    ],
)
def test_pattern_that_could_decide_otherwise_has_none(pattern: str) -> None:
    """It is tried over the forms found."""
    assert slotted(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "two"),
    [("(?<=x){share}", False), ("{share}(?=x)", False), ("{share}.(?<!x)", True), ("{share}.?(?:(?<=y)|z)", True)],
)
def test_looking_behind_a_word_takes_two_expressions(pattern: str, two: bool) -> None:
    """It could look at a placeholder instead of the word: then it is true in one and not in the other."""
    found = slotted(pattern)

    assert found is not None
    assert len(list(found.expressions())) == 1 + two


@pytest.mark.parametrize(("behind", "near"), [("", True), ("x", False), ("xx", False)])
def test_looking_behind_is_open_only_near_a_placeholder(behind: str, near: bool) -> None:
    """As far as it reaches."""
    for looked, seen in (("(?<=y)", False), ("(?<=x|\\W)", True)):
        found = slotted(f"{{share}}x*{looked}$")
        assert found is not None
        relaxed, strict = (regex.search(each, f"{LETTERS}{behind}") for each in found.expressions())

        assert bool(relaxed) is (near or seen)
        assert bool(strict) is (seen and not near)


def test_signs_behind_a_name_are_told() -> None:
    """Words of two or more."""
    found = slotted("{share+}{home}")

    assert found is not None
    assert found.slots == (Slot("share", long=True), Slot("home", long=False))


@pytest.mark.parametrize(
    "matcher",
    [".", r"\S", r"\W", r"\D", r"\w", "[^x]", r"[\w-]", r"[\W]", r"\p{L}", r"\P{L}", "[а-я\U0001f000-\U0001ffff]"],
)
def test_nothing_but_its_slot_matches_a_placeholder(matcher: str) -> None:
    """So no word is taken for other characters."""
    found = slotted(f"^{matcher}{{1,9}}$|{{share}}x")

    assert found is not None
    for inserted in (LETTERS, SIGNS):
        assert not regex.search(found.expression, inserted, regex.IGNORECASE)
        assert regex.search(found.expression, f"{inserted}x", regex.IGNORECASE)


@pytest.mark.parametrize(("inserted", "found"), [(LETTERS, "ab"), (SIGNS, "b")])
def test_placeholder_has_the_edges_of_its_word(inserted: str, found: str) -> None:
    """What asks for the edge of a word finds it where the word has it."""
    assert (
        "".join(sign for sign, side in (("a", rf"\b{inserted}"), ("b", r"\b")) if regex.search(side, f"-{inserted}x"))
        == found
    )


@pytest.mark.parametrize(
    ("text", "holds"), [("share", False), ("分享 \ue0ff", False), ("\ue000", True), ("x\U00014400", True)]
)
def test_text_may_hold_signs_of_placeholders(text: str, holds: bool) -> None:
    """Nothing can be put into such a text."""
    assert has_placeholder(text) is holds


@pytest.mark.parametrize(
    ("pattern", "alone"),
    [("{share}", (0,)), ("x{share}|{home}|y", (1,)), ("(?:{share}|{home} )", (0,)), ("{share}?|x{home}", ())],
)
def test_slot_that_is_a_whole_alternative_is_told(pattern: str, alone: tuple[int, ...]) -> None:
    """Its words match wherever they stand, so nothing need be searched for."""
    found = slotted(pattern)

    assert found is not None
    assert found.alone == alone
