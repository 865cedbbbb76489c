"""CSS selectors: what is read of them here, which of them are refused, and what an element must have to match.

The parser library matches them; this module reads their shape. It holds no page. What it refuses would take more
than linear time on some page (measured on turbohtml 1.15, November 2026), or says nothing of a page as served.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

__all__ = ["EVERY_ELEMENT", "VALUE_CHARS", "Compound", "Fault", "Key", "fault_of", "keys_of", "must_see_whole_page"]

MAX_SELECTOR_CHARS = 2000
"""As for patterns: longer ones are made by machines, and cost every page."""
EVERY_ELEMENT: Final = "*"
"""The key of a selector that asks for no name."""
VALUE_CHARS: Final = (16, 6)
"""Of an attribute's value so many characters belong to the key, or fewer where less is asked for. Filter lists ask
for hundreds of addresses and ids by their beginning, which the first characters tell apart but for `https://`."""

_PLAIN_PSEUDOS: Final = frozenset(
    ["root", "empty", "first-child", "last-child", "only-child", "first-of-type", "last-of-type", "only-of-type"]
)
_LOGICAL_PSEUDOS: Final = frozenset({"not", "is", "where"})
_SLOW_PSEUDOS: Final = frozenset({"nth-child", "nth-last-child", "nth-of-type", "nth-last-of-type"})
"""They count the siblings of each element anew where levels alternate: 3 s on 32,000 siblings with a child each, four
times that on twice as many."""
_KNOWN_PSEUDOS: Final = sorted(_PLAIN_PSEUDOS | _LOGICAL_PSEUDOS | {"has"})

_IDENT = r"(?:[-\w]|[^\x00-\x7f]|\\[0-9a-fA-F]{1,6}[ \t]?|\\[^\n0-9a-fA-F])+"
_STRING = r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'"""
_ONE_NAME: Final = re.compile(r"[.#][A-Za-z][-\w]*", re.ASCII)
"""A class or an id, as three quarters of a filter list's selectors are: nothing to parse."""
_QUOTED: Final = re.compile(rf"\[(?:[^\]\"']|{_STRING})*\]")
_COSTLY_ALONE: Final = re.compile(r":has\b|~", re.IGNORECASE)
_TOKEN: Final = re.compile(
    rf"""
    (?P<combinator> [ \t\r\n\f]*[>+~,][ \t\r\n\f]* | [ \t\r\n\f]+ )
  | \#(?P<id> {_IDENT})
  | \.(?P<class> {_IDENT})
  | \[[ \t]*(?P<attribute> {_IDENT} [ \t]* (?: [~|^$*]?=(?:[^\]"']|{_STRING})* )?)\]
  | :(?P<pseudo> {_IDENT}\(?)
  | (?P<close> [ \t]*\))
  | (?P<tag> {_IDENT} | \*)
    """,
    re.VERBOSE,
)
_BEGINNING: Final = re.compile(
    rf"""(?P<name>{_IDENT})[ \t]*(?:\^?=[ \t]*(?:(?P<quoted>{_STRING})|(?P<value>{_IDENT})))?"""
)
"""An attribute, and what its value has to begin with."""
_ARGUMENT: Final = re.compile(r"[^()\[\]\"']*\)")
_ESCAPE: Final = re.compile(r"\\([0-9a-fA-F]{1,6})[ \t]?|\\(.)")


class Compound(NamedTuple):
    """Simple selectors that one element has to meet: ``aside.newsletter[data-id]``."""

    combinator: str
    """What joins it to the compound before: a space, ``>``, ``+`` or ``~``; empty for the first."""
    tags: list[str]
    ids: list[str]
    classes: list[str]
    attributes: list[str]
    """As written between the brackets."""
    pseudos: list[tuple[str, list[Complex]]]
    """Each with the selectors in its brackets."""

    def take(self, kind: str | None, said: str) -> None:
        """Add a simple selector that the token of this kind says."""
        if kind == "attribute":
            self.attributes.append(said)
            return
        named = {"id": self.ids, "class": self.classes, "tag": self.tags}
        named[kind or ""].append(_ESCAPE.sub(_unescaped, said))

    def names(self) -> list[str]:
        """What every element that matches has, as `Key.name` says it, the rarest kinds first."""
        beginnings = sorted(map(_beginning, self.attributes), key=lambda key: "=" not in key)
        return [
            *(f"#{name.lower()}" for name in self.ids),
            *(f".{name.lower()}" for name in self.classes),
            *beginnings,
            *(name.lower() for name in self.tags),
            EVERY_ELEMENT,
        ]


