"""Deciding: from hits, places and company to verdicts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from cleaner.decide.decide import MIN_SHOWN, Decision, decide, residue_of, rule_points
from cleaner.decide.evidence import Evidence
from cleaner.decide.scorecard import Fitted, Structure, Table
from cleaner.decide.tongues import Tongues
from cleaner.rules.match import Matcher
from cleaner.segment.html import segment_html
from cleaner.segment.pages import side_by_side
from cleaner.segment.text import segment
from cleaner.signals.dom import HTML_SIGNALS, Dom
from cleaner.signals.names import Names
from cleaner.signals.page import Page
from cleaner.signals.table import SECTIONS, SIGNALS

MakeMatcher = Callable[..., Matcher]

PROSE = "The ferry left the harbour late because the crew had waited for the doctor."
ALL = frozenset({"navigation", "share", "foreign"})


def verdicts(matcher: Matcher, text: str, *, dropped: frozenset[str] = ALL, source: str = "auto") -> Decision:
    """What is decided of a text, every language counting."""
    page = Page(segment(text))
    return decide(page, matcher.match(page.lines), [Tongues.any()], matcher.pack, dropped, source)  # type: ignore[arg-type]


def dropped_lines(matcher: Matcher, text: str, **settings: Any) -> list[str]:
    """The lines that are dropped."""
    decision = verdicts(matcher, text, **settings)
    return [line for line, drop in zip(segment(text).lines(), decision.drop.tolist(), strict=True) if drop]


def names_of(matcher: Matcher, text: str, block: int, **settings: Any) -> dict[str, float]:
    """What added points to a block."""
    return {c.name: c.points for c in verdicts(matcher, text, **settings).contributions if c.block == block}


def place_rule(where: str, *, match: str = "", points: int = 5, category: str = "share") -> str:
    """A rule with a condition on the page."""
    return f'id = "placed"\ncategory = "{category}"\n{match}\nwhere = {{ {where} }}\npoints = {points}\n'


# Points -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("off", "drop"), [(-0.5, False), (0, True), (0.5, True)], ids=["under", "at", "over"])
def test_block_is_dropped_from_its_points_on(make_matcher: MakeMatcher, off: float, drop: bool) -> None:
    """The score decides, and the limit itself is enough."""
    limit = make_matcher().pack.scorecard.drop_at
    matcher = make_matcher(f'id = "photo"\ncategory = "share"\nmatch = "photo"\npoints = {limit + off}\n')

    assert verdicts(matcher, "A photo of it").drop.tolist() == [drop]


def test_points_of_rules_are_added(make_matcher: MakeMatcher) -> None:
    """Two weak hits make one strong one; the heavier rule gives its category."""
    matcher = make_matcher(
        'id = "photo"\ncategory = "share"\nmatch = "photo"\npoints = 2\n',
        'id = "reuters"\ncategory = "navigation"\nmatch = "reuters"\npoints = 3\n',
    )
    decision = verdicts(matcher, "A photo by Reuters")

    assert decision.points.tolist() == [5.0]
    assert (decision.rules, decision.categories) == (["reuters"], ["navigation"])


@pytest.mark.parametrize(("dropped", "lines"), [(ALL, ["Home page"]), (frozenset({"share"}), []), (frozenset(), [])])
def test_only_dropped_categories_go(make_labelled: MakeMatcher, dropped: frozenset[str], lines: list[str]) -> None:
    """A block of a category that stays is kept, whatever its points."""
    matcher = make_labelled()

    assert dropped_lines(matcher, "Home page", dropped=dropped) == lines


def test_kept_residue_counts_for_its_neighbours(make_labelled: MakeMatcher) -> None:
    """What stands after a caption does so though captions are kept."""
    matcher = make_labelled(place_rule("after = ['navigation']", match="match = 'storm'"))

    assert dropped_lines(matcher, "Home page\nA storm\n\nA storm", source="article", dropped=frozenset({"share"})) == [
        "A storm"
    ]


@pytest.mark.parametrize(
    ("line", "signal"),
    [("Home", "one_word"), ("Home page.", "full_stop"), ("1. Home page", "numbered"), ("12) Home page", "numbered")],
)
def test_look_of_a_label_line_weighs(make_labelled: MakeMatcher, line: str, signal: str) -> None:
    """One word, a full stop or a number before it may be the author's."""
    matcher = make_labelled()
    points = getattr(matcher.pack.scorecard.labels, signal)

    assert names_of(matcher, line, 0)[signal] == points


