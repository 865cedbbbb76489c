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
from functools import lru_cache
from itertools import islice
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple
from unicodedata import category

import regex

__all__ = [
    "ANYWHERE", "Atom", "Requirement", "bounds", "expand", "has_unspaced", "is_letter", "is_long",
    "is_word_char", "names", "parse", "plain", "requirements", "substitute",
]  # fmt: skip

#: Something a line must contain: ("concept", id), ("text", a literal), or ("digit", "") for any digit.
Atom = tuple[str, str]
ANYWHERE = 1 << 30
"""Where a pattern says nothing of how late in the line something begins."""


class Requirement(NamedTuple):
    """At least one of the atoms begins in every match, at most `latest` characters into the line.

    And at least one, perhaps another, begins at most `tail` characters before the line's end.
    """

    atoms: frozenset[Atom]
    latest: int = ANYWHERE
    tail: int = ANYWHERE


_REPEATS = (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT)
_PLACEHOLDER = re.compile(r"(?<!\\)\{([a-z][a-z0-9_]*)([~+]*)\}")
_PRIVATE_USE = 0xE000  # code points that stand for concepts while a pattern is analysed
_REGEX_ONLY = re.compile(r"\\[pP]\{[^}]*\}")  # `regex` knows them, the analyser's parser does not
_MULTILINE = re.compile(r"\(\?[a-z-]*m")  # there ^ may stand for more than the line's begin
MIN_LITERAL_CHARS = 2
"""Shorter literals are in nearly every line and filter nothing. Signs such as # count at any length, and so do
letters beyond ASCII (図 is a word, é is in few lines) and what the line begins with."""
SIGN_COMMONNESS = 4
"""One sign or digit of ASCII tells as little as so many words: only which clause is looked for first depends on it."""
MAX_OTHERS = 16
"""So many times what holds of all branches is told by another requirement of one of them: a pattern of a thousand
branches would have a thousand clauses of a thousand atoms. Of the shipped rules none has more than 9 clauses."""
MAX_RANGE_CHARS = 32
"""A class of more characters than this is as good as none."""
KNOWN_CHARS = 1 << 12
"""Characters that are remembered to be letters: those of the scripts at hand."""
MIN_LONG_CHARS = 4
"""Two Chinese or Japanese words have four characters."""
# Scripts written without spaces, as ranges of a character class: there a form may stand anywhere.
_UNSPACED_CLASS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007"
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
_UNSPACED_RANGES = tuple((_UNSPACED_CLASS[at], _UNSPACED_CLASS[at + 2]) for at in range(0, len(_UNSPACED_CLASS), 3))
_LETTER = f"[^\\W{_UNSPACED_CLASS}]"  # of a word, in a script with spaces
_UNSPACED = regex.compile(f"[{_UNSPACED_CLASS}]")  # `re` compiles it for 6 ms: it makes a bitmap
_WORD_CHAR = regex.compile(r"\w")
_HANGUL_RANGE = ("\uac00", "\ud7af")  # spaces between words, but particles are glued on behind


def substitute(pattern: str, replace: Callable[[str], str]) -> str:
    """The pattern with every ``{name}`` replaced by what `replace` says of the name.

    The signs behind a name (see above) are passed on with it.
    """
    return _PLACEHOLDER.sub(lambda match: replace(match[1] + match[2]), pattern)


def names(pattern: str) -> set[str]:
    """The concepts and parts that a pattern names."""
    return {found[1] for found in _PLACEHOLDER.finditer(pattern)}


def _is_unspaced(char: str) -> bool:
    """Of a script written without spaces. Compiling a class of so many characters would take 3 ms of each start."""
    return any(low <= char <= high for low, high in _UNSPACED_RANGES)


def _in_word(char: str) -> bool:
    return (char == "_" or category(char)[0] in "LMN") and not _is_unspaced(char)