Complex = list[Compound]
"""Compounds joined by combinators; the last one is the element that is selected."""


class Key(NamedTuple):
    """What a page must have for a selector to match anything."""

    name: str
    """Of the element itself: ``#id``, ``.class``, ``[attribute``, ``[attribute=beginning`` of its value (see
    `VALUE_CHARS`) or its tag, in lower case: old pages do not tell the case of classes apart. Or `EVERY_ELEMENT`."""
    elsewhere: str = ""
    """Where the element's own name tells little: a class or an id of some other element; empty if none is named."""


class Fault(NamedTuple):
    """Why a selector is refused: what was found, and what was expected."""

    found: str
    expected: str
    slow: bool = False
    """It is right, but would take too long on some page."""


class _Unreadable(Exception):
    """What stands at this place of a selector is none of the syntax above."""


def fault_of(selector: str) -> Fault | None:
    """What is wrong with a selector; None where it may be used. Raises: nothing.

    >>> fault_of("aside.newsletter, [data-testid*=related]")
    >>> fault_of("p:hover").found
    ':hover says nothing of a page as served'
    """
    if _ONE_NAME.fullmatch(selector) and len(selector) <= MAX_SELECTOR_CHARS:
        return None
    from turbohtml import SelectorSyntaxError
    from turbohtml.query import compile as compile_selector

    if len(selector) > MAX_SELECTOR_CHARS:
        return Fault(f"a selector of {len(selector)} characters", f"at most {MAX_SELECTOR_CHARS}")
    try:
        compile_selector(selector)
    except SelectorSyntaxError as error:
        said = str(error).rpartition('": ')[2]
        told = next(_unknown_pseudos(selector), None)
        return told or Fault(f"not a CSS selector: {said}", "see Selectors in docs/rules.md")
    except ValueError as error:  # lone surrogates, which no page holds
        return Fault(f"not a CSS selector: {error}", "see Selectors in docs/rules.md")
    try:
        alternatives = _parsed(selector)
    except _Unreadable as error:
        return Fault(f"not a selector this program reads: {error}", "see Selectors in docs/rules.md")
    return next((fault for alternative in alternatives for fault in _faults(alternative, inside="")), None)


def keys_of(selector: str) -> tuple[Key, ...]:
    """For each alternative of a selector that has no fault, what a page must have for it to match.

    >>> keys_of("main > aside.newsletter, a[href^='https://shop.example.org/'], .marker + p")
    (Key(name='.newsletter', elsewhere=''), Key(name='[href=https://shop.exa', elsewhere=''), \
Key(name='p', elsewhere='.marker'))
    """
    if _ONE_NAME.fullmatch(selector):
        return (Key(selector.lower()),)
    return tuple(dict.fromkeys(map(_key, _parsed(selector))))


def must_see_whole_page(selector: str) -> bool:
    """Whether elements may not be tried one by one: each would count its siblings, or search below itself, anew.

    >>> must_see_whole_page("a[href^='https://has']"), must_see_whole_page("li:has(a)")
    (False, True)
    """
    return _COSTLY_ALONE.search(selector) is not None and _COSTLY_ALONE.search(_QUOTED.sub("", selector)) is not None


def _key(alternative: Complex) -> Key:
    name = alternative[-1].names()[0]
    if name.startswith(("#", ".")) or "=" in name:
        return Key(name)
    elsewhere = [name for compound in alternative for name in _needed(compound) if name.startswith(("#", "."))]
    return Key(name, elsewhere[0] if elsewhere else "")


def _needed(compound: Compound) -> Iterator[str]:
    """What elements a compound cannot match without, those it has to hold included."""
    yield from compound.names()
    for name, arguments in compound.pseudos:
        if name == "has" and len(arguments) == 1:
            for inner in arguments[0]:
                yield from inner.names()


def _beginning(attribute: str) -> str:
    """An attribute as a key, with the begin of its value where one is asked for."""
    found = _BEGINNING.match(attribute)
    assert found is not None  # it was read as a token
    name = _ESCAPE.sub(_unescaped, found["name"]).lower()
    value = _ESCAPE.sub(_unescaped, (found["quoted"] or "")[1:-1] or found["value"] or "").casefold()
    chars = next((chars for chars in VALUE_CHARS if len(value) >= chars), 0)
    return f"[{name}={value[:chars]}" if chars else f"[{name}"