@pytest.mark.parametrize(
    ("line", "signal"),
    [
        ("Home page", "one_word"),
        ("Home »", "one_word"),
        ("Home:", "one_word"),
        ("Home page...", "full_stop"),
        ("Home page", "full_stop"),
        ("123. Home page", "numbered"),
    ],
)
def test_other_looks_of_a_label_line_do_not_weigh(make_labelled: MakeMatcher, line: str, signal: str) -> None:
    """Two words, an arrow, three dots and a long number say nothing."""
    matcher = make_labelled()

    assert signal not in names_of(matcher, line, 0)


@pytest.mark.parametrize("off", [-1, 0, 1], ids=["under", "at", "over"])
def test_long_word_is_judged_apart(make_matcher: MakeMatcher, off: int) -> None:
    """From so many characters on, a lone word is rarely an answer."""
    word = "x" * (make_matcher().pack.scorecard.labels.long_word_chars + off)
    matcher = make_matcher('id = "word"\ncategory = "share"\nmatch = "^x"\npoints = 5\n')
    names = names_of(matcher, word, 0)

    assert [name for name in names if name != "word"] == ["one_word" if off < 0 else "one_long_word"]


# Places -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "text", "lines"),
    [
        ("first = true", "Storm\nStorm", 1),
        ("first = false", "Storm\nStorm\nStorm", 2),
        ("after = ['navigation']", "Home page\nStorm\nStorm", 1),
        ("after = ['share']", "Home page\nStorm\nStorm", 0),
        ("before = ['navigation']", "Storm\nStorm\nHome page", 1),
        ("beside = ['navigation']", "Storm\nStorm\nHome page\nStorm\nStorm", 2),
        ("joined = true", f"{PROSE}\n\n{PROSE}\nStorm\n\nStorm", 1),
        ("joined = true", f"{PROSE}\n{PROSE}\nStorm\nStorm", 0),
        ("joined = false", f"{PROSE}\n\n{PROSE}\nStorm\n\nStorm", 1),
        ("near_prose = true", f"Storm\nStorm\n{PROSE}\nStorm", 1),
        ("near_prose = false", f"Storm\nStorm\n{PROSE}\nStorm", 2),
        ("between_prose = true", f"Storm\n{PROSE}\nStorm\n{PROSE}\nStorm\nStorm\n{PROSE}", 1),
        ("between_prose = true", f"{PROSE}\nHome page\nStorm\nHome page\n{PROSE}", 1),
        ("between_prose = false", f"Storm\n{PROSE}\nStorm\n{PROSE}", 1),
        ("after_prose = true", f"Storm\n{PROSE}\nStorm", 1),
        ("after_prose = false", f"Storm\n{PROSE}\nStorm\nStorm", 1),
        ("before_all_prose = true", f"Storm\n{PROSE}\nStorm\nStorm", 1),
        ("before_all_prose = false", f"Storm\n{PROSE}\nStorm\nStorm", 2),
        ("repeats = 'exact'", "A storm\nStorm\nA storm", 2),
        (
            "repeats = 'start'",
            "Storm closes the schools of the coast\nStorm closes the schools of the coast, again\nStorm",
            2,
        ),
        ("repeats = 'headline'", f"Storm closes schools\n{PROSE}\nStorm closes schools", 1),
        (
            "repeats = 'title'",
            "Storm closes the schools of the coast | Paper\nStorm closes the schools of the coast",
            1,
        ),
    ],
)
def test_condition_on_the_place_holds(make_labelled: MakeMatcher, where: str, text: str, lines: int) -> None:
    """Each condition picks the lines that stand where it says."""
    matcher = make_labelled(place_rule(where, match="match = '^(?:a )?storm'"))
    decision = verdicts(matcher, text, source="article")

    assert sum(c.name == "placed" for c in decision.contributions) == lines


@pytest.mark.parametrize(("residue", "hit"), [(1, False), (2, True), (3, True)], ids=["under", "at", "over"])
def test_condition_on_residue_counts_other_blocks(make_labelled: MakeMatcher, residue: int, hit: bool) -> None:
    """So many other blocks of certain residue are enough."""
    matcher = make_labelled(place_rule("residue_on_page = 2", match="match = 'storm'"))
    text = "Home page\n" * residue + PROSE + "\nStorm"

    assert ("placed" in names_of(matcher, text, residue + 1, source="article")) == hit


