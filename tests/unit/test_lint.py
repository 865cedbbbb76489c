"""The lint: which patterns it refuses and which it lets pass, and what running the examples shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner.errors import PackError
from cleaner.rules.compiled import compile_pack
from cleaner.rules.examples import Failure, failures, fired, fires, shadows, unreached
from cleaner.rules.load import load
from cleaner.rules.match import Matcher

MakePack = Callable[..., Path]

RULE = """
[[rule]]
id = "{id}"
summary = "A rule of a test"
why = "Because of the test."
category = "{category}"
scope = "line"
match = '{match}'
{clauses}
points = {points}
status = "active"
source = "Tests"
drop = {drop}
keep = {keep}
known_failures = {known}
false_positives = "None"
"""


def rule(match: str, **fields: object) -> str:
    """A rule's TOML."""
    given = {"id": "a", "category": "share", "clauses": "", "points": 5, "drop": ["x"], "keep": ["y", "z"], "known": []}
    return RULE.format(match=match, **(given | fields))


def codes_of(make_pack: MakePack, pattern: str) -> list[str]:
    """The codes of the problems that a pattern has."""
    try:
        load([make_pack({"z.toml": rule(pattern)})])
    except PackError as error:
        return [problem.code for problem in error.problems]
    return []


@pytest.mark.parametrize(
    "pattern",
    [
        "photo",
        "^photo: .{2,200}$",
        "^(?:photo|image)$",
        "^photo|^image",
        "photo$|image$",
        "(?:photo|image) ?:",
        "(?:photo )?image",
        "(?:a{2}){1,3}x",
        "(?:\\w{1,3} )x",
        "(?:a{1,3}){2}x",
        "(?>a{1,3}){1,3}x",
        "{home}|{share+}",
        "{home~}[:!]",
        "(?<!not ){home}",
        "\\bphoto\\b",
        "\\p{Lu}x",
        "[\\p{Lu}x]y",
        "^.?$",
        "x{0,300}y",
        '©|"|-',
    ],
)
def test_honest_pattern_passes(make_pack: MakePack, pattern: str) -> None:
    """Bounded repeats, whole anchors, concepts and folded signs are fine."""
    codes = codes_of(make_pack, pattern)

    assert codes == []


@pytest.mark.parametrize(
    ("pattern", "codes"),
    [
        ("x*", {"E110", "E117"}),
        ("x+?y", {"E110"}),
        ("x++y", {"E110"}),
        ("(?=x+)y", {"E110"}),
        ("(?:(?:x{1,2}){1,2}){1,2}y", {"E111"}),
        ("(?:a(?:b|c{0,2})){1,5}y", {"E111"}),
        ("(?:a(?=b{1,2})){1,5}y", {"E111"}),
        ("x(?:^a|b)y", {"E112"}),
        ("(?:a$|b)", {"E112"}),
        ("(?:a|)b", {"E109"}),
        ("(?:|a)b", {"E109"}),
        ("(?P<n>a)x(?P=n)", {"E111"}),
        ("(?:x?y?)", {"E117"}),
        ("|x", {"E109", "E117"}),
        ("ﬁle", {"E116"}),
        ("Straße ß", {"E116"}),
        ("ё", {"E116"}),
        ("«a»", set()),
    ],
)
def test_dangerous_pattern_is_refused(make_pack: MakePack, pattern: str, codes: set[str]) -> None:
    """Unbounded, nested, half anchored, empty and unfolded patterns have their codes."""
    found = codes_of(make_pack, pattern)

    assert set(found) == codes


@pytest.mark.parametrize(
    "pattern",
    [
        "(?:[a-z]|\\w){1,60}\\W$",
        "(?:[a-c]|[b-d]){1,300}!$",
        "\\w{0,300}\\w{0,300}\\w{0,300}!$",
        "(?:a|a){1,9}!",
        "(?:a|ab){1,9}!",
        "(?:ab|a){1,9}!",
        "(?:x(?:a|a)y){1,9}!",
        "(?:a|A){1,9}!",
        "(?:[^b]|a){1,9}!",
        "(?:.|\\d){1,9}!",
        "(?:foo|[a-z]oob){0,9}!",
        "(?:a{2}|aa){1,9}!",
        ".{0,200}[a-z]{0,200}!",
        ".{0,70}.{0,70}!",
        ".{0,200}(?:[a-z]{0,200})!",
        ".{0,200}\\b ?.{0,200}!",
        "(?=.{0,200}.{0,200}!)x",
    ],
)
def test_ambiguous_repeat_is_refused(make_pack: MakePack, pattern: str) -> None:
    """Alternatives that overlap inside a repeat, and wide repeats side by side, backtrack badly too."""
    codes = codes_of(make_pack, pattern)

    assert set(codes) == {"E111"}


