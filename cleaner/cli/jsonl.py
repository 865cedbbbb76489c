"""JSON Lines through the filter: one field cleaned, every other byte as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from cleaner.cli.inputs import Input
from cleaner.files.fields import encoded, field_value

if TYPE_CHECKING:
    from cleaner import Result

__all__ = ["clean_lines"]


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
                value = encoded(text, ascii_only=line.isascii())
                out.write((line[: found.start] + value + line[found.end :]).encode("utf-8", "surrogateescape"))
    return failed


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