def _unknown_pseudos(selector: str) -> Iterator[Fault]:
    """Pseudo-classes that the parser does not know, which it tells by their place only."""
    for name in re.findall(r":([-\w]+)", re.sub(_STRING, "", selector)):
        if name.lower() not in _KNOWN_PSEUDOS and name.lower() not in _SLOW_PSEUDOS:
            yield _no_such(name)


def _no_such(name: str) -> Fault:
    return Fault(f":{name} says nothing of a page as served", f"use :{', :'.join(_KNOWN_PSEUDOS)}")


def _faults(alternative: Complex, inside: str) -> Iterator[Fault]:
    """What speaks against one alternative, `inside` being the pseudo-class in whose brackets it stands."""
    if inside in _LOGICAL_PSEUDOS and len(alternative) > 1:
        yield Fault(f"several elements in :{inside}()", "write them outside, with a comma between", slow=True)
    for place, compound in enumerate(alternative):
        behind = {following.combinator for following in alternative[place + 1 :]}
        if behind & {" ", "~"} and _has([compound]):
            yield Fault(":has() before a descendant", "put > between them, or :has() at the end", slow=True)
        for name, arguments in compound.pseudos:
            if name in _SLOW_PSEUDOS:
                yield Fault(
                    f":{name}() counts the siblings of each element", "use :first-child, or say what it is", slow=True
                )
            elif name not in _KNOWN_PSEUDOS:
                yield _no_such(name)
            elif name == "has" and inside == "has":
                yield Fault(":has() inside :has()", "ask for the inner element alone", slow=True)
            within = inside if inside == "has" else name
            for argument in arguments:
                yield from _faults(argument, name if name in _LOGICAL_PSEUDOS else within)
                if within == "has" and name in _LOGICAL_PSEUDOS and _has(argument):
                    yield Fault(":has() inside :has()", "ask for the inner element alone", slow=True)


def _has(alternative: Complex) -> bool:
    return any(name == "has" or any(map(_has, inner)) for part in alternative for name, inner in part.pseudos)


def _parsed(selector: str) -> list[Complex]:
    """The alternatives of a selector. Raises: _Unreadable."""
    alternatives, at = _list(selector.strip(" \t\r\n\f"), 0, nested=False)
    return alternatives if at else [[_compound("")]]


def _compound(combinator: str) -> Compound:
    return Compound(combinator, [], [], [], [], [])


def _list(text: str, at: int, *, nested: bool) -> tuple[list[Complex], int]:
    """Alternatives from here on, to the closing bracket where they are `nested`, and where they end."""
    alternatives: list[Complex] = [[_compound("")]]
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise _Unreadable(text[at : at + 20])
        at = token.end()
        kind, said = token.lastgroup, token[token.lastgroup or 0]
        current = alternatives[-1][-1]
        if kind == "combinator":
            sign = said.strip(" \t\r\n\f") or " "
            if sign == ",":
                alternatives.append([_compound("")])
            elif len(alternatives[-1]) == 1 and current == _compound(""):  # :has(> p)
                alternatives[-1] = [_compound(sign)] if sign != " " else alternatives[-1]
            else:
                alternatives[-1].append(_compound(sign))
        elif kind == "close":
            if not nested:
                raise _Unreadable(said)
            return alternatives, at
        elif kind == "pseudo":
            name = said.rstrip("(").lower()
            inner: list[Complex] = []
            if said.endswith("(") and name in (*_LOGICAL_PSEUDOS, "has"):
                inner, at = _list(text, at, nested=True)
            elif said.endswith("("):
                at = _skip_argument(text, at, name)
            current.pseudos.append((name, inner))
        else:
            current.take(kind, said)
    if nested:
        raise _Unreadable("a bracket that is not closed")
    return alternatives, at


def _skip_argument(text: str, at: int, name: str) -> int:
    """Behind the brackets of a pseudo-class that counts: ``2n + 1)``."""
    argument = _ARGUMENT.match(text, at)
    if argument is None:
        raise _Unreadable(f":{name}({text[at : at + 20]}")
    return argument.end()


def _unescaped(escape: re.Match[str]) -> str:
    if escape[2]:
        return escape[2]
    code = int(escape[1], 16)
    return chr(code) if 0 < code <= 0x10FFFF else "\ufffd"  # noqa: PLR2004  the last code point
