"""Grammar: a pattern cut into its parts, as far as other modules rewrite or run those parts one by one.

It reads the common part of the syntax. What is rarer (inline flags, back-references, named groups, nested
classes, words glued to the next, {name~}) makes it give up, and the pattern is then used whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Alternatives", "Part", "parts_of", "unwrapped"]

_TOKEN = re.compile(
    r"""
      (?P<slot>   \{ [a-z][a-z0-9_]* \+? \} )
    | (?P<count>  (?: \{ \d+ (?:,\d+)? \} | [*+?] ) [?+]? )
    | (?P<escape> \\ (?: [pP]\{[^{}]*\} | x[0-9a-fA-F]{2} | u[0-9a-fA-F]{4} | [dDwWsSbB] | [^\w\s] ) )
    | (?P<set>    \[ \^? (?: \\(?: [pP]\{[^{}]*\} | .) | \{(?![a-z]) | [^][\\{] )+ \] )
    | (?P<open>   \( (?: \? (?: [:>=!] | <[=!] ) )? )
    | (?P<close>  \) )
    | (?P<or>     \| )
    | (?P<char>   [^][(){}|*+?\\] )
    """,
    re.VERBOSE | re.DOTALL,
)
_COUNT = re.compile(r"\{(\d+)(?:,(\d+))?\}")
_COUNTS = {"?": (0, 1), "*": (0, None), "+": (1, None)}


class Part(NamedTuple):
    """A piece of a pattern with its count."""

    kind: str
    """slot, char (a sign, "." and "^" included), escape, set; of a group how it opens: "(", "(?:", "(?>", "(?=" …"""
    text: str
    """As written; of a group nothing."""
    inside: Alternatives
    """What a group holds."""
    quantifier: str
    """As written; nothing for once."""
    fewest: int
    most: int | None
    """How often it may stand there; None: without limit."""

    def written(self) -> str:
        """The part as in the pattern."""
        return f"{self.alone()}{self.quantifier}"

    def alone(self) -> str:
        """The part without its count."""
        if self.inside or self.kind[0] == "(":
            return f"{self.kind}{'|'.join(''.join(part.written() for part in parts) for parts in self.inside)})"
        return self.text


Alternatives = list[list[Part]]


def parts_of(pattern: str) -> Alternatives | None:
    """The alternatives of a pattern, each as its parts; None where the pattern has more than is read here.

    >>> [[part.text for part in parts] for parts in parts_of("^a{2,3}|{share}")]
    [['^', 'a'], ['{share}']]
    """
    tokens = []
    at = 0
    while at < len(pattern):
        found = _TOKEN.match(pattern, at)
        if found is None:
            return None
        tokens.append((found.lastgroup or "", found[0]))
        at = found.end()
    stream = iter([*tokens, ("end", "")])
    try:
        alternatives, last = _alternatives(stream)
    except ValueError:
        return None
    return alternatives if last == "end" else None


def unwrapped(alternatives: Alternatives) -> Alternatives:
    """The alternatives without groups that only stand around all of them."""
    while len(alternatives) == 1 and len(alternatives[0]) == 1:
        (part,) = alternatives[0]
        if part.kind != "(?:" or part.quantifier:
            break
        alternatives = part.inside
    return alternatives


def _alternatives(stream: Iterator[tuple[str, str]]) -> tuple[Alternatives, str]:
    """Alternatives up to a closing bracket or the end, and which of them it was. Raises: ValueError."""
    alternatives: Alternatives = [[]]
    for kind, text in stream:
        parts = alternatives[-1]
        if kind in ("close", "end"):
            return alternatives, kind
        if kind == "or":
            alternatives.append([])
        elif kind == "count":
            parts[-1] = _counted(parts[-1] if parts else None, text)
        elif kind == "open":
            inside, last = _alternatives(stream)
            if last != "close":
                raise ValueError(text)
            parts.append(Part(text, "", inside, "", 1, 1))
        else:
            parts.append(Part(kind, text, [], "", 1, 1))
    raise ValueError("end")


def _counted(part: Part | None, count: str) -> Part:
    if part is None or part.quantifier:
        raise ValueError(count)
    braces = _COUNT.match(count)
    fewest, most = (int(braces[1]), int(braces[2] or braces[1])) if braces else _COUNTS[count[0]]
    return part._replace(quantifier=count, fewest=fewest, most=most)
