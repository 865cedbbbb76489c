"""Results: values that can be compared, hashed and sent between processes."""

from __future__ import annotations

import pickle

import pytest

from cleaner import Block, Cleaner, Note, Points, Removed, Result

PROSE = "The mayor resigned on Monday after the council had voted against her plan to sell the harbour to a firm from abroad."
MORE = f"Her deputy said that {PROSE.lower()}"
PAGE = f"Home | News | Sport\n\n{PROSE}\n\n{MORE}\n\nSign up to our newsletter\n"


@pytest.fixture(scope="module")
def result(cleaner_: Cleaner) -> Result:
    """A page with something removed."""
    return cleaner_.text(PAGE)


def test_result_survives_pickling(result: Result) -> None:
    """A copy is equal, to the last field."""
    copy = pickle.loads(pickle.dumps(result))

    assert copy == result
    assert copy.removed
    assert (copy.text, copy.removed, copy.blocks, copy.notes) == (
        result.text,
        result.removed,
        result.blocks,
        result.notes,
    )


def test_equal_pages_have_equal_results(cleaner_: Cleaner, result: Result) -> None:
    """Results are compared by value."""
    same, other = cleaner_.text(PAGE), cleaner_.text(PAGE + "\n")

    assert same == result
    assert same is not result
    assert other != result


def test_results_are_hashable(cleaner_: Cleaner, result: Result) -> None:
    """Equal results are one element of a set."""
    found = {result, cleaner_.text(PAGE)}

    assert len(found) == 1


@pytest.mark.parametrize(
    ("value", "field"),
    [
        (Removed(0, 1, "x", "share", "r", 5.0), "text"),
        (Points("r", 5.0, "share"), "name"),
        (Block(0, 1, "x", "keep", "", 0.0, ()), "verdict"),
        (Note("r", "d"), "reason"),
    ],
    ids=["Removed", "Points", "Block", "Note"],
)
def test_parts_of_a_result_cannot_be_changed(value: object, field: str) -> None:
    """Every value is frozen."""
    with pytest.raises(AttributeError) as error:
        setattr(value, field, "y")

    assert "immutable" in str(error.value)


@pytest.mark.parametrize("field", ["text", "removed", "notes"])
def test_result_cannot_be_changed(cleaner_: Cleaner, field: str) -> None:
    """A result is a value: it is hashed, so it must not change."""
    result = cleaner_.text(PAGE)
    with pytest.raises(AttributeError) as error:
        setattr(result, field, ())

    assert field in str(error.value)


def test_blocks_account_for_every_line(result: Result) -> None:
    """Each block says where it stands, what became of it and why."""
    verdicts = [(block.text, block.verdict) for block in result.blocks]

    assert verdicts == [
        ("Home | News | Sport", "drop"),
        (PROSE, "keep"),
        (MORE, "keep"),
        ("Sign up to our newsletter", "drop"),
    ]
    assert all(PAGE[block.start : block.end] == block.text for block in result.blocks)
    assert all((block.verdict == "keep") == (block.category == "") for block in result.blocks)
    assert all(block.points for block in result.blocks if block.verdict == "drop")


def test_points_of_a_dropped_block_add_up_to_its_score(result: Result) -> None:
    """The score can be explained point by point, largest first."""
    dropped = [block for block in result.blocks if block.verdict == "drop"]

    assert [sum(part.points for part in block.points) for block in dropped] == [
        pytest.approx(block.score) for block in dropped
    ]
    assert all(list(block.points) == sorted(block.points, key=lambda part: -part.points) for block in dropped)
