"""The exact matcher: which rules hit a line, in which languages, and where."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable
from multiprocessing.pool import ThreadPool

import pytest

from cleaner.rules.expressions import PAGE_SECONDS, SEARCH_SECONDS
from cleaner.rules.match import MAX_LINE_CHARS, WINDOW_CHARS, Hit, Matcher, Spent
from cleaner.signals.shape import measure_lines

MakeMatcher = Callable[..., Matcher]

HOME_LABEL = 'id = "home-label"\ncategory = "navigation"\nlabels = true\n'
READ_ALSO = """
id = "read-also"
category = "navigation"
match = '^{read_also}: '
points = 5
"""


def hits_of(matcher: Matcher, line: str) -> dict[str, Hit]:
    """The hits of a line by their rules."""
    return {matcher.pack.rules[hit.rule].rule.id: hit for hit in matcher.match([line])[0]}


def languages_of(matcher: Matcher, line: str, rule: str) -> list[str] | str:
    """The languages of a rule's hit; "all" for a hit that depends on none."""
    hit = hits_of(matcher, line)[rule]
    return "all" if hit.languages == -1 else matcher.languages(hit.languages)


# Labels -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Home", "home-label"),
        ("HOME PAGE", "home-label"),
        ("* [Home](/)", "home-label"),
        ("Home | Home page", "home-label"),
        ("Share this", "share-label"),
        ("Share (12)", "share-label"),
        ("0 Share 12", "share-label"),
        ("Home Share", "share-label"),
        ("Home page Share", "home-label"),
        ("Startseite", "home-label"),
        ("Facebook", "share-label"),
        ("Teilen Facebook", "share-label"),
        ("» Home «", "home-label"),
    ],
)
def test_line_of_labels_only_is_hit(make_labelled: MakeMatcher, line: str, rule: str) -> None:
    """Labels cover every letter; digits, signs and links are looked past; the category of most letters wins."""
    matcher = make_labelled()
    found = hits_of(matcher, line)

    assert list(found) == [rule]
    assert (found[rule].start, found[rule].end) == (0, len(line))


@pytest.mark.parametrize(
    "line", ["Homes", "Home sweet", "My home", "12", "|", "Shareware", "Home page x", "Sharethis", "Read also"]
)
def test_line_with_a_letter_left_over_is_not_hit(make_labelled: MakeMatcher, line: str) -> None:
    """One uncovered letter is enough to leave the line alone, and so is a word that means nothing alone."""
    matcher = make_labelled()
    found = hits_of(matcher, line)

    assert found == {}


def test_label_points_are_those_of_its_strongest_concept(make_labelled: MakeMatcher) -> None:
    """A line of several labels has the points of the best one."""
    matcher = make_labelled()
    found = [next(iter(hits_of(matcher, line).values())).points for line in ("Share", "Home", "Share Home Share")]

    assert found == [5.0, 6.0, 6.0]


@pytest.mark.parametrize(
    ("line", "languages"),
    [
        ("Home", ["en", "de"]),
        ("Startseite", ["de"]),
        ("Home page", ["en"]),
        ("Facebook", "all"),
        ("Teilen Facebook", ["de"]),
    ],
)
def test_label_hit_names_the_languages_it_was_found_in(
    make_labelled: MakeMatcher, line: str, languages: list[str] | str
) -> None:
    """A word of several languages is found in all of them; a shared word depends on none."""
    matcher = make_labelled()
    rule = next(iter(hits_of(matcher, line)))

    assert languages_of(matcher, line, rule) in (languages, sorted(languages) if languages != "all" else languages)


@pytest.mark.parametrize("line", ["Startseite Share", "Share Teilen", "Home page Startseite"])
def test_labels_of_two_languages_make_no_hit(make_labelled: MakeMatcher, line: str) -> None:
    """Languages are never mixed within one hit."""
    matcher = make_labelled()
    found = hits_of(matcher, line)

    assert found == {}


def test_category_without_label_rule_makes_no_hit(make_matcher: MakeMatcher) -> None:
    """Labels count only where a rule says so."""
    matcher = make_matcher(HOME_LABEL)
    found = [list(hits_of(matcher, line)) for line in ("Home", "Share")]

    assert found == [["home-label"], []]


# Expressions --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "languages"),
    [("Read also: a storm", ["en"]), ("LESEN SIE AUCH: ein Sturm", ["de"]), ("See also: a storm", ["en"])],
)
def test_expression_hits_in_the_language_of_its_words(
    make_matcher: MakeMatcher, line: str, languages: list[str]
) -> None:
    """A rule over concepts works in every language, one at a time."""
    matcher = make_matcher(READ_ALSO)

    assert languages_of(matcher, line, "read-also") == languages


