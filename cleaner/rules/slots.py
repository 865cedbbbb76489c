"""Slots: a pattern made into one expression for all languages, whose concepts are places to put a word in.

`{read_also} ?:` becomes an expression with a placeholder, two signs that stand in no text, for the concept. To
learn whether a line matches, one of its words is replaced by the placeholder and the expression is searched:
it is found if the pattern matches with that word as that concept. So nothing is compiled for the words of a line,
and languages need no search of their own. Why that is exact, and for which patterns: docs/decisions/0013-slots.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from cleaner.rules.grammar import Alternatives, Part, parts_of, unwrapped
from cleaner.rules.pattern import names

__all__ = ["MAX_SLOTS", "Slot", "Slotted", "has_placeholder", "placeholder", "slotted"]

MAX_SLOTS = 2
"""So many words are replaced at once. Patterns with more, of which there is none, are tried word by word anyway."""
_LEFT_LETTER, _LEFT_SIGN = 0x14400, 0xE000
"""The first sign of a placeholder, plus the slot's number: a letter (an Anatolian hieroglyph) where the word begins
with one, otherwise a sign (for private use), so that a word's edge is where it was."""
_RIGHT_LETTER, _RIGHT_SIGN = 0x1447F, 0xE07F
_ANY = f"{chr(_LEFT_LETTER)}-{chr(_RIGHT_LETTER)}{chr(_LEFT_SIGN)}-{chr(_RIGHT_SIGN)}"
_PLACEHOLDER = re.compile(f"[{_ANY}]")
_RIGHT = f"[{chr(_RIGHT_LETTER)}{chr(_RIGHT_SIGN)}]"
_RELAXED = "(?:{behind}|(?<={right}(?s:.){reach}))"
"""What looks behind a slot, true as well where it could see a placeholder instead of the word's letters."""
_STRICT = "(?:{behind}(?<!{right}(?s:.){reach}))"
"""The same, true only where it cannot."""
_WIDE = re.compile(r"\\[SWDwpP]")  # in a set: it may hold signs of placeholders
_AHEAD, _BEHIND = ("(?=", "(?!"), ("(?<=", "(?<!")
_WIDE_ESCAPES = {r"\S": r"\s", r"\W": r"\w", r"\D": r"\d", r"\w": r"\W"}
"""Escapes that would match a placeholder, with their opposites."""


class Slot(msgspec.Struct, frozen=True):
    """A place for a word of a concept."""

    concept: str
    long: bool
    """Only for words of two or more, {name+}."""

    @classmethod
    def named(cls, text: str) -> Slot:
        """The slot that a pattern writes so."""
        name = text.strip("{}")
        return cls(name.rstrip("+"), long="+" in name)


class Slotted(msgspec.Struct, frozen=True, tag=True):
    """A pattern as an expression with placeholders."""

    expression: str
    slots: tuple[Slot, ...]
    fewest: int
    most: int
    """How many slots each match has."""
    looks_around: bool
    """It looks around, or takes what it finds and gives nothing back."""
    strict: str = ""
    """Where something looks behind a slot: an expression that is found only where the pattern matches, and perhaps not
    everywhere; the other is found wherever it matches, and perhaps elsewhere."""
    alone: tuple[int, ...] = ()
    """Numbers of slots that are all of an alternative: their words match wherever they stand."""

    def expressions(self) -> Iterator[str]:
        """What is searched for."""
        yield self.expression
        if self.strict:
            yield self.strict


def slotted(pattern: str) -> Slotted | None:
    """The pattern with slots for its concepts; None where that could decide otherwise than the pattern.

    >>> slotted("(?>{share} ?){2,4}") is None
    True
    """
    alternatives = parts_of(pattern)
    if alternatives is None:
        return Slotted(pattern, (), 0, 0, looks_around=False) if not names(pattern) else None
    writer, strict = _Writer(_RELAXED), _Writer(_STRICT)
    try:
        expression, read = writer.alternatives(alternatives)
    except _Unfit:
        return None
    if read.most > MAX_SLOTS:
        return None
    if not read.most:
        return Slotted(pattern, (), 0, 0, looks_around=False)
    looks_around = read.ahead or read.behind or read.atomic
    other = strict.alternatives(alternatives)[0]
    alone = [parts[0] for parts in unwrapped(alternatives) if len(parts) == 1]
    return Slotted(
        expression,
        tuple(writer.slots),
        read.fewest,
        read.most,
        looks_around,
        other if other != expression else "",
        tuple(
            writer.slots.index(Slot.named(part.text)) for part in alone if part.kind == "slot" and not part.quantifier
        ),
    )


def has_placeholder(text: str) -> bool:
    """Whether a text holds signs that placeholders are made of: nothing can be put into it."""
    return not text.isascii() and _PLACEHOLDER.search(text) is not None


def placeholder(slot: int, *, begins: bool, ends: bool) -> str:
    """What stands in a slot for a word, by whether it begins and ends with a letter."""
    return f"{chr((_LEFT_LETTER if begins else _LEFT_SIGN) + slot)}{chr(_RIGHT_LETTER if ends else _RIGHT_SIGN)}"


