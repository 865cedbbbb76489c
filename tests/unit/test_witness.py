"""What a page says of the lines of an article that another extractor took from it."""

from __future__ import annotations

import time

import numpy as np
import pytest

from cleaner import Cleaner
from cleaner.decide.decide import Decision, Tally
from cleaner.decide.guard import MIN_PROSE_WORDS
from cleaner.decide.witness import MARGIN, MAX_READ, MIN_PART_LETTERS, SENTENCE_MARGIN, WITNESS, Witness, heed
from cleaner.segment.text import segment
from cleaner.signals.page import Page

SCORECARD = Cleaner()._pack.scorecard
DROP_AT = SCORECARD.drop_at
SURE = DROP_AT + SENTENCE_MARGIN
BODY = "The harbour was sold to a firm from abroad, and the council has asked the mayor to explain why nobody was told."
MORE = (
    "Her deputy said that he had heard of the sale from a newspaper, and that he would wait until the spring with it."
)
LONG = "Pictures of the old harbour from the town archive"


def decided(points: dict[str, float]) -> Decision:
    """A decision on lines that have these points, each with a category and a rule of its own name."""
    values = np.array(list(points.values()), dtype=float)
    categories, rules = [f"category {line}" for line in points], [f"rule {line}" for line in points]
    none = np.zeros(len(values), dtype=bool)
    return Decision(values, values >= DROP_AT, rules, categories, [], Tally(len(values)), None, none, values)


def witness_of(points: dict[str, float]) -> Witness:
    """A page of lines with these points."""
    return Witness(list(points), decided(points), DROP_AT)


def heard(article: list[str], witness: Witness, max_loss: float = 0.7) -> Decision:
    """What is decided on an article that the text alone would keep as it is."""
    page = Page(segment("\n".join(article)))
    return heed(decided(dict.fromkeys(article, 0.0)), page, witness, SCORECARD, max_loss)


def dropped(article: list[str], points: dict[str, float]) -> list[str]:
    """The lines of an article that go for what a page says."""
    drop = heard(article, witness_of(points)).drop
    return [line for line, gone in zip(article, drop.tolist(), strict=True) if gone]


def test_line_dropped_on_the_page_goes_with_its_reason() -> None:
    """Category, rule and points are those of the block; what the page added explains the score."""
    article = [BODY, LONG, MORE]
    decision = heard(article, witness_of({LONG: 9.5, BODY: -6.0, MORE: -6.0}))
    [added] = decision.contributions

    assert decision.drop.tolist() == [False, True, False]
    assert (decision.rules[1], decision.categories[1]) == (f"rule {LONG}", f"category {LONG}")
    assert decision.points.tolist() == [0.0, 9.5, 0.0]
    assert added == (1, WITNESS, 9.5, f"category {LONG}")


@pytest.mark.parametrize(
    ("line", "margin"), [(LONG, MARGIN), (f"{LONG} are shown.", SENTENCE_MARGIN)], ids=["label", "sentence"]
)
@pytest.mark.parametrize("off", [-0.01, 0.0, 0.01], ids=["under", "at", "over"])
def test_page_has_to_be_surer_than_of_a_block_of_its_own(line: str, margin: float, off: float) -> None:
    """From the margin on a line goes; that of sentences is larger."""
    gone = dropped([BODY, MORE, line], {line: DROP_AT + margin + off})

    assert gone == ([line] if off >= 0 else [])


def test_line_that_stands_twice_goes_only_if_both_are_dropped() -> None:
    """The place that speaks most for keeping it counts."""
    witness = Witness([LONG, BODY, f"• {LONG}"], decided({"a": 9.0, "b": -6.0, "c": SURE - 5}), DROP_AT)
    both = Witness([LONG, BODY, f"• {LONG}"], decided({"a": 9.0, "b": -6.0, "c": SURE}), DROP_AT)

    assert not heard([BODY, MORE, LONG], witness).drop.any()
    assert heard([BODY, MORE, LONG], both).points.tolist() == [0.0, 0.0, SURE]


@pytest.mark.parametrize(
    "written", [f"- {LONG}", f"| {LONG.replace(' ', ' | ')} |", LONG.replace(" ", "\u00a0"), f"**{LONG}**…"]
)
def test_bullets_cells_and_spaces_make_no_difference(written: str) -> None:
    """Letters and digits are compared."""
    assert dropped([BODY, MORE, written], {LONG: SURE}) == [written]