@pytest.mark.parametrize(
    ("line", "hit"),
    [
        ("Share Teilen", False),
        ("Share home", True),
        ("Teilen Startseite", True),
        ("Teilen Facebook Home", True),
        ("Share Startseite", False),
    ],
)
def test_expression_never_mixes_languages(make_matcher: MakeMatcher, line: str, hit: bool) -> None:
    """Two concepts of a rule are found in one language, shared words aside."""
    matcher = make_matcher("""
id = "both"
category = "share"
match = ['{share}', '{home}']
points = 5
""")

    assert ("both" in hits_of(matcher, line)) == hit


def test_all_patterns_must_match_in_any_order(make_matcher: MakeMatcher) -> None:
    """Patterns of a list are conditions, not alternatives."""
    matcher = make_matcher("""
id = "both"
category = "share"
match = ['photo', '\\breuters\\b']
points = 5
""")
    found = [
        bool(hits_of(matcher, line))
        for line in ("Photo: Reuters", "Reuters photo", "Photo", "Reuters", "photo reutersx")
    ]

    assert found == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("line", "hit"),
    [
        ("Read also: a storm", True),
        ("Read also: a storm share", False),
        ("Read also: teilen", False),
        ("Read also: end.", False),
    ],
)
def test_exception_keeps_a_line(make_matcher: MakeMatcher, line: str, hit: bool) -> None:
    """One exception that matches is enough; its words count in the language of the hit."""
    matcher = make_matcher(f"{READ_ALSO}unless = ['{{share}}', '[.]$', 'teilen']")

    assert bool(hits_of(matcher, line)) == hit


def test_exception_of_a_rule_without_concepts_counts_in_every_language(make_matcher: MakeMatcher) -> None:
    """Where the match depends on no language, an exception's words of any language hold."""
    matcher = make_matcher("""
id = "photo"
category = "share"
match = '^photo'
unless = '{share}'
points = 5
""")
    found = [bool(hits_of(matcher, line)) for line in ("Photo here", "Photo share", "Photo teilen")]

    assert found == [True, False, False]


def test_rule_of_some_languages_is_silent_in_others(make_matcher: MakeMatcher) -> None:
    """`languages` limits a rule."""
    matcher = make_matcher(f'{READ_ALSO}languages = ["de"]')
    found = [bool(hits_of(matcher, line)) for line in ("Read also: a storm", "Lesen Sie auch: Sturm")]

    assert found == [False, True]


def test_rule_of_some_languages_hits_without_words_of_the_lexicon(make_matcher: MakeMatcher) -> None:
    """A pattern that is text alone is in the rule's languages; an exception's words count in these only."""
    matcher = make_matcher("""
id = "weekly"
category = "share"
languages = ["de"]
match = "^aus dem heft|^{read_also} das heft"
unless = "{share}"
points = 5
""")
    lines = (
        "Aus dem Heft",
        "Lesen Sie auch das Heft",
        "Read also das Heft",
        "Aus dem Heft teilen",
        "Aus dem Heft share",
    )
    found = {line: hits_of(matcher, line) for line in lines}

    assert [line for line in lines if found[line]] == [lines[0], lines[1], lines[4]]
    assert {tuple(matcher.languages(hit.languages)) for hits in found.values() for hit in hits.values()} == {("de",)}


@pytest.mark.parametrize(
    ("where", "hit", "missed"),
    [
        ("min_words = 3", ["a photo of", "a photo of it"], ["a photo"]),
        ("max_words = 3", ["a photo", "a photo of"], ["a photo of it"]),
        ("min_chars = 6", ["photo1", "photo12"], ["photo"]),
        ("max_chars = 6", ["photo", "photo1"], ["photo12"]),
        ("ends_sentence = true", ["Photo."], ["Photo", "Photo:"]),
        ("ends_sentence = false", ["Photo", "Photo:"], ["Photo."]),
        ("min_capital_ratio = 0.5", ["Photo of", "Photo Of"], ["Photo of it"]),
        ("max_digit_ratio = 0.5", ["photo", "photo 12345"], ["photo 123456"]),
        ("reported = false", ["Photo"], ["“Photo", "«Photo", "He said photo"]),
        ("reported = true", ["“Photo", "He said photo"], ["Photo"]),
    ],
)  # fmt: skip
def test_conditions_on_the_line_hold_up_to_their_limits(
    make_matcher: MakeMatcher, where: str, hit: list[str], missed: list[str]
) -> None:
    """A minimum is still enough, a maximum still allowed; one beyond is not."""
    matcher = make_matcher(f"""
id = "photo"
category = "share"
match = 'photo'
where = {{ {where} }}
points = 5
""")
    found = [bool(hits_of(matcher, line)) for line in hit + missed]

    assert found == [True] * len(hit) + [False] * len(missed)