def has_unspaced(text: str) -> bool:
    """Whether a text has letters of a script written without spaces.

    >>> has_unspaced("Share"), has_unspaced("分享")
    (False, True)
    """
    return not text.isascii() and _UNSPACED.search(text) is not None


def expand(pattern: str, forms: Mapping[str, Iterable[str]], *, unspaced: bool = True) -> str:
    """The pattern with each concept as the alternation of its forms, at word boundaries, longest first.

    A concept without forms matches nothing (never the empty string, which would match everywhere). For lines
    that are not `unspaced` every letter is of a script with spaces: such boundaries compile in half the time.
    """
    letter = _LETTER if unspaced else r"\w"

    def alternation(name: str) -> str:
        words = forms.get(name.rstrip("~+"), ())
        return _alternation(filter(is_long, words) if "+" in name else words, letter, glued="~" in name)

    return substitute(pattern, alternation)


def _alternation(forms: Iterable[str], letter: str, *, glued: bool) -> str:
    """The forms as one expression; those with equal boundaries share them, which compiles faster."""
    groups: dict[tuple[str, str], list[str]] = {}
    for form in sorted(forms, key=lambda form: (-len(form), form)):
        begins, ends = bounds(form)
        left = f"(?<!{letter})" if begins else ""
        right = f"(?!{letter})" if ends and not glued else ""
        groups.setdefault((left, right), []).append(re.escape(form))
    choices = [f"{left}(?:{'|'.join(words)}){right}" for (left, right), words in groups.items()]
    return f"(?:{'|'.join(choices)})" if choices else "(?!)"


def bounds(form: str) -> tuple[bool, bool]:
    """Whether no letter may stand before a form, and none behind it: particles are glued to Hangul.

    >>> bounds("share"), bounds("© 공유")
    ((True, True), (False, False))
    """
    return _in_word(form[0]), _in_word(form[-1]) and not _HANGUL_RANGE[0] <= form[-1] <= _HANGUL_RANGE[1]


@lru_cache(maxsize=KNOWN_CHARS)
def is_letter(char: str) -> bool:
    """Whether a character is a letter (or digit or mark) of a script with spaces: what bounds words."""
    return is_word_char(char) and not _is_unspaced(char)


def is_word_char(char: str) -> bool:
    r"""Whether a character is what `\w` says, in the library that searches."""
    return _WORD_CHAR.match(char) is not None


def is_long(form: str) -> bool:
    """Several words; in unspaced scripts, where words are not told apart, some characters: {name+}."""
    return " " in form or (len(form) >= MIN_LONG_CHARS and _is_unspaced(form[0]))


def plain(pattern: str, names: list[str]) -> str:
    """The pattern as Python's own parser reads it, concepts as private-use characters numbered as in `names`."""

    def char(name: str) -> str:
        name = name.rstrip("~+")
        if name not in names:
            names.append(name)
        return chr(_PRIVATE_USE + names.index(name))

    return _REGEX_ONLY.sub(r"\\w", substitute(pattern, char))


def parse(pattern: str, names: list[str]) -> Any:
    """The syntax tree of the `plain` pattern.

    Raises: re.error where it is not a regular expression.
    """
    return _parser.parse(plain(pattern, names))


def requirements(pattern: str, longest: Mapping[str, int] | None = None) -> list[Requirement]:
    """What every match contains. Empty: nothing is known.

    `longest` says how long the longest form of each concept is; without it, nothing is known of the place of
    what stands behind a concept.

    >>> [sorted(required.atoms) for required in requirements("{sign_up}.{0,9}(?:telegram|viber)")]
    [[('concept', 'sign_up')], [('text', 'telegram'), ('text', 'viber')]]
    >>> [(required.latest, required.tail) for required in requirements(r"^.{0,9}©.{0,4}$")]
    [(9, 5)]
    """
    names: list[str] = []
    tree = list(parse(pattern, names))
    anchored = not _MULTILINE.search(pattern)
    forward = _Requirements(names, longest or {}, anchored=anchored, backward=False).of(tree, ANYWHERE)[0]
    backward = _Requirements(names, longest or {}, anchored=anchored, backward=True).of(tree, ANYWHERE)[0]
    return _merged(forward, [required for required in backward if required.latest < ANYWHERE])


