"""A field of a JSON object, found and replaced where every other byte stays as it is."""

from __future__ import annotations

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import NamedTuple

__all__ = ["Value", "encoded", "field_value"]

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder(strict=False)


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
    at = _SPACE.match(line, 0).end()  # type: ignore[union-attr]
    if line[at : at + 1] != "{":
        message = "not a JSON object"
        raise ValueError(message)
    found = None
    at = _skip(line, at + 1)
    while line[at : at + 1] != "}":
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
        if line[at : at + 1] == ",":
            at = _skip(line, at + 1)
        elif line[at : at + 1] != "}":
            raise _broken(at)
    if line[at + 1 :].strip():
        raise _broken(at + 1)
    return found


def encoded(text: str, *, ascii_only: bool) -> str:
    """The text as JSON, in the manner of the line: escapes where it had nothing but ASCII."""
    lone = any("\ud800" <= char <= "\udfff" for char in text) if not text.isascii() else False
    return json.dumps(text, ensure_ascii=ascii_only or lone)


def _skip(line: str, at: int) -> int:
    return _SPACE.match(line, at).end()  # type: ignore[union-attr]


def _broken(at: int) -> ValueError:
    return ValueError(f"not JSON at character {at}")
