"""What rules do on real pages, counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from cleaner.rules.labelled import LabelledText
from cleaner.rules.match import Matcher
from cleaner.rules.measure import (
    MAX_WRONG_SURE,
    MAX_WRONG_SUSPICION,
    MIN_HITS,
    MIN_HITS_USELESS,
    MIN_WRONG_HITS,
    MIN_WRONG_RETIRED,
    UNTOLD,
    Counts,
    Measurement,
    RuleFigures,
    measure,
    suggest_status,
)
from cleaner.rules.model import Rule

MakeMatcher = Callable[..., Matcher]

PROSE = "The ferry left the harbour late because the crew had waited for the doctor from the island."
OTHER = "Nobody complained, the captain said, and the doctor had brought cake for everybody on board."
GERMAN = "Die Fähre verließ den Hafen zu spät, weil die Mannschaft auf den Arzt von der Insel gewartet hatte."
READ_ALSO = 'id = "also"\ncategory = "navigation"\nmatch = "^{read_also}: .{1,80}$"\npoints = 5\n'
HARBOUR = 'id = "harbour"\ncategory = "navigation"\nmatch = "harbour"\npoints = 3\n'
FERRY = 'id = "ferry"\ncategory = "navigation"\nmatch = "ferry"\npoints = 3\n'
CUT = 'id = "cut"\ncategory = "navigation"\nscope = "span"\nmatch = "see also: .{1,80}$"\npoints = 6\n'


def text(*lines: str, gold: str | None = f"{PROSE}\n\n{OTHER}") -> LabelledText:
    """A text of two paragraphs and what stands between them."""
    return LabelledText("page", "\n\n".join((PROSE, *lines, OTHER)), gold)


def rule_of(found: Measurement, name: str) -> RuleFigures:
    """The figures of one rule."""
    return next(rule for rule in found.rules if rule.id == name)


def test_hits_are_counted_and_judged_by_the_gold(make_matcher: MakeMatcher) -> None:
    """A hit on a line of the article is wrong; without gold it is only a hit."""
    found = measure(
        make_matcher(READ_ALSO, HARBOUR),
        [text("Read also: A storm is coming"), text("See also: The storm came", gold=None)],
    )

    assert (found.texts, found.texts_with_gold, found.lines) == (2, 1, 6)
    assert rule_of(found, "also").total == Counts(hits=2, judged=1, wrong=0, alone=2, alone_wrong=0)
    assert rule_of(found, "harbour").total == Counts(hits=2, judged=1, wrong=1, alone=0, alone_wrong=0)
    assert rule_of(found, "harbour").wrong_lines == [PROSE]


def test_alone_are_lines_that_are_certain_with_the_rule_and_not_without(make_matcher: MakeMatcher) -> None:
    """Two suspicions that together decide both do; a rule beside one that is certain anyway does not."""
    found = measure(make_matcher(HARBOUR, FERRY, READ_ALSO), [text("Read also: The ferry goes again")])

    assert rule_of(found, "harbour").total == Counts(hits=1, judged=1, wrong=1, alone=1, alone_wrong=1)
    assert rule_of(found, "ferry").total == Counts(hits=2, judged=2, wrong=1, alone=1, alone_wrong=1)
    assert rule_of(found, "also").total == Counts(hits=1, judged=1, wrong=0, alone=1, alone_wrong=0)


def test_overlap_names_the_rules_that_hit_the_same_lines(make_matcher: MakeMatcher) -> None:
    """The most frequent first."""
    found = measure(make_matcher(HARBOUR, FERRY, READ_ALSO), [text("Read also: The ferry goes again")] * 2)

    assert rule_of(found, "ferry").overlap == [("harbour", 2), ("also", 2)]
    assert rule_of(found, "also").overlap == [("ferry", 2)]


def test_span_is_wrong_where_what_it_cuts_stands_in_the_article(make_matcher: MakeMatcher) -> None:
    """The line around it may well belong to the article."""
    glued = f"{OTHER[:-1]}, see also: The storm came"
    right = measure(make_matcher(CUT), [text(glued)])
    wrong = measure(make_matcher(CUT), [text(glued, gold=f"{PROSE}\n\n{glued}\n\n{OTHER}")])

    assert rule_of(right, "cut").total == Counts(hits=1, judged=1, wrong=0, alone=1, alone_wrong=0)
    assert rule_of(wrong, "cut").total == Counts(hits=1, judged=1, wrong=1, alone=1, alone_wrong=1)


REPEATED = 'id = "again"\ncategory = "navigation"\npoints = 6\nwhere = { repeats = "exact" }\n'


def test_repetition_is_wrong_only_where_the_text_says_it_nowhere_else(make_matcher: MakeMatcher) -> None:
    """What goes stays in the other line."""
    again = measure(make_matcher(REPEATED), [text("A cake for everybody on board of the ferry", PROSE)])

    assert rule_of(again, "again").total == Counts(hits=2, judged=2, wrong=0, alone=2, alone_wrong=0)


def test_candidate_is_measured_and_takes_nothing_from_active_rules(make_matcher: MakeMatcher) -> None:
    """What an active rule alone catches does not hang on candidates; a candidate sees active rules only."""
    pack = make_matcher(READ_ALSO, READ_ALSO.replace('"also"', '"again"')).pack
    also, again = pack.rules
    candidate = replace(again, rule=replace(again.rule, status="candidate"))
    found = measure(Matcher(replace(pack, rules=[also, candidate])), [text("Read also: A storm is coming")])

    assert rule_of(found, "also").total.alone == 1
    assert rule_of(found, "also").overlap == []
    assert rule_of(found, "again").total == Counts(hits=1, judged=1, wrong=0, alone=0, alone_wrong=0)
    assert rule_of(found, "again").overlap == [("also", 1)]


def test_counts_are_kept_by_language(make_matcher: MakeMatcher) -> None:
    """Of the article's prose; too little of it is undetermined."""
    german = LabelledText("d", f"{GERMAN}\n\nLesen Sie auch: Der Sturm kommt", GERMAN)
    short = LabelledText("s", "Read also: A storm", "")
    found = measure(make_matcher(READ_ALSO), [text("Read also: A storm is coming"), german, short])

    assert {code: counts.hits for code, counts in rule_of(found, "also").languages.items()} == {
        "de": 1,
        "en": 1,
        UNTOLD: 1,
    }
    assert list(found.languages) == ["de", "en", UNTOLD]