def _merged(forward: list[Requirement], backward: list[Requirement]) -> list[Requirement]:
    """The requirements read from the line's begin, with what was read from its end."""
    tails: dict[frozenset[Atom], int] = {}
    for required in backward:
        tails[required.atoms] = min(required.latest, tails.get(required.atoms, ANYWHERE))
    known = [Requirement(atoms, latest, tails.get(atoms, ANYWHERE)) for atoms, latest, _ in forward]
    met = {required.atoms for required in forward}
    return known + [Requirement(atoms, tail=tail) for atoms, tail in tails.items() if atoms not in met]


class _Requirements:
    """Reads off a syntax tree what every match contains, and how late in the line it can begin.

    Read backward, from the last node to the first, all places are counted from the line's end: `latest` says how
    many characters before it something begins.
    """

    def __init__(self, names: list[str], longest: Mapping[str, int], *, anchored: bool, backward: bool) -> None:
        self._names = names
        self._longest = longest
        self._anchored = anchored
        self._backward = backward
        self._anchors = (ops.AT_END, ops.AT_END_STRING) if backward else (ops.AT_BEGINNING, ops.AT_BEGINNING_STRING)

    def of(self, nodes: list[Any], at: int) -> tuple[list[Requirement], int]:
        """The requirements of nodes that begin at most `at` characters into the line, and where they end."""
        found: list[Requirement] = []
        literal: list[str] = []
        begun = at

        def end_literal() -> None:
            text = "".join(reversed(literal) if self._backward else literal)
            indent = len(text) - len(text.lstrip(" "))
            place = begun + len(text) - indent if self._backward else begun + indent
            found.extend(_telling(frozenset([("text", text.strip(" "))]), min(place, ANYWHERE)))
            literal.clear()

        for op, value in reversed(nodes) if self._backward else nodes:
            if op is ops.LITERAL and not self._is_concept(value):
                begun = begun if literal else at
                literal.append(chr(value))
                at = min(at + 1, ANYWHERE)
                continue
            end_literal()
            inner, at = self._node(op, value, at)
            found += inner
        end_literal()
        return found, at

    def _node(self, op: Any, value: Any, at: int) -> tuple[list[Requirement], int]:
        """The same of one node."""
        end = min(at + self._width(op, value), ANYWHERE)
        begin = end if self._backward else at
        if op is ops.AT:
            return [], 0 if value in self._anchors and self._anchored else at
        if op is ops.LITERAL:
            return [Requirement(frozenset([("concept", self._name(value))]), begin)], end
        if op is ops.IN:
            return _telling(self._members(value), begin), end
        if op is ops.SUBPATTERN:
            return self.of(list(value[3]), at)
        if op is ops.ATOMIC_GROUP:
            return self.of(list(value), at)
        if op in _REPEATS:
            return (self.of(list(value[2]), at)[0] if value[0] > 0 else []), end
        if op is ops.BRANCH:
            branches = [self.of(list(branch), at) for branch in value[1]]
            return _any_branch([found for found, _ in branches]), max(end for _, end in branches)
        if op is ops.ASSERT and (value[0] < 0) == self._backward:
            return self.of(list(value[1]), at)[0], at
        return [], at if op in (ops.ASSERT, ops.ASSERT_NOT) else end

    def _width(self, op: Any, value: Any) -> int:
        """How many characters a node matches at most."""
        if op is ops.LITERAL and self._is_concept(value):
            return self._longest.get(self._name(value), ANYWHERE)
        if op in (ops.LITERAL, ops.NOT_LITERAL, ops.ANY, ops.IN):
            members = value if op is ops.IN else ()
            concepts = [self._name(arg) for kind, arg in members if kind is ops.LITERAL and self._is_concept(arg)]
            return max((self._longest.get(name, ANYWHERE) for name in concepts), default=1)
        if op in (ops.AT, ops.ASSERT, ops.ASSERT_NOT):
            return 0
        if op in _REPEATS:
            return min(int(value[1]) * self._widths(value[2]), ANYWHERE)
        if op is ops.BRANCH:
            return max(self._widths(branch) for branch in value[1])
        if op is ops.SUBPATTERN:
            return self._widths(value[3])
        return self._widths(value) if op is ops.ATOMIC_GROUP else ANYWHERE

    def _widths(self, nodes: Any) -> int:
        return min(sum(self._width(op, value) for op, value in nodes), ANYWHERE)

    def _members(self, members: list[Any]) -> frozenset[Atom]:
        """The atoms of a character class; none where it is not a short list."""
        atoms: set[Atom] = set()
        for kind, arg in members:
            if kind is ops.LITERAL:
                atoms.add(("concept", self._name(arg)) if self._is_concept(arg) else ("text", chr(arg)))
            elif kind is ops.RANGE and arg[1] - arg[0] < MAX_RANGE_CHARS and not chr(arg[0]).isascii():
                atoms |= {("text", chr(code)) for code in range(arg[0], arg[1] + 1)}
            elif kind is ops.CATEGORY and arg is ops.CATEGORY_DIGIT:
                atoms.add(("digit", ""))
            else:
                return frozenset()
        return frozenset(atoms)

    def _is_concept(self, code: int) -> bool:
        return _PRIVATE_USE <= code < _PRIVATE_USE + len(self._names)

    def _name(self, code: int) -> str:
        return self._names[code - _PRIVATE_USE]


