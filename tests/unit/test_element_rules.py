"""Rules on elements of HTML: where they hit, what is wrong with them, and their examples."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner import Cleaner, PackError
from cleaner.rules.compiled import compile_pack
from cleaner.rules.examples import failures, fires, shadows, unreached
from cleaner.rules.labelled import LabelledText, read_labelled
from cleaner.rules.load import load
from cleaner.rules.match import Matcher
from cleaner.rules.measure import Counts, measure

MakePack = Callable[..., Path]

PROSE = "The mayor resigned on Monday after the council had voted against her plan to sell the harbour to a firm from abroad."
MORE = "Her deputy said that the vote had come as a surprise to everybody in the town hall, and that he would wait until the spring."
BOX = "The bakery by the quay has its own oven, and the oven has been warm for a hundred years and a day, the baker likes to say."
PAGE = f"<main><h1>Mayor resigns</h1><p>{PROSE}</p><aside class=box><p>{BOX}</p></aside><p>{MORE}</p></main>"
RULE = """
[[rule]]
id = "{id}"
summary = "A rule of a test"
why = "Because of the test."
category = "{category}"
scope = "{scope}"
{clauses}
points = {points}
status = "active"
source = "Tests"
drop = {drop}
keep = {keep}
known_failures = {known}
false_positives = "None"
"""


def rule(clauses: str = "selector = 'aside'", **fields: object) -> str:
    """A rule's TOML."""
    given = {"id": "mine", "category": "related", "scope": "block", "points": 5, "drop": ["<aside>x</aside>"], "keep": ["y", "z"], "known": []}  # fmt: skip
    return RULE.format(clauses=clauses, **(given | fields))