def test_languages_have_precision_and_recall_of_certain_residue(make_matcher: MakeMatcher) -> None:
    """Certain lines that are residue, over certain lines and over residue."""
    lines = ("Read also: A storm is coming", "The weather on the island and in the harbour towns tomorrow night")
    found = measure(make_matcher(READ_ALSO, HARBOUR, FERRY), [text(*lines)])
    english = found.languages["en"]

    assert (english.texts, english.lines, english.residue) == (1, 4, 2)
    assert (english.certain, english.certain_residue) == (2, 1)
    assert (english.precision, english.recall) == (0.5, 0.5)


def test_times_are_shares(make_matcher: MakeMatcher) -> None:
    """They add up to one, or to nothing where nothing took time."""
    found = measure(make_matcher(READ_ALSO, HARBOUR), [text(f"Read also: Storm number {n}") for n in range(40)])

    assert 0.99 < sum(rule.time_ratio for rule in found.rules) < 1.01
    assert all(0 <= rule.time_ratio <= 1 for rule in found.rules)


def test_nothing_to_measure_is_no_failure(make_matcher: MakeMatcher) -> None:
    """No texts, empty texts, no rules."""
    found = measure(make_matcher(READ_ALSO), [LabelledText("e", " \n\n", "")])

    assert (found.texts, found.lines) == (1, 0)
    assert rule_of(found, "also").reason == "dead here: no hit"
    assert measure(make_matcher(), []).rules == []


CERTAIN_AT = 5.0


RULE = Rule(
    id="r", summary="s", why="w", category="c", match="x", points=6, status="active", source="s",
    drop=("x",), keep=("y", "z"), false_positives="f",
)  # fmt: skip


def suggested(points: float = 6, status: str = "active", **counts: int) -> str:
    """The suggestion for a rule with these figures; all hits are judged unless said otherwise."""
    counts = {"judged": counts.get("hits", 0), "alone": counts.get("hits", 0), **counts}
    return suggest_status(replace(RULE, points=points, status=status), Counts(**counts), CERTAIN_AT)[0]


@pytest.mark.parametrize("status", ["active", "candidate"])
def test_rule_with_too_few_hits_stays_what_it_is(status: str) -> None:
    """Up to the limit, and a dead rule too; from the limit on it is judged."""
    assert suggested(status=status) == status
    assert suggested(status=status, hits=MIN_HITS - 1) == status
    assert suggested(status=status, hits=500, judged=MIN_HITS - 1) == status
    assert suggested(status=status, hits=MIN_HITS) == "active"
    assert suggested(status=status, hits=MIN_HITS + 1) == "active"


@pytest.mark.parametrize(("points", "limit"), [(5, MAX_WRONG_SURE), (4.5, MAX_WRONG_SUSPICION)])
def test_rule_that_is_wrong_too_often_is_a_candidate(points: float, limit: float) -> None:
    """One that decides alone has a lower limit than a suspicion; at the limit it is active."""
    hits = 100
    at = round(limit * hits)

    assert suggested(points, hits=hits, wrong=at - 1) == "active"
    assert suggested(points, hits=hits, wrong=at) == "active"
    assert suggested(points, hits=hits, wrong=at + 1) == "candidate"


def test_one_wrong_hit_alone_is_not_held_against_a_rule() -> None:
    """Though its share is above the limit."""
    assert MAX_WRONG_SURE < 1 / MIN_HITS
    assert suggested(hits=MIN_HITS, wrong=MIN_WRONG_HITS - 1) == "active"
    assert suggested(hits=MIN_HITS, wrong=MIN_WRONG_HITS) == "candidate"


def test_rule_that_is_no_evidence_is_retired() -> None:
    """Half of its hits wrong, or more."""
    hits = 20
    at = round(MIN_WRONG_RETIRED * hits)

    assert suggested(hits=hits, wrong=at - 1) == "candidate"
    assert suggested(hits=hits, wrong=at) == "retired"
    assert suggested(hits=hits, wrong=at + 1) == "retired"


def test_rule_that_is_never_needed_is_retired() -> None:
    """Where it decides alone and has had many chances; a suspicion is there to help others."""
    assert suggested(hits=MIN_HITS_USELESS - 1, alone=0) == "active"
    assert suggested(hits=MIN_HITS_USELESS, alone=0) == "retired"
    assert suggested(hits=MIN_HITS_USELESS, alone=1) == "active"
    assert suggested(3, hits=MIN_HITS_USELESS, alone=0) == "active"


def test_reason_has_the_figures() -> None:
    """And the limit that was passed."""
    counts = Counts(hits=50, judged=40, wrong=4, alone=50, alone_wrong=4)

    assert suggest_status(RULE, counts, CERTAIN_AT) == ("candidate", "4 of 40 hits wrong (10.0%); at most 5%")
