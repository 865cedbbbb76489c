"""Patterns: regular expressions with {concepts} in them.

A pattern is read twice. `requirements` finds what every match must contain (concepts, literal
words), so that a line without it never meets the regular expression; `expand` writes the
expression for the forms that a line really holds. Forms that are not in the line cannot match, so
an expression over the forms found decides exactly what one over the whole lexicon would, and stays
small however many languages there are.

`{name}` in a pattern is a concept, or a part (a named piece of pattern, `[parts]` in a pack).
`{name~}` is a concept whose last word may have the next word glued on ("Go to the mediabankThe ship");
`{name+}` only its forms of several words, which are surer ("affiliate links" but not "affiliate").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any
from unicodedata import category

__all__ = ["Atom", "expand", "names", "names", "parse", "requirements", "substitute"]

#: Something a line must contain: ("concept", id) or ("text", a literal).
Atom = tuple[str, str]

_PLACEHOLDER = re.compile(r"(?<!\\)\{([a-z][a-z0-9_]*)([~+]*)\}")
_PRIVATE_USE = 0xE000  # code points that stand for concepts while a pattern is analysed
_REGEX_ONLY = re.compile(r"\\[pP]\{[^}]*\}")  # `regex` knows them, the analyser's parser does not
MIN_LITERAL_CHARS = 2
"""Shorter literals are in nearly every line and filter nothing. Signs such as # count at any length."""
MIN_LONG_CHARS = 4
"""Two Chinese or Japanese words have four characters."""
# Scripts written without spaces, as ranges of a character class: there a form may stand anywhere.
_UNSPACED_CLASS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007"
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
_UNSPACED = re.compile(f"[{_UNSPACED_CLASS}]")
_LETTER = f"[^\\W{_UNSPACED_CLASS}]"  # of a word, in a script with spaces
_HANGUL = re.compile("[\uac00-\ud7af]")  # spaces between words, but particles are glued on behind


def substitute(pattern: str, replace: Callable[[str], str]) -> str:
    """The pattern with every ``{name}`` replaced by what `replace` says of the name.

    The signs behind a name (see above) are passed on with it.
    """
    return _PLACEHOLDER.sub(lambda match: replace(match[1] + match[2]), pattern)


def names(pattern: str) -> set[str]:
    """The concepts and parts that a pattern names."""
    return {found[1] for found in _PLACEHOLDER.finditer(pattern)}


def _is_long(form: str) -> bool:
    """Several words; in unspaced scripts, where words are not told apart, some characters."""
    return " " in form or (len(form) >= MIN_LONG_CHARS and _UNSPACED.match(form) is not None)


def _in_word(char: str) -> bool:
    return (char == "_" or category(char)[0] in "LMN") and not _UNSPACED.match(char)


def expand(pattern: str, forms: Mapping[str, Iterable[str]]) -> str:
    """The pattern with each concept as the alternation of its forms, at word boundaries, longest first.

    A concept without forms matches nothing (never the empty string, which would match everywhere).
    """

    def alternation(name: str) -> str:
        words = forms.get(name.rstrip("~+"), ())
        return _alternation(filter(_is_long, words) if "+" in name else words, glued="~" in name)

    return substitute(pattern, alternation)


def _alternation(forms: Iterable[str], *, glued: bool) -> str:
    """The forms as one expression; those with equal boundaries share them, which compiles faster."""
    groups: dict[tuple[str, str], list[str]] = {}
    for form in sorted(forms, key=lambda form: (-len(form), form)):
        left = f"(?<!{_LETTER})" if _in_word(form[0]) else ""
        right = f"(?!{_LETTER})" if _in_word(form[-1]) and not (glued or _HANGUL.match(form[-1])) else ""
        groups.setdefault((left, right), []).append(re.escape(form))
    choices = [f"{left}(?:{'|'.join(words)}){right}" for (left, right), words in groups.items()]
    return f"(?:{'|'.join(choices)})" if choices else "(?!)"


def parse(pattern: str, names: list[str]) -> Any:
    """The pattern's syntax tree, concepts as private-use characters numbered as in `names`.

    Raises: re.error where it is not a regular expression.
    """

    def char(name: str) -> str:
        name = name.rstrip("~+")
        if name not in names:
            names.append(name)
        return chr(_PRIVATE_USE + names.index(name))

    return _parser.parse(_REGEX_ONLY.sub(r"\\w", substitute(pattern, char)))


def requirements(pattern: str) -> list[frozenset[Atom]]:
    """What every match contains: of each set, at least one atom. Empty: nothing is known.

    >>> [sorted(s) for s in requirements("{sign_up}.{0,9}(?:telegram|viber)")]
    [[('concept', 'sign_up')], [('text', 'telegram'), ('text', 'viber')]]
    """
    names: list[str] = []
    return _required(list(parse(pattern, names)), names)


def _required(nodes: list[Any], names: list[str]) -> list[frozenset[Atom]]:
    clauses: list[frozenset[Atom]] = []
    literal: list[str] = []

    def end_literal() -> None:
        text = " ".join("".join(literal).split(" ")).strip()
        if len(text) >= MIN_LITERAL_CHARS or (text and not text.isalnum()):
            clauses.append(frozenset([("text", text)]))
        literal.clear()

    for op, value in nodes:
        if op is ops.LITERAL and not _is_concept(value, names):
            literal.append(chr(value))
            continue
        end_literal()
        if op is ops.LITERAL:
            clauses.append(frozenset([("concept", names[value - _PRIVATE_USE])]))
        elif op is ops.IN:
            members = [arg for kind, arg in value if kind is ops.LITERAL]
            if len(members) == len(value) and all(_is_concept(arg, names) for arg in members):
                clauses.append(frozenset(("concept", names[arg - _PRIVATE_USE]) for arg in members))
        elif op is ops.SUBPATTERN:
            clauses += _required(list(value[3]), names)
        elif op is ops.ATOMIC_GROUP:
            clauses += _required(list(value), names)
        elif op in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT) and value[0] > 0:
            clauses += _required(list(value[2]), names)
        elif op is ops.BRANCH:
            clauses += _any_branch([_required(list(branch), names) for branch in value[1]])
        elif op is ops.ASSERT and value[0] == 1:
            clauses += _required(list(value[1]), names)
    end_literal()
    return clauses


def _any_branch(branches: list[list[frozenset[Atom]]]) -> list[frozenset[Atom]]:
    """Of each branch its most telling set; their union holds whichever branch matches."""
    if not all(branches):
        return []
    return [frozenset().union(*(min(branch, key=len) for branch in branches))]


def _is_concept(code: int, names: list[str]) -> bool:
    return _PRIVATE_USE <= code < _PRIVATE_USE + len(names)