@pytest.fixture
def pack(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a pack of one file."""

    def write(text: str) -> Path:
        file = tmp_path / "mine.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return write


def matcher_of(make_pack: MakePack, *rules: str) -> Matcher:
    """The small pack, with further rules."""
    return Matcher(compile_pack(load([make_pack({"z.toml": "".join(rules)})])))


def gone(pack: Path, page: str = PAGE) -> list[tuple[str, str, float, str]]:
    """What goes from a page by the rule: category, rule, points and text."""
    found = Cleaner(rules=[pack]).html(page).removed
    return [(each.category, each.rule, each.points, each.text) for each in found if each.rule == "mine"]


# On pages -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clauses", "hit"),
    [
        ("selector = 'aside'", True),
        ("selector = 'aside.box p, .nothing'", True),
        ("selector = 'aside.other'", False),
        ("selector = 'aside'\nmatch = 'bakery.{1,20}quay'", True),
        ("selector = 'aside'\nmatch = 'harbour'", False),
        ("selector = 'h1'\nmatch = 'bakery'", False),
        ("selector = 'aside'\nmatch = 'bakery'\nunless = 'oven'", False),
        ("selector = 'aside'\nwhere = { min_words = 20 }", True),
        ("selector = 'aside'\nwhere = { max_words = 20 }", False),
        ("selector = 'aside'\nwhere = { after_prose = true }", True),
        ("selector = 'aside'\nwhere = { before_all_prose = true }", False),
        ("selector = 'aside'\nmatch = 'bakery'\nwhere = { first = true }", False),
    ],
)
def test_rule_hits_in_its_elements_where_its_conditions_hold(pack, clauses: str, hit: bool) -> None:
    """Words, exceptions, the line's shape and its place all have to hold as well."""
    expected = [("related", "mine", 6.0, BOX)] if hit else []

    assert gone(pack(rule(clauses, points=6))) == expected


def test_text_has_no_elements(pack) -> None:
    """On text such a rule never hits, be its words there or not, alone and in a batch."""
    text = f"{PROSE}\n\n{BOX}\n\n{MORE}"
    cleaner = Cleaner(rules=[pack(rule("selector = '*'\nmatch = 'bakery'", points=10))])

    assert cleaner.text(text).text == text
    assert [each.text for each in cleaner.batch([text, text])] == [text, text]


def test_label_rule_hits_labels_of_its_category_in_its_elements(pack) -> None:
    """Elsewhere, and on other words, it does not."""
    page = f"<main><p>{PROSE}</p><aside><p>Comments</p><p>Herons</p></aside><p>Comments</p><p>{MORE}</p></main>"
    file = pack(rule("selector = 'aside'\nlabels = true", category="comments", points=9))
    found = {block.text: [each.name for each in block.points] for block in Cleaner(rules=[file]).html(page).blocks}
    hits = [[each.name for each in block.points].count("mine") for block in Cleaner(rules=[file]).html(page).blocks]

    assert hits == [0, 1, 0, 0, 0]
    assert "mine" not in found["Herons"]


def test_rule_explains_itself(pack) -> None:
    """The block's points name it, and the path says which element."""
    result = Cleaner(rules=[pack(rule(points=6))]).html(PAGE)
    (block,) = [block for block in result.blocks if block.verdict == "drop"]
    (removed,) = [each for each in result.removed if each.rule == "mine"]

    assert [(each.name, each.points) for each in block.points if each.category] == [("mine", 6.0)]
    assert removed.path == "/html/body/main/aside/p"


def test_rule_on_everything_meets_the_guard(pack) -> None:
    """All prose comes back."""
    result = Cleaner(rules=[pack(rule("selector = 'body'", points=10))]).html(PAGE)

    assert all(prose in result.text for prose in (PROSE, BOX, MORE))
    assert [note.reason for note in result.notes] == ["empty_article"]


def test_pages_together_have_elements_of_their_own(pack) -> None:
    """A rule's elements are looked up page by page, whatever stands before it, and so are its labels."""
    cleaner = Cleaner(rules=[pack(rule("selector = '.box'") + rule("selector = 'h1'", id="other", points=6))])
    pages = [f"<p>{PROSE}<p>{MORE}", PAGE, "", PAGE.replace("class=box", "class=bar"), PAGE * 2]
    together = cleaner.html_batch(pages)

    assert together == [cleaner.html(page) for page in pages]
    assert [len([each for each in result.removed if each.rule == "mine"]) for result in together] == [0, 1, 0, 0, 2]


# The lint -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (rule("selector = 'aside >'"), "E118 {}:8:1: rule mine: not a CSS selector: expected a selector at position 7; see Selectors in docs/rules.md."),
        (rule("selector = 'p:nth-of-type(2)'"), "E119 {}:8:1: rule mine: :nth-of-type() counts the siblings of each element; use :first-child, or say what it is."),
        (rule("match = 'x'"), "E103 {}:7:1: rule mine: a block rule without selector; give a CSS selector, or leave scope out."),
        (rule("selector = 'p'\nmatch = 'x'", scope="line"), 'E103 {}:8:1: rule mine: a selector in a rule on a line; write scope = "block".'),
        (rule("selector = 'p'\nunless = 'x'"), "E103 {}:9:1: rule mine: unless without match; say what is matched, such as match = '^.'."),
        (rule("selector = 'p'", points=0), "E103 {}:9:1: rule mine: points are 0; a rule that adds nothing is retired."),
        (rule("selector = ''"), "E103 {}:8:12: selector is ''; expected a string of length >= 1."),
    ],
)  # fmt: skip
def test_problem_is_named_word_for_word(pack, text: str, problem: str) -> None:
    """Code, file, line, what was found and what was expected."""
    file = pack(text)
    with pytest.raises(PackError) as error:
        Cleaner(rules=[file])

    assert str(error.value) == problem.format(file)


def test_slow_selector_is_refused_even_by_force(pack) -> None:
    """A pattern has a time limit, a selector has none."""
    with pytest.raises(PackError):
        Cleaner(rules=[pack(rule("selector = 'p:nth-of-type(2)'"))], force=True)


def test_label_rule_needs_that_of_its_category(make_pack: MakePack) -> None:
    """It goes by what that finds."""
    with pytest.raises(PackError) as error:
        matcher_of(make_pack, rule("selector = 'p'\nlabels = true", category="share"))

    assert "category 'share' has no label rule of its own; give match instead" in str(error.value)


