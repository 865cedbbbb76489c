"""What can go wrong, as objects; rendering to text happens once, in `Problem.__str__`.

    CleanerError
    ├── PackError        a rule pack is wrong: carries every problem found in it
    ├── UnknownName      a category, rule or option that does not exist
    └── MissingExtra     an optional library that is not installed

A bad rule stops the start with one of these. A bad *document* never raises: see
`Result.notes` and the exit codes of the command line.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

__all__ = ["CleanerError", "MissingExtra", "PackError", "Problem", "UnknownName", "suggest"]


class CleanerError(Exception):
    """The root: catch this to catch everything the package raises on purpose."""


class Problem(NamedTuple):
    """One thing that is wrong in a rule pack, with the place where it stands.

    Lines and columns count from 1; 0 means the place is not known.
    """

    path: str
    line: int
    column: int
    code: str
    found: str
    expected: str = ""

    def __str__(self) -> str:
        """Render as ``CODE path:line:column: found; expected``."""
        place = f"{self.path}:{self.line}:{self.column}" if self.line else self.path
        tail = f"; {self.expected}" if self.expected else ""
        return f"{self.code} {place}: {self.found}{tail}."


class PackError(CleanerError):
    """A rule pack could not be loaded. `problems` holds all of them, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[PackError], tuple[tuple[Problem, ...]]]:
        """Pickle by the problems, not by the rendered text."""
        return type(self), (self.problems,)


class UnknownName(CleanerError, ValueError):
    """A name that nothing answers to, with the nearest one that exists."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.kind, self.name, self.known = kind, name, tuple(known)
        super().__init__(f"unknown {kind} {name!r}{suggest(name, self.known)}")

    def __reduce__(self) -> tuple[type[UnknownName], tuple[str, str, tuple[str, ...]]]:
        """Pickle by the arguments."""
        return type(self), (self.kind, self.name, self.known)


def suggest(name: str, known: Iterable[str]) -> str:
    """A hint with the nearest spelling, or the empty string where nothing is near.

    >>> suggest("capton", ["caption", "credit"])
    "; did you mean 'caption'?"
    >>> suggest("zzz", ["caption"])
    ''
    >>> suggest("EN-us", ["en", "es"])
    "; did you mean 'en'?"
    """
    import difflib  # 8 ms, and only wrong input needs it

    if not isinstance(name, str):
        return ""
    names = list(known)
    lowered = name.strip().lower()
    language = lowered.replace("_", "-").partition("-")[0]
    near = [language] if language in names else difflib.get_close_matches(lowered, names, n=1, cutoff=0.6)
    return f"; did you mean {near[0]!r}?" if near else ""


class MissingExtra(CleanerError):
    """An optional library is not installed; the message names the command that installs it."""

    def __init__(self, library: str, extra: str) -> None:
        super().__init__(f"{library} is not installed; run: pip install 'newsrinse[{extra}]'")