def test_line_without_letters_is_judged_as_text() -> None:
    """Nothing can be told of three asterisks."""
    assert dropped([BODY, "* * *", MORE], {"* * *": SURE, "—": SURE}) == []


@pytest.mark.parametrize("off", [-1, 0, 1], ids=["under", "at", "over"])
def test_part_of_a_block_is_known_from_a_length_on(off: int) -> None:
    """A shorter line stands inside others by chance."""
    part = "x" * (MIN_PART_LETTERS + off)
    gone = dropped([BODY, MORE, part], {f"Here {part} there": SURE})

    assert gone == ([part] if off >= 0 else [])


def test_line_made_of_several_blocks_goes_only_if_all_are_dropped() -> None:
    """One that the page keeps is enough to keep it, in the middle or at the ends."""
    parts = ["Pictures of the old", "harbour", "from the town archive"]
    kept = [dropped([BODY, MORE, LONG], {part: SURE - 9 * (part == other) for part in parts}) for other in parts]

    assert dropped([BODY, MORE, LONG], dict.fromkeys(parts, SURE)) == [LONG]
    assert dropped([BODY, MORE, LONG], {"Before": -9.0, **dict.fromkeys(parts, SURE), "After": -9.0}) == [LONG]
    assert kept == [[], [], []]


def test_part_that_stands_in_two_blocks_goes_only_if_both_are_dropped() -> None:
    """Every place is looked at."""
    assert dropped([BODY, MORE, LONG], {f"{LONG} today": SURE, f"See: {LONG}": -1.0}) == []
    assert dropped([BODY, MORE, LONG], {f"{LONG} today": SURE, f"See: {LONG}": SURE}) == [LONG]


def test_line_the_page_does_not_know_stays() -> None:
    """Neither does an empty page say anything."""
    assert dropped([BODY, MORE, LONG], {"Something else": 9.0}) == []
    assert dropped([BODY, MORE, LONG], {}) == []


def test_what_went_already_keeps_its_reason() -> None:
    """The page is not asked about it."""
    article = {BODY: 0.0, MORE: 0.0, LONG: 6.0}
    page = Page(segment("\n".join(article)))
    witness = Witness([LONG], decided({LONG: 9.0})._replace(rules=["x"]), DROP_AT)
    decision = heed(decided(article), page, witness, SCORECARD, 0.7)

    assert decision.points.tolist() == [0.0, 0.0, 6.0]
    assert decision.rules[2] == f"rule {LONG}"


def test_headline_and_standfirst_of_the_text_stay() -> None:
    """A site may wrap them in the element of its teasers."""
    headline, standfirst = (
        "Harbour sold to a firm from abroad",
        "Nobody in the council was told why the harbour was sold",
    )
    article = [headline, standfirst, BODY, MORE]

    assert dropped(article, {headline: 9.0, standfirst: 9.0, BODY: -6.0}) == []


@pytest.mark.parametrize(("of_prose", "believed"), [(0.4, True), (1.0, False)], ids=["some", "all"])
def test_page_that_takes_the_article_itself_is_not_believed(of_prose: float, believed: bool) -> None:
    """Where the loss guard would step in, the text alone decides, on lines that are no prose too."""
    sentence = " ".join(["word"] * MIN_PROSE_WORDS) + "."
    article = [f"{number} {sentence}" for number in range(5)] + [LONG]
    points = dict.fromkeys([*article[: int(of_prose * 5)], LONG], SURE)

    assert bool(dropped(article, points)) == believed
    assert heard(article, witness_of(points), max_loss=1.0).drop.any()


def test_article_of_labels_is_not_emptied() -> None:
    """Without prose the guard has nothing to count, but nothing would be left."""
    assert dropped([LONG, "Harbour"], {LONG: 9.0, "Harbour": 9.0}) == []


def test_search_of_a_huge_page_is_bounded() -> None:
    """Lines that are nowhere on it cost no more than so many readings of it."""
    page = {f"{number} " + "a" * 90: SURE for number in range(MAX_READ // 1600)}
    witness = witness_of(page)
    lines = [f"{'a' * 40}b{number}" for number in range(20_000)]
    start = time.process_time()
    found, _ = witness.places(lines)

    assert (found == -1).all()
    assert time.process_time() - start < 2
