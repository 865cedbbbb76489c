"""Names and dates: the short lines between the prose of many hands."""

from __future__ import annotations

import pytest

from cleaner.signals.cadence import dates, names
from cleaner.signals.shape import measure_lines


@pytest.mark.parametrize(
    ("line", "is_name"),
    [
        ("Ada Quill", True),
        ("Ada", False),
        ("Ada Maria Jo Quill", True),
        ("Ada Maria Jo Quill Esquire", False),
        ("Ada quill", False),
        ("Ada Quill.", False),
        ("Ada Quill 7", False),
        ("", False),
    ],
)
def test_names_are_a_few_words_with_capitals(line: str, *, is_name: bool) -> None:
    """No digits, no full stop, two to four words."""
    assert names(measure_lines([line])).tolist() == [is_name]


@pytest.mark.parametrize(
    ("line", "is_date"),
    [
        ("12 March 2024", True),
        ("14:05", True),
        ("3 hours ago", False),
        ("Tuesday 12 March 2024, 14:05", True),
        ("1 2 3 4 5 6 7 8", True),
        ("1 2 3 4 5 6 7 8 9", False),
        ("March", False),
        ("", False),
    ],
)
def test_dates_are_short_and_mostly_digits(line: str, *, is_date: bool) -> None:
    """A third of what is written are digits, eight words at most."""
    assert dates(measure_lines([line])).tolist() == [is_date]


def test_share_of_digits_of_a_date_has_an_edge() -> None:
    """Just under, at and just over."""
    lines = [digits * "1" + (100 - digits) * "a" for digits in (34, 35, 36)]

    assert dates(measure_lines(lines)).tolist() == [False, True, True]