def test_residue_does_not_count_itself(make_labelled: MakeMatcher) -> None:
    """The block in question is not one of the others."""
    matcher = make_labelled(place_rule("residue_on_page = 2", match="match = 'home page'"))

    assert "placed" not in names_of(matcher, "Home page\nHome page", 0, source="article")
    assert "placed" in names_of(matcher, "Home page\nHome page\nHome page", 0, source="article")


def test_rule_without_pattern_goes_by_shape_and_place(make_labelled: MakeMatcher) -> None:
    """Conditions alone can make a rule."""
    matcher = make_labelled(place_rule("after = ['navigation'], max_words = 3, ends_sentence = false"))

    assert dropped_lines(matcher, "Home page\nA big storm\n\nHome page\nA storm.\nHome page\nA very big storm", source="article") == [
        "Home page", "A big storm", "Home page", "Home page",
    ]  # fmt: skip


# Structure ----------------------------------------------------------------------------------


def with_table(
    matcher: Matcher, base: float = 0.0, hand: dict[str, float] | None = None, **signals: dict[str, float]
) -> Matcher:
    """The matcher with a table of these points instead of the fitted one, and no points set by hand but these.

    There is no evidence, and neighbours are not heard, unless `hand` says so.
    """
    by_hand = {
        "headline": 0.0,
        "main_prose": 0.0,
        "preformatted": 0.0,
        "doubt": 0.0,
        "shown_at": 100.0,
        "shown_share": 0.5,
        "shown_blocks": 1,
        "shown_near": 99,
        "shown_within": 25,
        "switch": 0.0,
    } | (hand or {})
    bins = {name.replace("_", " "): points for name, points in signals.items()}
    text_signals = {signal.name for signal in SIGNALS}
    html = Table("a test", base, bins).checked(HTML_SIGNALS)
    text = Table("a test", base, {name: points for name, points in bins.items() if name in text_signals})
    scorecard = replace(matcher.pack.scorecard, structure=Structure(**by_hand))
    fitted = Fitted(text, html, Evidence("a test", {}, {}).table(), Names("a test", {}, {}))
    return Matcher(replace(matcher.pack, scorecard=scorecard, fitted=fitted))


MENU = "Home page\nStorm coverage\n" + PROSE


@pytest.mark.parametrize(
    "text", ["A\nB\nC\nD", f"Menu\nOne two\n{PROSE}\nOne two\nThree", "1\n2\n3\n4\n5\n6", "a | b | c\n\n* d\n* e"]
)
def test_structure_alone_removes_nothing(make_labelled: MakeMatcher, text: str) -> None:
    """Without certain residue the table is not asked, whatever it would say."""
    matcher = with_table(make_labelled(), base=99)
    decision = verdicts(matcher, text)

    assert not decision.drop.any()
    assert not decision.asked.any()
    assert decision.look is None


@pytest.mark.parametrize(
    ("source", "text", "asked"),
    [
        ("auto", MENU, True),
        ("auto", PROSE, False),
        ("page", MENU, True),
        ("page", PROSE, True),
        ("article", MENU, False),
    ],
)
def test_source_says_whether_structure_is_judged(
    make_labelled: MakeMatcher, source: str, text: str, asked: bool
) -> None:
    """On a page always, in an article never, otherwise where certain residue shows."""
    matcher = with_table(make_labelled())
    decision = verdicts(matcher, text, source=source)

    assert bool(decision.asked.any()) == asked


@pytest.mark.parametrize(("off", "drop"), [(-0.5, False), (0, True), (0.5, True)], ids=["under", "at", "over"])
def test_line_that_no_rule_knows_goes_by_the_table(make_labelled: MakeMatcher, off: float, drop: bool) -> None:
    """Table points alone may drop a line of a page with residue, under the nearest residue's category."""
    matcher = make_labelled()
    matcher = with_table(matcher, base=1.0, end={"nothing": matcher.pack.scorecard.drop_at - 1 + off})
    decision = verdicts(matcher, MENU)

    assert decision.drop.tolist() == [True, drop, False]
    assert (decision.rules[1], decision.categories[1]) == (("structure", "navigation") if drop else ("", ""))


def test_table_adds_to_what_rules_say(make_labelled: MakeMatcher) -> None:
    """Rules and table share one unit: their points are summed."""
    weak = 'id = "weak"\ncategory = "share"\nmatch = "storm"\npoints = 2\n'
    matcher = with_table(make_labelled(weak), end={"nothing": 3.0, "sentence": -3.0})
    decision = verdicts(matcher, MENU)

    assert decision.points.tolist() == [6.0, 5.0, -3.0]
    assert decision.rules == ["home-label", "weak", ""]
    assert decision.categories == ["navigation", "share", ""]


