"""JSON Lines through the filter: one field cleaned, every other byte as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from cleaner.cli.inputs import Input

if TYPE_CHECKING:
    from cleaner import Result

__all__ = ["clean_lines", "field_value"]

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder(strict=False)


class Value(NamedTuple):
    """A field's value, and where it stands in the line."""

    start: int
    end: int
    value: object


def clean_lines(page: Input, field: str, clean: Callable[[str], Result], out: BinaryIO) -> int:
    """Clean a field in every line. Returns the number of lines that failed; they pass unchanged."""
    failed = 0
    for number, raw in _lines(page):
        if raw is None:
            return failed + 1
        line = raw.decode("utf-8", "surrogateescape")
        if not line.strip():
            out.write(raw)
            continue
        try:
            found = field_value(line, field)
        except ValueError as error:
            page.complain(f"line {number}: {error}; it is passed on as it is")
            failed += 1
            out.write(raw)
            continue
        if found is None or found.value is None:
            out.write(raw)
        elif not isinstance(found.value, str):
            page.complain(f"line {number}: field {field!r} is not a text; it is passed on as it is")
            failed += 1
            out.write(raw)
        else:
            text = clean(found.value).text
            if text == found.value:
                out.write(raw)
            else:
                value = _encoded(text, ascii_only=line.isascii())
                out.write((line[: found.start] + value + line[found.end :]).encode("utf-8", "surrogateescape"))
    return failed


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


def _skip(line: str, at: int) -> int:
    return _SPACE.match(line, at).end()  # type: ignore[union-attr]


def _broken(at: int) -> ValueError:
    return ValueError(f"not JSON at character {at}")


def _encoded(text: str, *, ascii_only: bool) -> str:
    """The text as JSON, in the manner of the line: escapes where it had nothing but ASCII."""
    lone = any("\ud800" <= char <= "\udfff" for char in text) if not text.isascii() else False
    return json.dumps(text, ensure_ascii=ascii_only or lone)


def _lines(page: Input) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines; None where the input cannot be read, which has then been said."""
    number = 0
    try:
        stream = page.open()
        for number, line in enumerate(stream, start=1):
            yield number, line
    except OSError as error:
        page.complain(error.strerror or str(error))
        yield number, None
