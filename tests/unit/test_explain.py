"""Rounds of decisions to a result: offsets of the text as given, and why."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.decide.decide import Contribution, Decision, Look, Tally
from cleaner.decide.scorecard import Table
from cleaner.render.explain import Round, html_result, result_of
from cleaner.render.text import Span, cut
from cleaner.result import Note, Points, Result
from cleaner.segment.html import segment_html
from cleaner.segment.text import segment
from cleaner.signals.table import Signal

SIGNALS = (Signal("size", ("small", "big")), Signal("colour", ("red", "green")))


def round_of(
    text: str,
    spans: Sequence[tuple[int, int, int]] = (),
    contributions: Sequence[Contribution] = (),
    *,
    look: Look | None = None,
    notes: tuple[Note, ...] = (),
) -> Round:
    """A look at a text that takes these spans (start, end, block); a block that goes as a whole is dropped."""
    blocks = segment(text)
    count = len(blocks.starts)
    tally, drop = Tally(count), np.zeros(count, dtype=bool)
    for contribution in contributions:
        tally.add(*contribution)
    points = tally.points.copy()
    for start, end, block in spans:
        if block >= 0:
            drop[block] |= (start, end) == (blocks.starts[block], blocks.ends[block])
    if look is not None:
        points += look.points()
    asked = np.full(count, look is not None)
    decision = Decision(points, drop, [""] * count, [""] * count, [], tally, look, asked, points)
    named = [Span(*span, "rule", "share", 5.0) for span in spans]
    return Round(blocks, decision, lambda: named, notes)


def rounds_of(text: str, *taken: Sequence[tuple[int, int, int]]) -> tuple[list[Round], str]:
    """Looks that take these spans, each of what the ones before left; and what is left of it all."""
    rounds = []
    for spans in (*taken, ()):
        rounds.append(round_of(text, spans))
        text = cut(text, rounds[-1].spans())
    return rounds, text


def result_after(text: str, *taken: Sequence[tuple[int, int, int]]) -> Result:
    """The result of some looks."""
    rounds, article = rounds_of(text, *taken)
    return result_of(text, article, rounds, [])


def test_text_that_nothing_was_taken_from_is_its_article() -> None:
    """All blocks are kept, and nothing is said."""
    result = result_after("One\nTwo")

    assert (result.text, result.page_text, result.removed, result.notes) == ("One\nTwo", "One\nTwo", (), ())
    assert [(block.start, block.end, block.verdict) for block in result.blocks] == [(0, 3, "keep"), (4, 7, "keep")]


def test_later_rounds_are_told_in_the_text_as_given() -> None:
    """Offsets of what the second look took are moved by what the first took."""
    result = result_after("One\nTwo\nThree\nFour", [(4, 7, 1), (7, 8, -1)], [(4, 9, 1), (9, 10, -1)])

    assert result.text == "One\nFour"
    assert [(item.start, item.end, item.text) for item in result.removed] == [
        (4, 7, "Two"), (7, 8, "\n"), (8, 13, "Three"), (13, 14, "\n"),
    ]  # fmt: skip
    assert [(block.text, block.verdict) for block in result.blocks] == [
        ("One", "keep"), ("Two", "drop"), ("Three", "drop"), ("Four", "keep"),
    ]  # fmt: skip


def test_span_over_a_gap_is_told_in_pieces() -> None:
    """What was one in the second look may have been two in the text: no character is named twice."""
    result = result_after("ab cd ef", [(3, 6, 0)], [(1, 4, 0)])

    assert result.text == "af"
    assert [(item.start, item.end) for item in result.removed] == [(1, 3), (3, 6), (6, 7)]


@given(st.text(st.sampled_from("abc \n"), max_size=30), st.lists(st.lists(st.integers(0, 30), max_size=6), max_size=4))
def test_text_less_what_was_removed_is_the_article(text: str, cuts: list[list[int]]) -> None:
    """Whatever is taken, in however many looks: in order, without overlaps, to the character."""
    rounds, left = [], text
    for offsets in cuts:
        bounds = sorted({offset for offset in offsets if offset <= len(left)})
        spans = [
            Span(start, end, -1, "gap", "whitespace", 0.0)
            for start, end in zip(bounds[::2], bounds[1::2], strict=False)
        ]
        rounds.append(round_of(left)._replace(spans=partial(list, spans)))
        left = cut(left, spans)
    result = result_of(text, left, rounds, [])
    kept, at = "", 0
    for item in result.removed:
        assert at <= item.start < item.end
        assert item.text == text[item.start : item.end]
        kept, at = kept + text[at : item.start], item.end

    assert kept + text[at:] == left == result.text


def test_points_of_a_block_are_those_of_rules_and_table() -> None:
    """Largest first; bins without points are left out, the base is always there."""
    look = Look(np.array([[0, 1]], dtype=np.uint8), Table("a test", 1.0, {"colour": {"green": 2.5}}), SIGNALS)
    given_by = [Contribution(0, "rule", 2.0, "share"), Contribution(0, "one_word", -3.0, "")]
    (block,) = result_of("One", "One", [round_of("One", (), given_by, look=look)], []).blocks

    assert block.points == (
        Points("colour: green", 2.5, ""), Points("rule", 2.0, "share"), Points("base", 1.0, ""), Points("one_word", -3.0, ""),
    )  # fmt: skip
    assert block.score == sum(points.points for points in block.points)


def test_block_that_the_table_was_not_asked_of_has_no_base() -> None:
    """Its score is that of the rules alone."""
    look = Look(np.zeros((2, 2), dtype=np.uint8), Table("a test", 1.0, {}), SIGNALS)
    seen = round_of("One\nTwo", look=look)
    seen.decision.asked[0] = False
    blocks = result_of("One\nTwo", "One\nTwo", [seen], []).blocks

    assert [block.points for block in blocks] == [(), (Points("base", 1.0, ""),)]


def test_block_that_lost_a_span_is_trimmed() -> None:
    """It says which rule took it, first, and stands as it was given."""
    (block,) = result_after("One and more", [(3, 12, 0)]).blocks

    assert (block.text, block.verdict, block.category) == ("One and more", "trim", "share")
    assert block.points[0] == Points("rule", 5.0, "share")


def test_block_that_was_trimmed_and_then_dropped_is_dropped_as_it_was_given() -> None:
    """One block, with the points of the look that dropped it, and behind them what trimmed it."""
    result = result_after("One and more\nTwo", [(3, 12, 0)], [(0, 3, 0)])

    assert [(block.start, block.end, block.text, block.verdict) for block in result.blocks] == [
        (0, 12, "One and more", "drop"), (13, 16, "Two", "keep"),
    ]  # fmt: skip


def test_notes_are_said_once() -> None:
    """Of all looks, in order, and those of the matcher behind."""
    one, two, three = Note("a", "1"), Note("b", "2"), Note("c", "3")
    rounds = [round_of("One", notes=(one,)), round_of("One", notes=(two, one))]

    assert result_of("One", "One", rounds, [three]).notes == (one, two, three)


HTML = "<html lang='de-AT'><title>Window</title><body><div><p>One</p><p>Two</p></div></body></html>"


def test_what_went_from_html_has_its_path() -> None:
    """Of the element it stood in; left-over white space stands nowhere."""
    html = segment_html(HTML)
    look = round_of(html.blocks.text, [(3, 5, -1), (5, 8, 1)])._replace(blocks=html.blocks)
    result = html_result(html, cut(html.blocks.text, look.spans()), look, [Note("a", "1")])

    assert (result.text, result.page_text) == ("One", "One\n\nTwo")
    assert [(item.text, item.path) for item in result.removed] == [("\n\n", ""), ("Two", "/html/body/div/p[2]")]
    assert [(block.text, block.verdict) for block in result.blocks] == [("One", "keep"), ("Two", "drop")]
    assert result.notes == (Note("a", "1"),)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Window</title>", "Window"),
        ('<title>Window</title><script type="application/ld+json">{"@type":"NewsArticle","headline":"Stated"}</script>', "Stated"),
        ('<meta property=og:title content=Open><script type="application/ld+json">{"@type":"NewsArticle","headline":"Stated"}</script>', "Open"),
        ("", ""),
    ],
)  # fmt: skip
def test_title_of_a_page_is_the_articles_first(head: str, title: str) -> None:
    """What is said for other sites, then what is stated, then the window's."""
    html = segment_html(f"{head}<p>One")

    assert html_result(html, "One", round_of("One")._replace(blocks=html.blocks), []).title == title


@pytest.mark.parametrize(("said", "language"), [("de-AT", "de"), ("en_GB", "en"), ("FR", "fr"), ("", "")])
def test_language_of_a_page_is_a_short_code(said: str, language: str) -> None:
    """Countries and capitals are left off."""
    html = segment_html(f"<html lang='{said}'><p>One")

    assert html_result(html, "One", round_of("One")._replace(blocks=html.blocks), []).language == language