# Spans --------------------------------------------------------------------------------------

SPAN = """
id = "glued"
category = "navigation"
scope = "span"
match = '{read_also}: ?.{1,40}$'
points = 5
"""


@pytest.mark.parametrize(
    ("line", "span"),
    [
        ("A sentence. Read also: more", "Read also: more"),
        ("Ａ ｓｅｎｔｅｎｃｅ… ＲＥＡＤ ＡＬＳＯ： more", "ＲＥＡＤ ＡＬＳＯ： more"),
        ("* A sentence. Read also: more", "Read also: more"),
        ("Straße ﬁx. \u200fRead\u00a0 also: Straße", "Read\u00a0 also: Straße"),
        ("😀 Read also: 😀", "Read also: 😀"),
        ("“Q” Read also: «a»", "Read also: «a»"),
    ],
)
def test_span_is_given_in_the_line_as_it_stands(make_matcher: MakeMatcher, line: str, span: str) -> None:
    """Offsets of the match refer to the line as given, not as folded."""
    matcher = make_matcher(SPAN)
    hit = hits_of(matcher, line)["glued"]

    assert line[hit.start : hit.end] == span


def test_span_beside_a_link_has_no_way_back(make_matcher: MakeMatcher) -> None:
    """A line that lost link addresses is left alone rather than cut in the wrong place."""
    matcher = make_matcher(SPAN)
    found = hits_of(matcher, "A [sentence](/a). Read also: more")

    assert found == {}


@pytest.mark.parametrize(
    ("line", "hit"),
    [
        ("Photo The ship", True),
        ("Photo the ship", False),
        ("Photo", False),
        ("Photo 12 The", True),
        ("Photo 新聞", True),
    ],
)
def test_span_may_ask_for_a_capital_behind_it(make_matcher: MakeMatcher, line: str, hit: bool) -> None:
    """The next letter is a capital, or has no case."""
    matcher = make_matcher("""
id = "photo"
category = "share"
scope = "span"
match = '^photo'
where = { before_capital = true }
points = 5
""")

    assert bool(hits_of(matcher, line)) == hit


@pytest.mark.parametrize("over", [-1, 0, 1], ids=["under", "at", "over"])
def test_long_line_is_read_at_its_ends(make_matcher: MakeMatcher, over: int) -> None:
    """Up to the limit a line is read whole, beyond it only what stands at its ends."""
    matcher = make_matcher("""
id = "photo"
category = "share"
scope = "span"
match = 'photo'
points = 5
""")
    length = MAX_LINE_CHARS + over
    across = WINDOW_CHARS - 2  # where the word in the middle begins: across the end of what is read first
    line = ("photo ".ljust(across, "-") + "photo").ljust(length - len("photo"), "-") + "photo"
    found = [(hit.start, line[hit.start : hit.end]) for hit in matcher.match([line])[0]]

    assert len(line) == length
    assert found == [(start, "photo") for start in (0, across, length - 5) if over <= 0 or start != across]


@pytest.mark.parametrize("pattern", ["^photo", "photo$"])
def test_line_is_not_anchored_where_it_was_cut(make_matcher: MakeMatcher, pattern: str) -> None:
    """The cut inside a long line is neither its beginning nor its end."""
    matcher = make_matcher(f"""
id = "photo"
category = "share"
match = '{pattern}'
points = 5
""")
    head = "x" * (WINDOW_CHARS - 5) + "photo"
    tail = "photo" + "x" * (WINDOW_CHARS - 5)
    found = [hits_of(matcher, line) for line in (head + "-" * MAX_LINE_CHARS + tail,)]

    assert found == [{}]


# Slow patterns ------------------------------------------------------------------------------

# `regex` sees through (a+)+$ on short lines by itself; this one takes it ages.
SLOW = """
id = "slow"
category = "share"
match = '(?:\\w|a)+$'
points = 5
"""
HOSTILE = "a" * 60 + "!"


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A short limit."""
    monkeypatch.setattr("cleaner.rules.expressions.PAGE_SECONDS", 0.3)


@pytest.mark.usefixtures("hurried")
def test_forced_slow_pattern_ends_within_the_limit_and_is_counted(make_matcher: MakeMatcher) -> None:
    """A pattern that would run for ages is stopped, and then is off for the page."""
    matcher = make_matcher(SLOW, force=True)
    spent = Spent()
    began = time.process_time()
    hits = matcher.match([f"{HOSTILE}{number}!" for number in range(50)], spent)
    seconds = time.process_time() - began

    assert hits == [()] * 50
    assert spent.off == {0: 50}
    assert seconds < 0.3 + 0.5


@pytest.mark.usefixtures("hurried")
def test_many_searches_that_end_in_time_are_bounded_by_their_sum(make_matcher: MakeMatcher) -> None:
    """No search runs into its limit, but the page's is up after some; further calls for the page know that."""
    matcher = make_matcher(SLOW, force=True)
    spent = Spent()
    spent.spend(0, 0.31)
    began = time.process_time()
    matcher.match([f"{HOSTILE}{number}" for number in range(50)], spent)

    assert time.process_time() - began < 1
    assert list(spent.said()) == [(0, "ran into its time limit of 0.3 s and was left out of the rest of the page")]


