"""Errors: what a message says, and that errors survive pickling."""

from __future__ import annotations

import pickle

import pytest

from cleaner.errors import CleanerError, PackError, Problem, UnknownName, suggest


@pytest.mark.parametrize(
    ("problem", "rendered"),
    [
        (
            Problem("a.toml", 12, 5, "E104", "scope is 'word'", "use line or span"),
            "E104 a.toml:12:5: scope is 'word'; use line or span.",
        ),
        (Problem("a.toml", 12, 5, "E105", "taken"), "E105 a.toml:12:5: taken."),
        (
            Problem("a.toml", 0, 0, "E100", "no such rule pack", "give a folder"),
            "E100 a.toml: no such rule pack; give a folder.",
        ),
    ],
    ids=["place-and-advice", "no-advice", "no-place"],
)
def test_problem_renders_code_place_found_expected(problem: Problem, rendered: str) -> None:
    """A problem reads as code, place, what was found, what was expected."""
    text = str(problem)

    assert text == rendered


def test_pack_error_lists_all_problems_in_file_order() -> None:
    """Problems are sorted by file and line, one a line."""
    late, early, other = Problem("b", 9, 1, "E1", "x"), Problem("b", 2, 1, "E2", "y"), Problem("a", 5, 1, "E3", "z")

    error = PackError([late, early, other])

    assert error.problems == (other, early, late)
    assert str(error) == "E3 a:5:1: z.\nE2 b:2:1: y.\nE1 b:9:1: x."


def test_line_numbers_are_sorted_as_numbers() -> None:
    """Line 10 comes after line 9."""
    error = PackError([Problem("a", 10, 1, "E1", "x"), Problem("a", 9, 1, "E1", "x")])

    assert [problem.line for problem in error.problems] == [9, 10]


@pytest.mark.parametrize(
    "error",
    [PackError([Problem("a", 1, 2, "E100", "x", "y")]), UnknownName("category", "capton", ["caption"])],
    ids=["PackError", "UnknownName"],
)
def test_errors_survive_pickling(error: CleanerError) -> None:
    """An error raised in a worker process arrives whole."""
    copy = pickle.loads(pickle.dumps(error))

    assert type(copy) is type(error)
    assert str(copy) == str(error)
    assert vars(copy) == vars(error)


def test_unknown_name_is_a_value_error_and_a_cleaner_error() -> None:
    """Both ways to catch it work."""
    error = UnknownName("category", "capton", ["caption", "credit"])

    assert isinstance(error, ValueError)
    assert isinstance(error, CleanerError)
    assert str(error) == "unknown category 'capton'; did you mean 'caption'?"


def test_unknown_name_without_a_near_one_gives_no_advice() -> None:
    """A far-off name is not guessed at."""
    error = UnknownName("category", "zzz", ["caption"])

    assert str(error) == "unknown category 'zzz'"


# difflib's ratio is 2 * matches / length of both: five letters of which two, three, four agree.
@pytest.mark.parametrize(
    ("name", "hint"),
    [("abxyz", ""), ("abcyz", "; did you mean 'abcde'?"), ("abcdz", "; did you mean 'abcde'?")],
    ids=["0.4-under", "0.6-at", "0.8-over"],
)
def test_suggestion_needs_six_tenths_of_the_letters(name: str, hint: str) -> None:
    """The nearest name is suggested from a similarity of 0.6 on."""
    found = suggest(name, ["abcde"])

    assert found == hint


def test_nearest_of_several_is_suggested() -> None:
    """Of two near names the nearer one wins."""
    found = suggest("captions", ["options", "caption"])

    assert found == "; did you mean 'caption'?"
