"""What is read of CSS selectors: which are refused, and what a page must have for one to match."""

from __future__ import annotations

import time

import pytest
from turbohtml import parse

from cleaner.segment.selectors import MAX_SELECTOR_CHARS, Key, fault_of, keys_of, must_see_whole_page

SYNTAX = "see Selectors in docs/rules.md"


@pytest.mark.parametrize(
    "selector",
    [
        "p",
        ".box",
        "#box",
        "aside.newsletter, [data-testid*=related]",
        "main > div + p ~ p a",
        "a[href^='https://x.example/a]b:c']",
        "li:first-child:not(.a, #b)",
        ":is(.a, .b) > .c",
        "p:last-child:empty",
        "div:has(> .ad, + .ad)",
        "div:has(.ad) > p + p",
        "div:not(:has(p))",
        r".md\:flex",
        r"#\31 23",
        "[ data-x = 'a' i ]",
        ".größe",
        " p ",
    ],
)
def test_selector_may_be_used(selector: str) -> None:
    """Names, attributes, combinators, places among siblings, and what an element holds."""
    assert fault_of(selector) is None


@pytest.mark.parametrize(
    ("selector", "found", "slow"),
    [
        ("", "not a CSS selector: expected a selector at position 0", False),
        ("p >", "not a CSS selector: expected a selector at position 3", False),
        ("p[", "not a CSS selector: expected an identifier at position 2", False),
        ("p,,a", "not a CSS selector: expected a selector at position 2", False),
        ("p:hover", ":hover says nothing of a page as served", False),
        ("p::before", ":before says nothing of a page as served", False),
        ("p:has-text(x)", ":has-text says nothing of a page as served", False),
        ("p:lang(de)", ":lang says nothing of a page as served", False),
        ("svg|a", "not a selector this program reads: |a", False),
        ("p:nth-child( 2n + 1 )", ":nth-child() counts the siblings of each element", True),
        ("p\\", "not a selector this program reads: \\", False),
        ("p:nth-of-type(2)", ":nth-of-type() counts the siblings of each element", True),
        ("p:not(.a:nth-last-of-type(2))", ":nth-last-of-type() counts the siblings of each element", True),
        ("p:not(.a .b)", "several elements in :not()", True),
        ("p:has(a:has(b))", ":has() inside :has()", True),
        ("p:has(:not(:has(b)))", ":has() inside :has()", True),
        ("div:has(p) a", ":has() before a descendant", True),
        ("div:has(p) > a ~ b", ":has() before a descendant", True),
        ("div:not(:has(p)) a", ":has() before a descendant", True),
    ],
)
def test_selector_is_refused_with_what_was_found(selector: str, found: str, slow: bool) -> None:
    """Wrong ones, those that never hold on a page as served, and those that some page would make slow."""
    fault = fault_of(selector)

    assert fault is not None
    assert (fault.found, fault.slow) == (found, slow)
    assert fault.expected


@pytest.mark.parametrize(("chars", "refused"), [(MAX_SELECTOR_CHARS, False), (MAX_SELECTOR_CHARS + 1, True)])
def test_selector_has_a_longest_length(chars: int, refused: bool) -> None:
    """One character more is too many, be it but a class."""
    assert (fault_of("." + "a" * (chars - 1)) is not None) == refused


@pytest.mark.parametrize(
    ("selector", "keys"),
    [
        (".Box", [Key(".box")]),
        ("main > aside.box p", [Key("p", ".box")]),
        ("p.b#A", [Key("#a")]),
        ("[data-x], *", [Key("[data-x"), Key("*")]),
        ("a[href^='https://shop.example.org/']", [Key("[href=https://shop.exa")]),
        ("[id='banner-top']", [Key("[id=banner")]),
        ("[id^=ban]", [Key("[id")]),
        ("[id*='banner-top-of-page']", [Key("[id")]),
        ("div:has(> .ad)", [Key("div", ".ad")]),
        ("div:has(.ad, .b)", [Key("div")]),
        ("div:not(.ad)", [Key("div")]),
        (":is(.a, .b)", [Key("*")]),
        (r".md\:flex", [Key(".md:flex")]),
        (".a, .a", [Key(".a")]),
    ],
)
def test_keys_are_what_a_match_cannot_do_without(selector: str, keys: list[Key]) -> None:
    """The rarest name of the element itself; where that tells little, a name of another element as well."""
    assert list(keys_of(selector)) == keys


@pytest.mark.parametrize(
    ("selector", "whole"),
    [
        ("p:has(a)", True),
        ("p ~ p", True),
        ("p:first-child", False),
        ("a[href^='https://x'] > b:not(.c)", False),
        ("a[title~='x:has(y)']", False),
    ],
)
def test_selectors_that_are_slow_one_by_one_are_told(selector: str, whole: bool) -> None:
    """Those that look at siblings or below an element; signs in quotes count for nothing."""
    assert must_see_whole_page(selector) == whole


HOSTILE = [
    "div:has(.b)",
    "div div:has(> .b)",
    "div.b > div div > div div",
    "div:has(.a .b) > div",
    ":is(.a, .b) :is(.a, .b) .c",
    "*:first-child:not(:last-child)",
    "*:first-of-type",
    "*:last-of-type",
    "p:not(.a) ~ p + p ~ .b",
    "p:has(~ p + .b)",
    "p:has(~ .b):has(+ .c)",
    ":first-of-type:last-of-type",
    "*:only-of-type",
]


@pytest.mark.parametrize("selector", HOSTILE)
@pytest.mark.parametrize(
    "unit", ["<div class=a>" * 400 + "</div>" * 400, "<p class=a>x" * 400, "<div><p>x</p></div>" * 400]
)
def test_allowed_selector_takes_linear_time(selector: str, unit: str) -> None:
    """Twice the nested elements, twice the siblings: no more than four times the time."""

    def seconds(times: int) -> float:
        document = parse(unit * times)
        taken = []
        for _ in range(3):
            began = time.process_time()
            document.select(selector)
            taken.append(time.process_time() - began)
        return min(taken)

    assert fault_of(selector) is None
    assert seconds(40) <= 4 * seconds(20) + 0.005
