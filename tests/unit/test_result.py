"""Results: values that can be compared, hashed and sent between processes."""

from __future__ import annotations

import pickle

import pytest

from cleaner import Block, Cleaner, Note, Points, Removed, Result
from cleaner.decide.decide import MIN_SHOWN, Source

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


@pytest.mark.parametrize("field", ["text", "removed", "notes", "page_text", "title", "language"])
def test_result_cannot_be_changed(cleaner_: Cleaner, field: str) -> None:
    """A result is a value: it is hashed, so it must not change."""
    result = cleaner_.text(PAGE)
    with pytest.raises(AttributeError) as error:
        setattr(result, field, ())

    assert field in str(error.value)


def test_blocks_account_for_every_line() -> None:
    """Each block says where it stands, what became of it and why."""
    result = Cleaner(source="article").text(PAGE)
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


@pytest.mark.parametrize("source", ["auto", "page", "article"])
def test_points_of_a_block_add_up_to_its_score(source: Source) -> None:
    """The score can be explained point by point, largest first."""
    blocks = Cleaner(source=source).text(PAGE).blocks

    assert [sum(part.points for part in block.points) for block in blocks] == [
        pytest.approx(block.score, abs=MIN_SHOWN) for block in blocks
    ]
    assert all(list(block.points) == sorted(block.points, key=lambda part: -part.points) for block in blocks)


@pytest.fixture
def lazy() -> tuple[Result, list[str]]:
    """A result that notes when its parts are put together."""
    asked: list[str] = []

    def removed() -> tuple[Removed, ...]:
        asked.append("removed")
        return (Removed(1, 2, "b", "share", "r", 5.0),)

    def explain() -> tuple[Block, ...]:
        asked.append("blocks")
        return (Block(0, 1, "a", "keep", "", 0.0, ()),)

    return Result("a", removed, (Note("r", "d"),), explain, "ab", "Title", "en"), asked


def test_parts_are_put_together_once_when_asked_for(lazy: tuple[Result, list[str]]) -> None:
    """Who only wants the text does not pay for the explanation."""
    result, asked = lazy

    assert (result.text, asked) == ("a", [])
    assert [result.removed for _ in range(2)] == [(Removed(1, 2, "b", "share", "r", 5.0),)] * 2
    assert asked == ["removed"]
    assert result.blocks == result.blocks
    assert asked == ["removed", "blocks"]


def test_article_may_be_written_otherwise(lazy: tuple[Result, list[str]]) -> None:
    """All but the text stays, and the result itself is not changed."""
    result, asked = lazy
    other = result.with_text("*a*")

    assert (result.text, other.text, asked) == ("a", "*a*", [])
    assert (other.removed, other.blocks, other.notes) == (result.removed, result.blocks, result.notes)
    assert (other.page_text, other.title, other.language) == ("ab", "Title", "en")
    assert other != result


def test_copy_keeps_what_is_shown(lazy: tuple[Result, list[str]]) -> None:
    """Page text, title and language go with a pickle, and so do parts that nobody asked for."""
    copy = pickle.loads(pickle.dumps(lazy[0]))

    assert (copy.page_text, copy.title, copy.language) == ("ab", "Title", "en")
    assert (copy.removed, copy.blocks) == (lazy[0].removed, lazy[0].blocks)


@pytest.mark.parametrize(("field", "changed"), [("text", "x"), ("notes", ())])
def test_results_that_differ_are_not_equal(lazy: tuple[Result, list[str]], field: str, changed: object) -> None:
    """Text and notes count, and nothing else is a result."""
    values = {"text": "a", "notes": (Note("r", "d"),)} | {field: changed}
    other = Result(values["text"], lambda: lazy[0].removed, values["notes"], tuple, "ab")

    assert other != lazy[0]
    assert lazy[0] != "a"


def test_path_of_what_went_is_empty_for_text(result: Result) -> None:
    """Only blocks of HTML stand somewhere."""
    assert {item.path for item in result.removed} == {""}
