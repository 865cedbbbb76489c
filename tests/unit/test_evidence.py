"""Evidence of words: what short lines say, weighed by hand."""

from __future__ import annotations

from math import sqrt

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.decide.evidence import MAX_WORDS, Evidence, EvidenceTable, features
from cleaner.segment.text import segment
from cleaner.signals.page import Page
from cleaner.signals.words import Words, hash_phrases

EVIDENCE = Evidence(
    "a test",
    words={"cookies": 2.0, "minutes ago": 1.0, "said": -1.0, "新聞": 0.5},
    lines={"Read more": 3.0, "cookies": 0.25},
)


def words_of_lines(*lines: str) -> Words:
    """The words of a page of lines."""
    return Page(segment("\n".join(lines))).words


@pytest.mark.parametrize(
    ("line", "points"),
    [
        ("Nothing known here", 0.0),
        ("Cookies of ours are here", 2.0 / sqrt(5 + 4)),
        ("COOKIES", 2.25 / sqrt(1 + 1)),
        ("Cookies, cookies!", 4.0 / sqrt(2 + 1 + 1)),
        ("5 minutes ago", 1.0 / sqrt(3 + 2 + 1)),
        ("ago minutes", 0.0),
        ("Cookies said the minutes ago", (2.0 - 1.0 + 1.0) / sqrt(5 + 4)),
        ("read MORE", 3.0 / sqrt(2 + 1 + 1)),
        ("Read more here", 0.0),
        ("新聞", 0.5 / sqrt(1 + 1)),
        ("...", 0.0),
    ],
)
def test_points_are_summed_over_the_root_of_what_could_speak(line: str, points: float) -> None:
    """Words, two in a row and whole lines of up to three words could."""
    weighed = EVIDENCE.table().weigh(words_of_lines("Another line", line, "And one behind"))

    assert weighed.tolist() == pytest.approx([0.0, points, 0.0])


@pytest.mark.parametrize("off", [-1, 0, 1], ids=["under", "at", "over"])
def test_longer_lines_are_not_weighed(off: int) -> None:
    """Beyond so many words a line is prose, whatever its words."""
    weighed = EVIDENCE.table().weigh(words_of_lines("cookies " * (MAX_WORDS + off)))

    assert (weighed[0] > 0) == (off <= 0)


@pytest.mark.parametrize(
    "table", [Evidence("a test", {}, {}).table(), EVIDENCE.table()], ids=["no evidence", "evidence"]
)
@pytest.mark.parametrize("lines", [(), ("...",), ("x " * 99,)], ids=["no lines", "no words", "no short line"])
def test_where_nothing_can_speak_nothing_is_said(table: EvidenceTable, lines: tuple[str, ...]) -> None:
    """No points, one for each block."""
    assert table.weigh(words_of_lines(*lines)).tolist() == [0.0] * len(lines)


@given(st.lists(st.text(st.sampled_from("ab 新聞."), min_size=1, max_size=40), max_size=5))
def test_lines_do_not_weigh_for_one_another(lines: list[str]) -> None:
    """Together they say what each says alone."""
    lines = segment("\n".join(lines)).lines()
    table = Evidence("a test", {"a": 1.0, "b a": 2.0, "新聞": 3.0}, {"a b": 4.0, "b": 5.0}).table()
    together = table.weigh(words_of_lines(*lines))

    assert together.tolist() == [table.weigh(words_of_lines(line))[0] for line in lines]


def test_features_are_words_pairs_and_lines() -> None:
    """Each with its block, and only of lines short enough."""
    hashes, blocks = features(words_of_lines("a b c", "x " * (MAX_WORDS + 1), "a"))
    (a, b, c, a_b, b_c), lines = hash_phrases(["a", "b", "c", "a b", "b c"])[0], hash_phrases(["a b c", "a"])[1]

    assert hashes.tolist() == [a, b, c, a, a_b, b_c, *lines]
    assert blocks.tolist() == [0, 0, 0, 2, 0, 0, 0, 2]


@pytest.mark.parametrize(
    ("field", "phrase", "most"),
    [("words", "", 2), ("words", "...", 2), ("words", "one two three", 2), ("lines", "", 3), ("lines", "a b c d", 3)],
)
def test_phrase_that_no_line_could_hit_is_refused(field: str, phrase: str, most: int) -> None:
    """Words have one or two, lines up to three; a slip in the file is not filed under something else."""
    evidence = msgspec.structs.replace(EVIDENCE, **{field: {phrase: 1.0}})
    with pytest.raises(ValueError, match="words") as error:
        evidence.table()

    assert str(error.value) == f"{phrase!r} has not one to {most} words"


@pytest.mark.parametrize(("field", "phrase"), [("words", "a"), ("words", "a b"), ("lines", "a"), ("lines", "a b c")])
def test_phrase_of_few_words_is_filed(field: str, phrase: str) -> None:
    """Up to as many as its table holds."""
    table = msgspec.structs.replace(EVIDENCE, **{field: {phrase: 1.0}}).table()

    assert table.weigh(words_of_lines(phrase))[0] > 0


def test_table_is_in_the_order_of_its_keys() -> None:
    """It is searched by halves, so it must be; and it can be stored."""
    table = EVIDENCE.table()
    keys = np.frombuffer(table.keys, np.uint64)
    copy = msgspec.msgpack.decode(msgspec.msgpack.encode(table), type=EvidenceTable)

    assert len(keys) == len(table.points) // 4 == 6
    assert (keys[1:] > keys[:-1]).all()
    assert copy == table
