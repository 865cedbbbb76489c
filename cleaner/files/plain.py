"""Plain text: bytes to text that can be written as it came."""

from __future__ import annotations

import codecs

__all__ = ["decode"]

# The byte order marks of UTF-32 begin with those of UTF-16: longest first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(content: bytes) -> tuple[str, str]:
    r"""Text of the bytes, and what was wrong with them (empty: nothing).

    A byte order mark decides; otherwise it is UTF-8. Bytes that are not UTF-8 stay in the text as
    lone surrogates, so they can be written as they came.

    >>> decode(b"caf\xe9")
    ('caf\udce9', 'byte 3: not UTF-8 (0xe9); it is passed on as it is')
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            body = content[len(mark) :] if encoding == "utf-8" else content
            break
    else:
        body, encoding = content, "utf-8"
    if encoding != "utf-8":
        try:
            return body.decode(encoding), ""
        except UnicodeDecodeError as error:
            return body.decode(encoding, "replace"), f"byte {error.start}: not {encoding.upper()}; it is replaced"
    try:
        return body.decode(), ""
    except UnicodeDecodeError as error:
        at = error.start + len(content) - len(body)
        complaint = f"byte {at}: not UTF-8 (0x{content[at]:02x}); it is passed on as it is"
        return body.decode("utf-8", "surrogateescape"), complaint