class _Unfit(Exception):
    """The pattern has no slots that decide as it does: it is used whole."""


class _Read(msgspec.Struct):
    """What was read of a piece of pattern."""

    fewest: int = 0
    most: int = 0
    ahead: bool = False
    behind: bool = False
    """It looks around."""
    atomic: bool = False
    """It takes what it finds and gives nothing back."""


class _Writer:
    """Writes the expression, and collects the slots."""

    def __init__(self, looking_behind: str) -> None:
        self.slots: list[Slot] = []
        self._looking_behind = looking_behind
        """How to write what looks behind a slot."""

    def alternatives(self, alternatives: Alternatives, *, passed: bool = False) -> tuple[str, _Read]:
        """Alternatives: a match goes through one of them. `passed`: it may have come through a slot before."""
        written, found = zip(*(self._sequence(parts, passed=passed) for parts in alternatives), strict=True)
        return "|".join(written), _Read(
            min(read.fewest for read in found),
            max(read.most for read in found),
            any(read.ahead for read in found),
            any(read.behind for read in found),
            any(read.atomic for read in found),
        )

    def _sequence(self, parts: list[Part], *, passed: bool) -> tuple[str, _Read]:
        together = _Read()
        written = []
        for part in parts:
            expression, read = self._part(part, passed=passed or together.most > 0)
            if read.most and (together.ahead or together.atomic):
                raise _Unfit  # it would stop at a placeholder, or look at one, where the pattern sees the word
            together.fewest += read.fewest
            together.most += read.most
            together.ahead |= read.ahead
            together.behind |= read.behind
            together.atomic |= read.atomic
            written.append(expression)
        return "".join(written), together

    def _part(self, part: Part, *, passed: bool) -> tuple[str, _Read]:
        if part.kind[0] == "(":
            expression, read = self._group(part, passed=passed)
        elif part.kind == "slot":
            expression, read = self._slot(part.text), _Read(1, 1)
        else:
            expression, read = _narrowed(part), _Read()
        is_atomic = part.kind == "(?>" or (len(part.quantifier) > 1 and part.quantifier[-1] == "+")
        if read.most:
            if part.most != 1 or is_atomic:
                raise _Unfit
            read.fewest *= part.fewest
        elif is_atomic and passed and not _may_relax(part):
            raise _Unfit
        read.atomic |= is_atomic
        return expression + part.quantifier, read

    def _group(self, part: Part, *, passed: bool) -> tuple[str, _Read]:
        inside, read = self.alternatives(part.inside, passed=passed)
        expression = f"{part.kind}{inside})"
        if part.kind in _AHEAD:
            if read.most or read.ahead or read.behind:
                raise _Unfit
            read.ahead = True
        elif part.kind in _BEHIND:
            if read.most or read.ahead:
                raise _Unfit
            read.behind = True
            if passed:
                if (reach := _reach(part)) is None:
                    raise _Unfit
                expression = self._looking_behind.format(
                    behind=expression, right=_RIGHT, reach=f"{{0,{max(reach - 1, 0)}}}"
                )
        return expression, read

    def _slot(self, text: str) -> str:
        slot = Slot.named(text)
        if slot not in self.slots:
            self.slots.append(slot)
        number = self.slots.index(slot)
        return f"(?:[{chr(_LEFT_LETTER + number)}{chr(_LEFT_SIGN + number)}]{_RIGHT})"


def _looks_behind(part: Part) -> bool:
    return part.kind in _BEHIND or any(_looks_behind(inner) for parts in part.inside for inner in parts)


def _may_relax(part: Part) -> bool:
    """Whether what gives nothing back takes no less where looking behind in it is true more often.

    So it is where a last choice begins with that: it takes the same, or something instead of nothing.
    """
    if part.kind != "(?>" or (len(part.quantifier) > 1 and part.quantifier[-1] == "+"):
        return not _looks_behind(part)
    *others, last = part.inside
    rest = last[1:] if last and last[0].kind in _BEHIND else last
    return not any(_looks_behind(inner) for parts in (*others, rest) for inner in parts)


def _reach(part: Part) -> int | None:
    """How many characters a part takes, or looks back over, at most; None: there is no limit.

    What stands between characters counts as one: it sees both.
    """
    if part.most is None:
        return None
    if part.kind[0] != "(":
        return part.most
    longest = 0
    for parts in part.inside:
        reaches = [_reach(inner) for inner in parts]
        if None in reaches:
            return None
        longest = max(longest, sum(filter(None, reaches)))
    return longest * part.most


def _narrowed(part: Part) -> str:
    """What matches one character, made to match no placeholder."""
    text = part.text
    if part.kind == "char":
        return f"[^\n{_ANY}]" if text == "." else text
    if part.kind == "escape":
        if text in _WIDE_ESCAPES:
            return f"[^{_WIDE_ESCAPES[text]}{_ANY}]"
        return f"(?:(?![{_ANY}]){text})" if text[1] in "pP" else text
    if text.startswith("[^"):
        return f"[^{_ANY}{text[2:]}"
    return f"(?:(?![{_ANY}]){text})" if _WIDE.search(text) or not text.isascii() else text
