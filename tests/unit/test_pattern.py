"""Patterns: what they require of a line, and what they become for the forms of one."""

from __future__ import annotations

import itertools
import re

import pytest
import regex

from cleaner.rules.pattern import (
    ANYWHERE,
    MIN_LITERAL_CHARS,
    MIN_LONG_CHARS,
    expand,
    names,
    parse,
    requirements,
    substitute,
)


def found(pattern: str, forms: dict[str, list[str]], line: str) -> list[str]:
    """What the expanded pattern matches in a line."""
    return [match[0] for match in regex.finditer(expand(pattern, forms), line)]


def required(pattern: str) -> list[list[str]]:
    """The requirements as ``{concept}``, ``digit`` and literal texts, sorted."""
    shown = {"concept": "{{{}}}", "digit": "digit", "text": "{}"}
    return [sorted(shown[kind].format(name) for kind, name in clause.atoms) for clause in requirements(pattern)]


@pytest.mark.parametrize(
    ("pattern", "clauses"),
    [
        ("{a}", [["{a}"]]),
        ("{a~}{b+}", [["{a}"], ["{b}"]]),
        ("{a} {b}", [["{a}"], ["{b}"]]),
        ("{a}|{b}", [["{a}", "{b}"]]),
        ("(?:{a}|{b}) {c}", [["{a}", "{b}"], ["{c}"]]),
        ("{a}.{0,9}(?:telegram|viber)", [["{a}"], ["telegram", "viber"]]),
        ("(?:{a} {b}|{c})", [["{a}", "{c}"], ["{b}", "{c}"]]),
        ("(?:{a} ?[:.]|@|{b})", [["@", "{a}", "{b}"], [".", ":", "@", "{b}"]]),
        ("(?:{a}|.)", []),
        ("{a}?", []),
        ("{a}*", []),
        ("{a}+", [["{a}"]]),
        ("{a}{0,3}x", []),
        ("(?:{a}){2}", [["{a}"]]),
        ("(?>{a})", [["{a}"]]),
        ("(?={a})", [["{a}"]]),
        ("(?!{a})", []),
        ("(?<!{a})b", []),
        ("(?<={a})", []),
        ("[{a}{b}]", [["{a}", "{b}"]]),
        ("[{a}x]", []),
        ("photo of {a}", [["photo of"], ["{a}"]]),
        ("^photo$", [["photo"]]),
        ("photo[ :]by", [["photo"], ["by"]]),
        (r"\p{Lu}\w+ photo", [["photo"]]),
        (r"\{a}", [["{a}"]]),  # an escaped brace: a literal text of three characters
        (".{2,200}", []),
        ("", []),
        (r"\d", [["digit"]]),
        (r"[\d:]", [[":", "digit"]]),
        (r"[\d\w]", []),
        ("[^:]", []),
        ("[a-c]", []),
        ("[à-ã]", [["à", "á", "â", "ã"]]),
        ("[à-ÿ]", [[chr(code) for code in range(0xE0, 0x100)]]),
        ("[à-Ā]", []),
        (r"(?:[:|] \d{2}|©)", [["digit", "©"], [":", "|", "©"]]),
    ],
)
def test_requirements_are_what_every_match_contains(pattern: str, clauses: list[list[str]]) -> None:
    """Concepts and literals that no match can do without, as sets of which one must stand in the line."""
    found_clauses = required(pattern)

    assert sorted(found_clauses) == sorted(clauses)


@pytest.mark.parametrize(
    ("literal", "clauses"),
    [
        ("x" * (MIN_LITERAL_CHARS - 1), []),
        ("x" * MIN_LITERAL_CHARS, [["x" * MIN_LITERAL_CHARS]]),
        ("x" * (MIN_LITERAL_CHARS + 1), [["x" * (MIN_LITERAL_CHARS + 1)]]),
        ("©", [["©"]]),
        ("-", [["-"]]),
        ("é", [["é"]]),
        (" ", []),
    ],
)
def test_literal_filters_from_a_length_on(literal: str, clauses: list[list[str]]) -> None:
    """Single letters of ASCII are in nearly every line; a sign such as © is not, nor a letter such as é."""
    clause = required(f"[a-z]{literal}[a-z]")

    assert clause == clauses


