"""Cadence: the short lines that come between the prose of many hands.

An article's paragraphs follow one another. In comment threads, lists of other articles and bulletins that are read on
and on, every few lines of prose have a name or a date before them. Neither is known by a word: a name is a few words
that all begin with a capital, a date is a short line of mostly digits.
"""

from __future__ import annotations

from cleaner.signals.shape import Bools, Shapes

__all__ = ["dates", "names"]

MIN_NAME_WORDS, MAX_NAME_WORDS = 2, 4
"""A name has a first and a last part; single words are as often buttons."""
MAX_NAME_DIGITS = 0.01
MAX_DATE_WORDS = 8
""""Tuesday, 12 March 2024, 14:05 CET" has eight."""
MIN_DATE_DIGITS = 0.35
"""Of letters and digits: "3 hours ago" has less, "12 March 2024" half."""


def names(shapes: Shapes) -> Bools:
    """Lines that may be somebody's name: few words, all with a capital, no digits, no full stop.

    Scripts without capitals have no names to be seen by this: there every short line is one, as in a heading.
    """
    some = (shapes.words >= MIN_NAME_WORDS) & (shapes.words <= MAX_NAME_WORDS)
    found: Bools = some & (shapes.capital_ratio == 1.0) & (shapes.digit_ratio < MAX_NAME_DIGITS) & ~shapes.ends_sentence
    return found


def dates(shapes: Shapes) -> Bools:
    """Lines that may be a date, a time or a count: short, and mostly digits."""
    found: Bools = (shapes.words <= MAX_DATE_WORDS) & (shapes.digit_ratio >= MIN_DATE_DIGITS)
    return found
