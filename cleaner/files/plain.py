"""Plain text: bytes to text that can be written as it came."""

from __future__ import annotations

import codecs

__all__ = ["MARKS", "decode"]

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks, and the encoding of what follows. UTF-32 begins with the mark of UTF-16, so it stands before it."""


def decode(content: bytes) -> tuple[str, str]:
    r"""Text of the bytes, and what was wrong with them (empty: nothing).

    A byte order mark decides; otherwise it is UTF-8. Bytes that are not UTF-8 stay in the text as
    lone surrogates, so they can be written as they came.

    >>> decode(b"caf\xe9")
    ('caf\udce9', 'byte 3: not UTF-8 (0xe9); it is passed on as it is')
    """
    mark, encoding = next((found for found in MARKS if content.startswith(found[0])), (b"", "utf-8"))
    body = content[len(mark) :]
    try:
        return body.decode(encoding), ""
    except UnicodeDecodeError as error:
        at = len(mark) + error.start
    if encoding != "utf-8":
        called = encoding.upper().removesuffix("-LE").removesuffix("-BE")
        return body.decode(encoding, "replace"), f"byte {at}: not {called}; it is replaced"
    complaint = f"byte {at}: not UTF-8 (0x{content[at]:02x}); it is passed on as it is"
    return body.decode("utf-8", "surrogateescape"), complaint
