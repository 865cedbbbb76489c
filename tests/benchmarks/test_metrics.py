"""The measures, against cases worked out by hand, and against the project's other definition of them."""

from __future__ import annotations

import doctest
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.accuracy import dumps, metrics, peers
from benchmarks.accuracy.metrics import (
    Shingles,
    Snippets,
    exact,
    lost_words,
    shingle_counts,
    shingle_f1,
    snippets,
    word_scores,
)

TEXTS = st.text(alphabet="aAbB ñ.\n東京ก3", max_size=40)


@pytest.mark.parametrize(
    ("text", "gold", "expected"),
    [
        ("a b c", "a b c", (1, 1, 1)),
        ("C b A", "a b c", (1, 1, 1)),  # order and case do not count
        ("a b x x", "a b", (0.5, 1, 2 / 3)),
        ("a", "a b c d", (1, 0.25, 0.4)),
        ("a a a", "a b b", (1 / 3, 1 / 3, 1 / 3)),  # a word counts as often as it stands there
        ("x", "a", (0, 0, 0)),
        ("", "a", (0, 0, 0)),
        ("a", "", (0, 0, 0)),
        ("...", "", (1, 1, 1)),
        ("東京", "東京都", (1, 2 / 3, 0.8)),  # characters are the words
    ],
)
def test_word_scores(text: str, gold: str, expected: tuple[float, float, float]) -> None:
    """Precision, recall and their harmonic mean, over bags of words."""
    assert word_scores(text, gold) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "gold", "expected"),
    [
        ("a b c d e", "a b c d e", (1, 0, 0)),
        ("a b c d e", "a b c d", (0.5, 0.5, 0)),
        ("a b c d", "b c d e", (0, 0.5, 0.5)),  # one shingle each, none in common
        ("a b", "a b", (1, 0, 0)),  # shorter than a shingle: one of all its words
        ("a b", "a b c", (0, 0.5, 0.5)),
        ("A b c d", "a b c d", (0, 0.5, 0.5)),  # case counts
        ("", "", (1, 0, 0)),
        ("", "a b c d e", (0, 0, 1)),
        ("a", "", (0, 1, 0)),
    ],
)
def test_shingle_counts(text: str, gold: str, expected: tuple[float, float, float]) -> None:
    """Right, surplus and missing, as shares."""
    assert shingle_counts(text, gold) == pytest.approx(expected)


def test_shingle_f1_is_of_the_sums_of_all_pages() -> None:
    """A page with nothing right pulls the sum down; a long page weighs no more than a short one."""
    assert shingle_f1([Shingles(1, 0, 0), Shingles(0, 0.5, 0.5)]) == pytest.approx(2 / 3)
    assert shingle_f1([Shingles(0, 1, 0)]) == 0
    assert shingle_f1([]) == 0


def test_snippets_are_found_whatever_the_white_space() -> None:
    """Those that must be there and are; those that must not be there and are not."""
    found = snippets("One\n two  three", ["one", "two three", "One two"], ["three", "four", "two  three"])

    assert found == Snippets(kept=2, must=3, dropped=1, mustnot=3)
    assert found + Snippets(1, 1, 1, 1) == Snippets(3, 4, 2, 4)


def test_exact_is_right_to_the_word() -> None:
    """The order counts; signs and white space do not."""
    assert exact("One, two.", "one\n\ntwo")
    assert not exact("two one", "one two")
    assert not exact("one two two", "one two")


def test_lost_words_are_counted_as_often_as_they_are_gone() -> None:
    """What was added does not make up for it."""
    assert lost_words("a c c", "a a b") == 2
    assert lost_words("a b", "b a") == 0


@pytest.mark.parametrize("module", [metrics, peers, dumps])
def test_examples_in_docstrings_hold(module: ModuleType) -> None:
    """benchmarks/ is not among the folders whose doctests pytest collects."""
    found = doctest.testmod(module)

    assert found.attempted > 0
    assert found.failed == 0


@pytest.fixture(scope="module")
def other(shared: Path) -> ModuleType:
    """../shared/measure/metrics.py, which only some machines have."""
    file = shared / "measure" / "metrics.py"
    if not file.exists():
        pytest.skip(f"{file} is absent: it is not part of the repository")
    spec = importlib.util.spec_from_file_location("shared_metrics", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@given(text=TEXTS, gold=TEXTS)
def test_measures_agree_with_the_shared_ones(other: ModuleType, text: str, gold: str) -> None:
    """On any text."""
    assert word_scores(text, gold) == pytest.approx(other.prf(text, gold))
    assert shingle_counts(text, gold) == pytest.approx(other.aeb_counts(text, gold))
    kept, must, present, mustnot = other.segs(text, [gold], [gold, "a"])
    assert snippets(text, [gold], [gold, "a"]) == (kept, must, mustnot - present, mustnot)
