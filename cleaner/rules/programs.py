"""Programs: compiled regular expressions as plain data, so that a cached pack starts without compiling any.

The library pickles an expression as the program that it compiled it to; here that goes into the cache as numbers
and texts, and no pickle is ever read.
"""

from __future__ import annotations

import copyreg
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import regex

__all__ = ["Program", "Programs", "programs_of"]

Program = tuple[
    str, int, bytes, dict[str, int], dict[int, str], dict[str, Any], list[Any], int, tuple[int, ...], int, int
]
"""What the library rebuilds an expression from: expression, flags, code, names of groups, what a match must hold."""
FLAGS = regex.IGNORECASE


class Programs:
    """Expressions by their texts, made ready when they are first asked for. Threads may race: both make the same."""

    def __init__(self, programs: Mapping[str, Program]) -> None:
        self._programs = programs
        self._ready: dict[str, regex.Pattern[str]] = {}

    def __getitem__(self, expression: str) -> regex.Pattern[str]:
        """The expression, from its program where there is one."""
        ready = self._ready.get(expression)
        if ready is None:
            program = self._programs.get(expression)
            ready = regex.compile(expression, FLAGS) if program is None else _rebuild(*program)
            self._ready[expression] = ready
        return ready


def programs_of(expressions: Iterable[str]) -> dict[str, Program]:
    """The programs of expressions; a library that pickles them in another way leaves them to be compiled.

    >>> programs_of(["a+"])["a+"][0]
    'a+'
    """
    found: dict[str, Program] = {}
    for expression in expressions:
        arguments = _reduced(regex.compile(expression, FLAGS))[1]
        try:
            program = msgspec.convert(arguments, Program)
        except msgspec.ValidationError:
            continue
        if program == arguments:
            found[expression] = program
    return found


def _reduced(pattern: regex.Pattern[str]) -> tuple[Any, tuple[Any, ...]]:
    reduced: tuple[Any, tuple[Any, ...]] = copyreg.dispatch_table[regex.Pattern](pattern)  # type: ignore[assignment]
    return reduced


_rebuild = _reduced(regex.compile(""))[0]