@pytest.mark.parametrize(("searches", "off"), [(1000, []), (1001, [0])])
def test_limit_grows_with_the_searches(searches: int, off: list[int]) -> None:
    """A page of very many lines does not switch off a rule that is quick on each."""
    spent = Spent()
    for _ in range(1000):
        spent.spend(0, SEARCH_SECONDS)
    for _ in range(searches):
        spent.spend(0, SEARCH_SECONDS + PAGE_SECONDS / 1001 + 1e-9)

    assert list(spent.off) == off


@pytest.mark.usefixtures("hurried")
def test_answers_cut_short_are_not_remembered(make_matcher: MakeMatcher) -> None:
    """The next page, with time of its own, gets the hits that this one had no time for."""
    matcher = make_matcher(SLOW, READ_ALSO, force=True)
    spent = Spent()
    spent.spend(0, 1)
    lines = ["aaaa", "Read also: a storm"]
    without, whole = matcher.match(lines, spent), matcher.match(lines)

    assert [len(hits) for hits in without] == [0, 1]
    assert [len(hits) for hits in whole] == [1, 2]


@pytest.mark.usefixtures("hurried")
def test_other_rules_work_beside_a_slow_one(make_matcher: MakeMatcher) -> None:
    """What one rule spends is not taken from another."""
    matcher = make_matcher(SLOW, READ_ALSO, force=True)
    found = matcher.match([HOSTILE, HOSTILE + "?", HOSTILE + "??", "Read also: a storm"])[3]

    assert [matcher.pack.rules[hit.rule].rule.id for hit in found] == ["read-also"]


# The matcher itself -------------------------------------------------------------------------


def test_answers_do_not_depend_on_neighbours_or_memory(make_labelled: MakeMatcher) -> None:
    """A line has the same hits alone, among others, and when it comes back."""
    lines = ["Home", "Read also: a storm", "x" * 2000, "Share Teilen", "Home", "Teilen"]
    matcher = make_labelled(READ_ALSO)
    together = matcher.match(lines)
    again = matcher.match(lines[::-1])[::-1]
    alone = [Matcher(matcher.pack).match([line])[0] for line in lines]

    assert together == again == alone


def test_lines_measured_before_have_the_same_hits(matcher: Matcher) -> None:
    """Some remembered, some twice, in any order."""
    lines = [line for rule in matcher.pack.rules for line in rule.rule.drop[0].split("\n") if line == line.strip()]
    lines += lines[:20]
    copy = Matcher(matcher.pack)
    copy.match(lines[::7])

    assert copy.match(lines, shapes=measure_lines(lines)) == Matcher(matcher.pack).match(lines)


def test_pickled_matcher_answers_the_same(make_labelled: MakeMatcher) -> None:
    """A copy in another process has the same pack."""
    matcher = make_labelled(READ_ALSO)
    copy = pickle.loads(pickle.dumps(matcher))
    lines = ["Home", "Read also: a storm", "Prose."]

    assert copy.match(lines) == matcher.match(lines)


def test_threads_share_a_matcher(make_labelled: MakeMatcher) -> None:
    """Many threads on one matcher get what one thread gets."""
    matcher = make_labelled(READ_ALSO)
    pages = [[f"Read also: storm {i}", "Home", f"Share {i}", f"Prose {i}."] for i in range(200)]
    with ThreadPool(8) as pool:
        found = pool.map(matcher.match, pages)

    assert found == [Matcher(matcher.pack).match(page) for page in pages]


def test_no_lines_have_no_hits(make_labelled: MakeMatcher) -> None:
    """Nothing in, nothing out."""
    matcher = make_labelled()

    assert matcher.match([]) == []


@pytest.mark.parametrize("line", ["\x00", "\ud800", "\u200f", "\x1f\x7f", "\ufffe", "a\x00b"], ids=ascii)
def test_odd_characters_are_matched_without_complaint(matcher: Matcher, line: str) -> None:
    """Control characters and lone surrogates are lines like others."""
    found = matcher.match([line, line + "Share this article", (line + "x") * 800])

    assert len(found) == 3
