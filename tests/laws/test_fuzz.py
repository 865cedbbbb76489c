"""A slice of the fuzz run, and its own soundness: what it makes is the same again, and what is broken is told."""

from __future__ import annotations

import time

import pytest

from benchmarks.fuzz import Case, Report, _Watched, make, run
from cleaner import Cleaner

CASES = 64
"""Of each kind about eight, in four groups: a few seconds. All 20,000: `python benchmarks/fuzz.py`."""
FIRST = 1_000_000
"""Beyond the cases of a full run."""


def checked(first: int, cases: int) -> Report:
    """What a run over these cases reports."""
    report = Report()
    for _ in run(first, cases, 1, report):
        pass
    return report


def test_broken_pages_keep_the_laws() -> None:
    """Soup, splices, cuts, flipped bytes and wrong encodings: accounted for, alone as in a column."""
    report = checked(FIRST, CASES)

    assert report.failures == []
    assert sum(report.kinds.values()) == CASES
    assert len(report.kinds) == 8


def test_case_is_the_same_again() -> None:
    """A number and a seed give one page; another seed gives another."""
    assert [make(number, 1) for number in range(40)] == [make(number, 1) for number in range(40)]
    assert [make(number, 1).page for number in range(40)] != [make(number, 2).page for number in range(40)]


def test_broken_law_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cleaner that loses a sign without saying so fails in every case that has text."""
    html = Cleaner.html

    def careless(self: Cleaner, *args: object, **options: object) -> object:
        result = html(self, *args, **options)
        return result.with_text(result.text[1:])

    monkeypatch.setattr(Cleaner, "html", careless)

    assert len(checked(0, 16).failures) >= 8


def test_case_that_takes_too_long_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its time is taken from it, and the run goes on."""
    monkeypatch.setattr("benchmarks.fuzz.MAX_CASE_SECONDS", 0.05)
    report, case = Report(), Case(7, "soup", "auto", "")
    began = time.monotonic()
    with _Watched(report, f"case {case.number}"):
        while time.monotonic() - began < 60:
            pass

    assert [failure.split(":")[0] for failure in report.failures] == ["case 7"]
    assert "TooSlow" in report.failures[0]
