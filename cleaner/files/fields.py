"""A field of a JSON object, found and replaced where every other byte stays as it is."""

from __future__ import annotations

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import NamedTuple

__all__ = ["Value", "encoded", "field_value"]

_SPACE = re.compile(r"[ \t\r\n]*")
_BEFORE = re.compile(r"\ufeff?[ \t\r\n]*")
"""Windows programs begin a file with a byte order mark."""
_DECODER = json.JSONDecoder(strict=False, parse_int=float)
"""Numbers are passed over: as integers, those of more than 4,300 digits would be refused."""
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Value(NamedTuple):
    """A field's value, and where it stands in the line."""

    start: int
    end: int
    value: object


def field_value(line: str, name: str) -> Value | None:
    """A top-level field of a JSON object, found without touching the rest; the last one of that name.

    Raises: ValueError where the line is not a JSON object.

    >>> field_value('{"a": 1.50, "b": "x"}', "b")
    Value(start=17, end=20, value='x')
    """
    at = _BEFORE.match(line).end()  # type: ignore[union-attr]
    if line[at : at + 1] != "{":
        message = "not a JSON object"
        raise ValueError(message)
    found = None
    at = _skip(line, at + 1)
    more = False
    while more or line[at : at + 1] != "}":
        if line[at : at + 1] != '"':
            raise _broken(at)
        key, at = scanstring(line, at + 1, False)
        at = _skip(line, at)
        if line[at : at + 1] != ":":
            raise _broken(at)
        start = _skip(line, at + 1)
        try:
            value, end = _DECODER.raw_decode(line, start)
        except RecursionError:
            message = "JSON nested too deep"
            raise ValueError(message) from None
        if key == name:
            found = Value(start, end, value)
        at = _skip(line, end)
        more = line[at : at + 1] == ","
        if more:
            at = _skip(line, at + 1)
        elif line[at : at + 1] != "}":
            raise _broken(at)
    if line[at + 1 :].strip():
        raise _broken(at + 1)
    return found


def encoded(text: str, line: str) -> str:
    r"""The text as JSON, in the manner of the line: escapes where it had nothing but ASCII.

    The line's bytes that were not UTF-8 are lone surrogates in it, and stay so; others are escaped, as they were.

    >>> print(encoded("Caf\u00e9 \ud800", '{"name": "\u00c5se"}'))
    "Café \ud800"
    """
    if line.isascii():
        return json.dumps(text)
    return _LONE_SURROGATE.sub(
        lambda lone: lone[0] if lone[0] in line else json.dumps(lone[0])[1:-1], json.dumps(text, ensure_ascii=False)
    )


def _skip(line: str, at: int) -> int:
    return _SPACE.match(line, at).end()  # type: ignore[union-attr]


def _broken(at: int) -> ValueError:
    return ValueError(f"not JSON at character {at}")