def test_table_does_not_save_certain_residue(make_labelled: MakeMatcher) -> None:
    """What rules alone are certain of is not weighed again."""
    matcher = with_table(make_labelled(), base=-99)
    decision = verdicts(matcher, MENU)

    assert decision.drop.tolist() == [True, False, False]
    assert decision.asked.tolist() == [False, True, True]


def test_headline_is_guarded(make_labelled: MakeMatcher) -> None:
    """The line above the main text that says what it is about has points of its own."""
    matcher = with_table(make_labelled(), hand={"headline": -8.0})
    decision = verdicts(matcher, f"Home page\nThe crew left the harbour\nMore of this today\n{PROSE}\n{PROSE}")

    assert [(c.block, c.points) for c in decision.contributions if c.name == "headline"] == [(1, -8.0)]


@pytest.mark.parametrize(("residue", "doubted"), [(1, True), (2, False), (3, False)], ids=["under", "at", "over"])
def test_page_with_little_certain_residue_is_doubted(make_labelled: MakeMatcher, residue: int, doubted: bool) -> None:
    """From a share of certain lines on there is no doubt; below it there is some, and more the less there is."""
    matcher = with_table(make_labelled(), hand={"doubt": -4.0, "shown_share": 0.2})
    decision = verdicts(matcher, "\n".join(["Home page"] * residue + ["Storm"] * (10 - residue)))
    found = [c.points for c in decision.contributions if c.name == "doubt"]

    assert found == ([-2.0] * 9 if doubted else [])


@pytest.mark.parametrize(("points", "doubted"), [(11.9, True), (12.0, False)], ids=["under", "at"])
def test_lines_that_the_table_is_sure_of_lift_the_doubt(
    make_labelled: MakeMatcher, points: float, doubted: bool
) -> None:
    """A dump shows what it is by such lines too, where rules know few of its buttons."""
    hand = {"doubt": -4.0, "shown_at": 12.0, "shown_share": 0.2}
    matcher = with_table(make_labelled(), base=points, hand=hand)
    decision = verdicts(matcher, "\n".join(["Home page"] + ["Storm"] * 9))

    assert any(c.name == "doubt" for c in decision.contributions) == doubted


def test_rows_of_numbers_are_doubted_twice_and_show_nothing(make_labelled: MakeMatcher) -> None:
    """A table of dates is no dump, however much its rows look like residue."""
    hand = {"doubt": -4.0, "shown_at": 12.0, "shown_share": 1.0, "shown_blocks": 1}
    matcher = with_table(make_labelled(), base=13.0, hand=hand)
    decision = verdicts(matcher, "\n".join(["Home page"] + ["Storm"] * 4 + ["1/2/2024 7.5"] * 5))

    doubted = {c.block: c.points for c in decision.contributions if c.name == "doubt"}
    assert doubted == {**dict.fromkeys(range(1, 5), -2.0), **dict.fromkeys(range(5, 10), -4.0)}


def test_residue_near_lifts_the_doubt_but_for_main_prose(make_labelled: MakeMatcher) -> None:
    """An article with a few lines too many at its end is doubted less there, and its paragraphs as before."""
    hand = {"doubt": -4.0, "shown_share": 1.0, "shown_near": 2, "shown_within": 3}
    matcher = with_table(make_labelled(), hand=hand)
    decision = verdicts(matcher, f"Storm\nStorm\n{PROSE}\nStorm\nStorm\nHome page\nHome page", source="auto")

    doubted = {c.block: c.points for c in decision.contributions if c.name == "doubt"}
    share = -4.0 * (1 - 2 / 7)
    assert doubted == pytest.approx({0: share, 1: share, 2: 2 * share}, abs=0.01)


def test_page_without_residue_that_the_table_drops_has_a_category(make_labelled: MakeMatcher) -> None:
    """Where nothing near tells what a line is, it is navigation."""
    matcher = with_table(make_labelled(), base=99)
    decision = verdicts(matcher, "Storm coverage", source="page")

    assert (decision.rules, decision.categories) == (["structure"], ["navigation"])


def test_empty_page_is_decided(make_labelled: MakeMatcher) -> None:
    """No blocks, no verdicts."""
    matcher = make_labelled(place_rule("first = true"))
    decision = verdicts(matcher, "")

    assert [len(column) for column in (decision.points, decision.drop, decision.rules, decision.trims)] == [0, 0, 0, 0]