@pytest.mark.parametrize(
    ("pattern", "latest"),
    [
        ("^{a}", 0),
        (r"\A.{0,9}{a}", 9),
        (r"^\W{0,3}(?:x|y{2})? ?{a}", 6),
        ("^(?:{b}|x) ?{a}", 5),
        ("^(?:x{b}|x) ?{a}", 6),
        ("^(?:{b} ?){1,3}{a}", 15),
        ("^(?:{b} ?){0,2}(?:x){a}", 11),
        (r"^(?=\w)(?!x)(?<!y)\b{a}", 0),
        ("^(?>{b}){a}", 4),
        ("^[{b}{c}]{a}", 4),
        ("^  {a}", 2),
        ("{a}", ANYWHERE),
        ("x{0,3}{a}", ANYWHERE),
        ("^.*{a}", ANYWHERE),
        ("^{d}{a}", ANYWHERE),
        ("(?:^|x){a}", ANYWHERE),
        ("(?m)^{a}", ANYWHERE),
        ("(?m:^{a})", ANYWHERE),
        (r"^(x)\1{a}", ANYWHERE),
    ],
)
def test_requirement_begins_no_later_than_the_pattern_lets_it(pattern: str, latest: int) -> None:
    """Behind an anchor, widths add up; a concept is as wide as its longest form, of unknown width without one."""
    found_latest = [
        clause.latest
        for clause in requirements(pattern, {"b": 4, "c": 3})
        if clause.atoms == frozenset([("concept", "a")])
    ]

    assert found_latest == [latest]


@pytest.mark.parametrize(
    ("pattern", "tail"),
    [
        ("{a}$", 4),
        (r"{a}.{0,9}\Z", 13),
        (r"{a} ?(?:x|y{2})?\W{0,3}$", 10),
        ("{a}(?:{b}|x)$", 8),
        ("(?:{a} ?){1,3}$", 5),
        (r"(?:x){a}(?:{b} ?){0,2}$", 14),
        (r"{a}(?=\w)(?!x)(?<!y)\b$", 4),
        ("(?<={a})$", 4),
        ("{a}", ANYWHERE),
        ("{a}.*$", ANYWHERE),
        ("{a}(?:$|x)", ANYWHERE),
        ("(?m){a}$", ANYWHERE),
    ],
)
def test_requirement_begins_no_farther_from_the_end_than_the_pattern_lets_it(pattern: str, tail: int) -> None:
    """Before an anchor, widths add up, its own included."""
    found_tails = [
        clause.tail
        for clause in requirements(pattern, {"a": 4, "b": 4})
        if clause.atoms == frozenset([("concept", "a")])
    ]

    assert (found_tails or [ANYWHERE]) == [tail]


@pytest.mark.parametrize(
    ("pattern", "concepts"),
    [
        ("{a} {b}|{b} {a}", ["a", "ab", "b"]),
        ("{a} {b}|{b}", ["ab", "b"]),
        ("{a}|{b}", ["ab"]),
    ],
)
def test_what_every_branch_requires_is_required(pattern: str, concepts: list[str]) -> None:
    """Beside what holds of the most telling requirements of each branch."""
    found = sorted("".join(sorted(name for _, name in clause.atoms)) for clause in requirements(pattern))

    assert found == concepts


@pytest.mark.parametrize(
    "pattern",
    [
        "{a}.{0,5}(?:x1|{b})",
        "(?:{a}|{b} {c})?{d}",
        "(?:foo{a}|{b}bar)+",
        "^(?:{a}|zz){1,3}$",
        "(?=.*{a})q9",
        "^.{0,3}{a}",
        r"^\W{0,2}(?:{a}|-) ?(?:{b}|zz)",
        r"^(?:{a} ?|-){1,2}\d?[-9]",
        "{a}.{0,3}$",
        "(?:{a}|zz){1,2}(?:{b}|bar)? ?-?$",
        "{a}-?{b}|{b}{a}",
        "(?:x1|foo){a}?$",
    ],
)
def test_line_that_matches_meets_every_requirement(pattern: str) -> None:
    """A requirement never filters out a line that the pattern matches: its atoms begin early and late enough."""
    forms = {name: [f"<{name}>"] for name in "abcd"}
    words = [*(f"<{name}>" for name in "abcd"), "foo", "bar", "x1", "zz", "q9", " ", "-"]
    lines = ["".join(line) for line in itertools.product(words, repeat=3)]
    expression = regex.compile(expand(pattern, forms))
    matched = [line for line in lines if expression.search(line)]

    def begins(kind: str, name: str, line: str) -> int:
        if kind == "digit":
            return next((i for i, char in enumerate(line) if char.isdigit()), -1)
        return line.find(f"<{name}>" if kind == "concept" else name)

    def last_begins(kind: str, name: str, line: str) -> int:
        if kind == "digit":
            return max((i for i, char in enumerate(line) if char.isdigit()), default=-1)
        return line.rfind(f"<{name}>" if kind == "concept" else name)

    unmet = [
        line
        for line in matched
        for clause in requirements(pattern, dict.fromkeys("abcd", 3))
        if not any(0 <= begins(kind, name, line) <= clause.latest for kind, name in clause.atoms)
        or not any(last_begins(kind, name, line) >= max(len(line) - clause.tail, 0) for kind, name in clause.atoms)
    ]

    assert matched
    assert unmet == []