def _telling(atoms: frozenset[Atom], latest: int) -> list[Requirement]:
    """A requirement, if each of its atoms is missing in many lines."""
    return [Requirement(atoms, latest)] if atoms and all(_tells(*atom, latest) for atom in atoms) else []


def _tells(kind: str, text: str, latest: int) -> bool:
    if kind != "text" or len(text) >= MIN_LITERAL_CHARS:
        return True
    return text.strip() != "" and (latest == 0 or not (text.isascii() and text.isalnum()))


def _any_branch(branches: list[list[Requirement]]) -> list[Requirement]:
    """What holds whichever branch matches.

    Of each its most telling requirement, and its most telling one without concepts; each other of one branch beside the
    most telling ones of the others; and what all of them require.
    """
    if not all(branches):
        return []
    ranked = [sorted(branch, key=_commonness) for branch in branches]
    plain = [list(filter(_is_plain, branch)) for branch in ranked]
    best = [branch[0] for branch in ranked]
    chosen = [best, *([[branch[0] for branch in plain]] if all(plain) else [])]
    others = ((number, other) for number, branch in enumerate(ranked) for other in branch[1:])
    for number, other in islice(others, MAX_OTHERS):
        chosen.append([*best[:number], other, *best[number + 1 :]])
    found: dict[frozenset[Atom], int] = {}
    for of_branches in chosen:
        atoms = frozenset().union(*(required.atoms for required in of_branches))
        latest = max(required.latest for required in of_branches)
        if atoms in found or not any(atoms > fewer and latest >= place for fewer, place in found.items()):
            found[atoms] = min(latest, found.get(atoms, latest))
    places = [{required.atoms: required.latest for required in branch} for branch in branches]
    for atoms in places[0]:
        if all(atoms in of_branch for of_branch in places):
            found[atoms] = max(of_branch[atoms] for of_branch in places)
    return [Requirement(atoms, place) for atoms, place in found.items()]


def _is_plain(required: Requirement) -> bool:
    return all(kind != "concept" for kind, _ in required.atoms)


def _commonness(required: Requirement) -> int:
    """How little a requirement tells: digits and signs of ASCII are in many lines."""
    return sum(
        SIGN_COMMONNESS if kind == "digit" or (len(text) == 1 and text.isascii()) else 1
        for kind, text in required.atoms
    )