def test_numbers_come_from_the_scorecard(make_labelled: MakeMatcher) -> None:
    """Another limit gives another verdict."""
    matcher = make_labelled()
    strict = Matcher(replace(matcher.pack, scorecard=replace(matcher.pack.scorecard, drop_at=99.0)))

    assert dropped_lines(matcher, "Home page") == ["Home page"]
    assert dropped_lines(strict, "Home page") == []


# Neighbours ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("switch", "drop"), [(0.4, False), (0.5, True), (0.6, True)], ids=["under", "at", "over"])
def test_neighbours_that_go_pull_a_line_along(make_labelled: MakeMatcher, switch: float, drop: bool) -> None:
    """A line hears at most the cost of a switch from either side; what it heard is shown."""
    matcher = make_labelled()
    points = matcher.pack.scorecard.drop_at - 1
    matcher = with_table(matcher, hand={"switch": switch}, end={"nothing": points, "sentence": -9.0})
    decision = verdicts(matcher, "Home page\nStorm coverage\nHome page")

    assert decision.drop.tolist() == [True, drop, True]
    assert decision.points[1] == pytest.approx(points + 2 * switch)
    assert [(c.block, c.points) for c in decision.contributions if c.name == "neighbours"] == [(1, 2 * switch)]


def test_neighbours_do_not_move_certain_residue(make_labelled: MakeMatcher) -> None:
    """Prose on either side saves no line that rules are certain of."""
    matcher = with_table(make_labelled(), hand={"switch": 9.0}, end={"sentence": -9.0})
    decision = verdicts(matcher, f"{PROSE}\nHome page\n{PROSE}")

    assert decision.points[1] == 6.0
    assert decision.drop.tolist() == [False, True, False]


@pytest.mark.parametrize(("switch", "shown"), [(MIN_SHOWN - 0.01, False), (MIN_SHOWN, True)], ids=["under", "at"])
def test_what_neighbours_add_is_shown_from_some_points_on(
    make_labelled: MakeMatcher, switch: float, shown: bool
) -> None:
    """Smaller pulls count, but are no explanation."""
    matcher = with_table(make_labelled(), hand={"switch": switch})
    decision = verdicts(matcher, "Home page\nStorm coverage")

    assert any(c.name == "neighbours" for c in decision.contributions) == shown


# HTML ---------------------------------------------------------------------------------------


def html_verdicts(matcher: Matcher, html: str, source: str = "auto") -> Decision:
    """What is decided of the blocks of an HTML page."""
    segmented = segment_html(html)
    page = Page(segmented.blocks)
    hits = matcher.match(page.lines)
    return decide(page, hits, [Tongues.any()], matcher.pack, ALL, source, Dom(side_by_side([segmented]), page))  # type: ignore[arg-type]


@pytest.mark.parametrize("source", ["auto", "page", "article"])
def test_structure_of_html_is_always_judged(make_labelled: MakeMatcher, source: str) -> None:
    """By the table for HTML, with its own signals; no certain residue is needed, and there is no doubt."""
    matcher = with_table(make_labelled(), hand={"doubt": -99.0}, inside_nav={"yes": 9.0})
    decision = html_verdicts(matcher, f"<nav><p>Storm coverage</p></nav><p>{PROSE}", source)

    assert decision.drop.tolist() == [True, False]
    assert decision.asked.all()
    assert (decision.rules[0], decision.categories[0]) == ("structure", "navigation")


def test_tables_of_text_and_html_are_apart(make_labelled: MakeMatcher) -> None:
    """Each is asked for its own pages only."""
    matcher = with_table(make_labelled())
    fitted = replace(matcher.pack.fitted, html=Table("a test", 99.0, {}))
    matcher = Matcher(replace(matcher.pack, fitted=fitted))

    assert not verdicts(matcher, PROSE, source="page").drop.any()
    assert html_verdicts(matcher, f"<p>{PROSE}").drop.all()


def test_look_says_what_the_table_added(make_labelled: MakeMatcher) -> None:
    """Bins of all signals, in their order; their points are those of the decision."""
    matcher = with_table(make_labelled(), base=1.0, inside_nav={"yes": 2.0}, end={"sentence": -3.0})
    decision = html_verdicts(matcher, f"<nav><p>Storm coverage</p></nav><p>{PROSE}")

    assert decision.look is not None
    assert decision.look.signals == HTML_SIGNALS
    assert decision.look.bins.shape == (2, len(HTML_SIGNALS))
    assert decision.look.points().tolist() == decision.points.tolist() == [3.0, -2.0]