# Examples -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("example", "fired"),
    [
        ("<aside>x</aside>", True),
        ("<p>x</p>", False),
        ("x", False),
        ("", False),
        ("<p>a</p><aside>x</aside>", True),
        ("<p>a</p><aside>>> x<ul><li>>> y</ul></aside>", True),
        ("<p>a</p><aside>>> x<p>y</aside>", False),
        ("<p>>> a</p><aside>>> x</aside>", False),
    ],
)
def test_example_in_html_says_what_goes_and_what_stays(make_pack: MakePack, example: str, fired: bool) -> None:
    """Where lines are marked, just these have to be hit; a bullet may stand before the mark."""
    assert fires(matcher_of(make_pack, rule(category="share")), "mine", example) == fired


def test_examples_that_fail_are_named(make_pack: MakePack) -> None:
    """One that must be hit and is not, one that must not and is, and a known failure that is none any more."""
    matcher = matcher_of(
        make_pack, rule(category="share", drop=["<p>x"], keep=["<aside>y", "z"], known=["<aside>a", "<p>b"])
    )

    assert [(each.field, each.example) for each in failures(matcher, matcher.pack.rules[0].rule)] == [
        ("drop", "<p>x"), ("keep", "<aside>y"), ("known_failures", "<aside>a"),
    ]  # fmt: skip


def test_exception_that_no_example_needs_is_named(make_pack: MakePack) -> None:
    """As for rules on lines."""
    text = rule(
        "selector = 'aside'\nmatch = '^.'\nunless = ['said', 'oven']",
        category="share",
        keep=["<aside>She said</aside>", "x"],
    )
    matcher = matcher_of(make_pack, text)

    assert list(unreached(matcher, 0)) == ["oven"]


@pytest.mark.parametrize(("selector", "shadowed"), [("aside", True), ("body", True), ("nav", False)])
def test_rule_that_hits_all_examples_shadows(make_pack: MakePack, selector: str, shadowed: bool) -> None:
    """Of the same category and scope; of marked lines all count."""
    mine = rule(category="share", drop=["<aside>>> x<p>>> y</aside>z"])
    matcher = matcher_of(make_pack, mine, rule(f"selector = '{selector}'", id="other", category="share"))

    assert list(shadows(matcher, matcher.pack.rules[0].rule)) == ["other"] * shadowed


# Measure ------------------------------------------------------------------------------------


def test_rules_on_elements_are_measured_on_html_only(make_pack: MakePack) -> None:
    """And on HTML no other rule is, nor counted twice; a hit in the article is wrong."""
    words = rule("match = 'bakery'", id="words", category="share", scope="line")
    matcher = matcher_of(
        make_pack, rule(category="share"), rule("selector = 'h1'", id="other", category="share"), words
    )
    gold = f"Mayor resigns\n\n{PROSE}\n\n{MORE}"
    texts = [LabelledText("a", f"{PROSE}\n\n{BOX}", gold), LabelledText("a", PAGE, gold, is_html=True)]
    found = measure(matcher, texts)

    assert (found.texts, found.pages, found.lines) == (1, 1, 2)
    assert {each.id: each.total for each in found.rules} == {
        "mine": Counts(1, 1, 0, 0, 0), "other": Counts(1, 1, 1, 1, 1), "words": Counts(1, 1, 0, 1, 0),
    }  # fmt: skip


def test_html_is_read_where_it_is_asked_for(tmp_path: Path) -> None:
    """A fixture's page has what should come out of it for gold; other pages have none."""
    (tmp_path / "html-a").mkdir()
    (tmp_path / "html-a" / "page.html").write_text(PAGE)
    (tmp_path / "html-a" / "expected.txt").write_text(PROSE)
    (tmp_path / "b.html").write_text(PAGE)
    complain = pytest.fail

    assert list(read_labelled(tmp_path, complain)) == []
    assert [(each.text, each.gold, each.is_html) for each in read_labelled(tmp_path, complain, html=True)] == [
        (PAGE.encode(), None, True), (PAGE.encode(), PROSE, True),
    ]  # fmt: skip
