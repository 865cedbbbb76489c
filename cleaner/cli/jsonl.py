"""JSON Lines through the filter: one field cleaned, every other byte as it was."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from cleaner.cli.inputs import Input
from cleaner.files.fields import Value, encoded, field_value

if TYPE_CHECKING:
    from cleaner import Result

__all__ = ["clean_lines"]

_RAW_BYTE = re.compile("[\udc80-\udcff]")
"""A byte of a line that is not UTF-8, as it stands in the decoded line."""


def clean_lines(page: Input, field: str, clean: Callable[[str], Result], out: BinaryIO) -> int:
    """Clean a field in every line. Returns the number of lines that failed; they pass unchanged."""
    failed = objects = with_field = 0
    for number, raw in _lines(page):
        if raw is None:
            return failed + 1
        line = raw.decode("utf-8", "surrogateescape")
        found, fault = None, ""
        if line.strip():
            try:
                found = field_value(line, field)
                objects += 1
                with_field += found is not None
                fault = _fault_of(found, field)
            except ValueError as error:
                fault = str(error)
        if fault:
            page.complain(f"line {number}: {fault}; it is passed on as it is")
            failed += 1
        elif found is not None and _RAW_BYTE.search(line, found.start, found.end):
            page.complain(f"line {number}: field {field!r} is not UTF-8; such bytes are passed on as they are")
        out.write(raw if fault or found is None else _cleaned(raw, line, found, clean))
    if objects and not with_field:
        page.complain(f"no line has a field {field!r}; all are passed on as they are")
    return failed


def _fault_of(found: Value | None, field: str) -> str:
    """What is wrong with a field: it may be missing or null, and else is a text."""
    return "" if found is None or isinstance(found.value, str | None) else f"field {field!r} is not a text"


def _cleaned(raw: bytes, line: str, found: Value, clean: Callable[[str], Result]) -> bytes:
    """The line with its field cleaned."""
    if not isinstance(found.value, str):
        return raw
    text = clean(found.value).text
    if text == found.value:
        return raw
    return (line[: found.start] + encoded(text, line) + line[found.end :]).encode("utf-8", "surrogateescape")


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