def test_empty_html_page_is_decided(make_labelled: MakeMatcher) -> None:
    """No blocks, no verdicts."""
    decision = html_verdicts(with_table(make_labelled(), hand={"switch": 1.0}), "")

    assert len(decision.points) == len(decision.drop) == len(decision.asked) == 0


# Residue and evidence -----------------------------------------------------------------------


def test_evidence_reaches_the_table(make_labelled: MakeMatcher) -> None:
    """What is filed of a line's words is a signal of it."""
    matcher = with_table(make_labelled(), evidence={"1.5 on points": 7.0})
    evidence = Evidence("a test", {"storm": 9.0}, {}).table()
    matcher = Matcher(replace(matcher.pack, fitted=replace(matcher.pack.fitted, evidence=evidence)))

    assert dropped_lines(matcher, "Storm coverage\nOther coverage", source="page") == ["Storm coverage"]


def test_residue_is_what_rules_and_evidence_say(make_labelled: MakeMatcher) -> None:
    """Points, a section for each category that has one, and the weight of words."""
    matcher = with_table(make_labelled())
    page = Page(segment("Home page\nA storm\nShare this"))
    points, categories = rule_points(page, matcher.match(page.lines), [Tongues.any()], matcher.pack)
    residue = residue_of(page, points, categories, matcher.pack)

    assert residue.points.tolist() == [6.0, 0.0, 5.0]
    assert [SECTIONS[number] for number in residue.section.tolist()] == ["navigation", "no section", "share"]
    assert residue.evidence.tolist() == [0.0, 0.0, 0.0]


def test_rule_points_hold_nothing_of_the_table(make_labelled: MakeMatcher) -> None:
    """They are what it is fitted on: rules on lines and in their places, no doubt, no headline."""
    place = place_rule("after = ['navigation']", match="match = 'storm'", points=3)
    matcher = with_table(make_labelled(place), base=99, hand={"doubt": -9.0, "headline": -9.0})
    page = Page(segment(f"Home page\nA storm\n{PROSE}"))
    points, categories = rule_points(page, matcher.match(page.lines), [Tongues.any()], matcher.pack)

    assert points.tolist() == [6.0, 3.0, 0.0]
    assert categories == ["navigation", "share", ""]


def test_line_without_a_hit_is_taken_for_the_nearest_residue(make_labelled: MakeMatcher) -> None:
    """Of two categories the nearer one, of equals the one before."""
    matcher = with_table(make_labelled(), base=9.0)
    decision = verdicts(matcher, "Home page\nStorm\nStorm\nStorm\nShare this")

    assert decision.categories == ["navigation", "navigation", "navigation", "share", "share"]


def test_preformatted_text_of_html_has_points_of_its_own(make_labelled: MakeMatcher) -> None:
    """Code and verse go only where the table is surer than of other blocks; texts know no such thing."""
    matcher = with_table(make_labelled(), base=9.0, hand={"preformatted": -6.0})
    decision = html_verdicts(matcher, f"<pre>hour = 25</pre><p>{PROSE}")

    assert decision.points.tolist() == [3.0, 9.0]
    assert verdicts(matcher, "hour = 25", source="page").points.tolist() == [9.0]


def test_prose_of_the_main_text_has_points_of_its_own(make_labelled: MakeMatcher) -> None:
    """Of texts; blocks of HTML go by their elements."""
    matcher = with_table(make_labelled(), base=4.0, hand={"main_prose": -2.0})

    assert verdicts(matcher, f"Storm\n{PROSE}", source="page").points.tolist() == [4.0, 2.0]
    assert html_verdicts(matcher, f"<p>Storm</p><p>{PROSE}").points.tolist() == [4.0, 4.0]


@pytest.mark.parametrize(("blocks", "points"), [(1, -4.0), (2, -2.0), (3, 0.0), (4, 0.0)])
def test_few_certain_lines_lift_only_a_part_of_the_doubt(
    make_labelled: MakeMatcher, blocks: int, points: float
) -> None:
    """However large their share of a short text is: all of it goes from `shown_blocks` on."""
    matcher = with_table(make_labelled(), hand={"doubt": -6.0, "shown_share": 0.1, "shown_blocks": 3})
    decision = verdicts(matcher, "\n".join(["Home page"] * blocks + ["Storm coverage"]))

    assert decision.points[-1] == pytest.approx(points)