@pytest.mark.parametrize(
    ("pattern", "found_names"),
    [("{a} {b~} {c+} {a}", {"a", "b", "c"}), (r"\{a} x{2} y{0,3} {B}", set()), ("{read_also_2}", {"read_also_2"})],
)
def test_names_are_the_placeholders(pattern: str, found_names: set[str]) -> None:
    """Repeats, escaped braces and capitals are no placeholders."""
    named = names(pattern)

    assert named == found_names


def test_substitute_passes_the_signs_on() -> None:
    """The replacement sees the name with its signs."""
    text = substitute("{a}-{b~}-{c+}-{d~+}", lambda name: f"<{name}>")

    assert text == "<a>-<b~>-<c+>-<d~+>"


@pytest.mark.parametrize(
    ("line", "hits"),
    [
        ("read more", ["read more"]),
        ("read more:", ["read more"]),
        ("(read more)", ["read more"]),
        ("read moreover", []),
        ("spread more", []),
        ("read_more", []),
        ("read more2", []),
        ("新read more新", ["read more"]),
    ],
)
def test_form_stands_at_word_boundaries(line: str, hits: list[str]) -> None:
    """A form is not found inside a longer word; unspaced scripts beside it do not count."""
    matched = found("{a}", {"a": ["read more"]}, line)

    assert matched == hits


@pytest.mark.parametrize(
    ("form", "line", "hits"),
    [
        ("구독", "구독을", ["구독"]),
        ("구독", "를구독", []),
        ("記事", "新聞記事一覧", ["記事"]),
        ("ข่าว", "อ่านข่าววันนี้", ["ข่าว"]),
        ("© ", "(© ap", ["© "]),
        ("»", "a»b", ["»"]),
        ("अन्य", "अन्यत्र", []),
    ],
)
def test_boundaries_follow_the_script(form: str, line: str, hits: list[str]) -> None:
    """Hangul takes particles behind; unspaced scripts and signs have no boundaries; vowel signs belong to words."""
    matched = found("{a}", {"a": [form]}, line)

    assert matched == hits


def test_longest_form_is_tried_first() -> None:
    """A form is not cut short by another that it begins with."""
    matched = found("{a}", {"a": ["read", "read more", "read more about"]}, "read more about it")

    assert matched == ["read more about"]


@pytest.mark.parametrize(
    ("pattern", "line", "hits"),
    [
        ("{a~}", "go to the mediabankthe ship", ["go to the mediabank"]),
        ("{a}", "go to the mediabankthe ship", []),
        ("{a~}", "cargo to the mediabankthe ship", []),
    ],
)
def test_tilde_lets_the_next_word_be_glued_on(pattern: str, line: str, hits: list[str]) -> None:
    """`{name~}` drops the boundary behind, never the one before."""
    matched = found(pattern, {"a": ["go to the mediabank"]}, line)

    assert matched == hits


@pytest.mark.parametrize(
    ("line", "hits"),
    [("affiliate", []), ("affiliate links", ["affiliate links"])],
)
def test_plus_takes_forms_of_several_words(line: str, hits: list[str]) -> None:
    """`{name+}` leaves single words out."""
    matched = found("{a+}", {"a": ["affiliate", "affiliate links"]}, line)

    assert matched == hits


@pytest.mark.parametrize(
    ("chars", "is_long"), [(MIN_LONG_CHARS - 1, False), (MIN_LONG_CHARS, True), (MIN_LONG_CHARS + 1, True)]
)
def test_plus_counts_characters_in_unspaced_scripts(chars: int, is_long: bool) -> None:
    """Some characters of Chinese are several words; the same number of Latin letters is one."""
    chinese, latin = "新" * chars, "x" * chars
    matched = found("{a+}", {"a": [chinese, latin]}, f"{chinese} {latin}")

    assert matched == [chinese] * is_long


@pytest.mark.parametrize("forms", [{}, {"a": []}])
@pytest.mark.parametrize("pattern", ["{a}", "{a~}", "{a+}", "x|{a}"])
def test_concept_without_forms_matches_nothing(pattern: str, forms: dict[str, list[str]]) -> None:
    """It never becomes the empty string, which would match everywhere."""
    matched = found(pattern, forms, "y z")

    assert matched == []


@pytest.mark.parametrize("form", ["c++", "a.b", "(x)", "[y]", "a|b", "^", "$", "\\d", "a*"])
def test_form_is_matched_as_it_is_written(form: str) -> None:
    """Signs that mean something in regular expressions mean themselves."""
    matched = found("{a}", {"a": [form]}, f"- {form} -")

    assert matched == [form]
    assert found("{a}", {"a": ["a.b"]}, "axb") == []


@pytest.mark.parametrize("pattern", ["(", "[", "a{2,1}", "*", "(?P<"])
def test_broken_pattern_is_not_parsed(pattern: str) -> None:
    """What is not a regular expression raises its error."""
    with pytest.raises(re.error) as error:
        parse(pattern, [])

    assert str(error.value)