@pytest.mark.parametrize(
    "pattern",
    [
        "(?:a|b){1,9}!",
        "(?:a|ab)!",
        "(?:a|ab)?!",
        "(?:a|ab){3}!",
        "(?>a|ab){1,9}!",
        "(?:(?>a|ab)c){1,9}!",
        "(?:foo|fab){1,9}!",
        "(?:[a-c]|[d-f]){1,9}!",
        "(?:\\d|\\D){1,9}!",
        "(?:[^a]|a){1,9}!",
        "(?:{home}|{share}){1,9}!",
        "(?:a[|]b|c\\|d){1,9}!",
        "[a-z]{0,300}[0-9]{0,300}!",
        "[a-z]{0,300}:[a-z]{0,300}!",
        ".{0,69}.{0,69}!",
    ],
)
def test_repeat_that_matches_in_one_way_passes(make_pack: MakePack, pattern: str) -> None:
    """Alternatives that differ, atomic groups, repeats that share nothing or are narrow."""
    codes = codes_of(make_pack, pattern)

    assert codes == []


# Examples -----------------------------------------------------------------------------------


def matcher_of(make_pack: MakePack, *rules: str) -> Matcher:
    """A matcher of the small pack and some rules."""
    return Matcher(compile_pack(load([make_pack({"z.toml": "".join(rules)})])))


def test_examples_that_fail_are_named_by_their_list(make_pack: MakePack) -> None:
    """What should be hit and is not, what should not and is, and known failures that are none."""
    text = rule(
        "photo",
        drop=["Photo: Reuters", "Picture"],
        keep=["A photo of her", "Prose"],
        known=["Image", "Another photo", "keep: The photo", "keep: Poem"],
    )
    matcher = matcher_of(make_pack, text)
    found = list(failures(matcher, matcher.pack.rules[0].rule))

    assert found == [
        Failure("a", "drop", "Picture", "is not hit"),
        Failure("a", "keep", "A photo of her", "is hit"),
        Failure("a", "known_failures", "Another photo", "is hit now: move it to drop"),
        Failure("a", "known_failures", "keep: Poem", "is not hit any more: move it to keep"),
    ]


def test_example_may_be_a_page_with_a_marked_line(make_pack: MakePack) -> None:
    """The line behind the mark is the one that counts."""
    text = rule("photo", clauses="where = { after = ['navigation'] }") + rule("home", id="b", category="navigation")
    pages = ["home page\n>> photo", ">> home page\nphoto", "photo\n\n\nhome page\n\n>> photo", "photo"]
    matcher = matcher_of(make_pack, text)
    found = [fires(matcher, "a", page) for page in pages]

    assert found == [True, False, True, False]


def test_rules_that_hit_an_example_have_their_points(make_pack: MakePack) -> None:
    """Every rule is named, strong or weak."""
    matcher = matcher_of(make_pack, rule("photo"), rule("reuters", id="b", points=2))
    found = fired(matcher, "Photo by Reuters of the storm")

    assert {name: found.get(name) for name in "ab"} == {"a": 5.0, "b": 2.0}


def test_exception_that_no_example_needs_is_named(make_pack: MakePack) -> None:
    """An exception is reached where the rule without it would hit one of the near misses."""
    text = rule("photo", clauses="unless = ['said', '[.]$']", drop=["Photo"], keep=["The photo.", "Prose"])
    matcher = matcher_of(make_pack, text)
    found = list(unreached(matcher, 0))

    assert found == ["said"]


@pytest.mark.parametrize(("points", "shadowed"), [(4, False), (5, True), (6, True)])
def test_rule_with_fewer_points_does_not_shadow(make_pack: MakePack, points: int, shadowed: bool) -> None:
    """A rule that hits all examples shadows from equal points on."""
    matcher = matcher_of(make_pack, rule("photo by", drop=["Photo by X"]), rule("photo", id="b", points=points))
    found = list(shadows(matcher, matcher.pack.rules[0].rule))

    assert found == ["b"] * shadowed


def test_rule_with_an_example_of_its_own_is_not_shadowed(make_pack: MakePack) -> None:
    """One example that the other rule does not hit is enough."""
    matcher = matcher_of(make_pack, rule("photo|image", drop=["Photo", "Image"]), rule("photo", id="b"))
    found = list(shadows(matcher, matcher.pack.rules[0].rule))

    assert found == []


def test_rule_of_another_category_does_not_shadow(make_pack: MakePack) -> None:
    """Two categories may claim the same line."""
    matcher = matcher_of(make_pack, rule("photo", drop=["Photo"]), rule("photo", id="b", category="navigation"))
    found = list(shadows(matcher, matcher.pack.rules[0].rule))

    assert found == []
