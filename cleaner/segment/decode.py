"""Bytes of a page to text.

Order: byte order mark; UTF-8 if the bytes are; the charset of the HTTP header; the page's own
declaration; detection. Valid UTF-8 beyond ASCII does not happen by accident, and pages that are UTF-8 and
declare something else are the commonest cause of garbled text: so it is looked at before any declaration.
Decoders and the detector are turbohtml's, which follow the Encoding standard (windows-1252 for
"iso-8859-1", gb18030 for "gb2312").
"""

from __future__ import annotations

import codecs
import re
import zlib
from typing import NamedTuple

from cleaner.files.plain import MARKS

__all__ = ["Decoded", "decode_page"]

_META = re.compile(
    rb"""<meta\b[^>]{0,400}?charset\s*=\s*["']?\s*([\w.:+-]{2,40})
    | ^\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*["']([\w.:+-]{2,40})""",
    re.IGNORECASE | re.VERBOSE,
)
_META_BYTES = 4096
"""The standard looks at the first 1,024 bytes; pages with a long head declare further down."""
_MAX_BROKEN_SHARE = 0.05
"""UTF-8 with this share of broken sequences, or less, is damaged UTF-8: cut in the middle of a character, or
with a foreign snippet. Legacy text has hardly a sequence that is right."""
_LEGACY = frozenset({"windows-1252", "iso-8859-1"})
"""Declared by servers that do not know: they decode anything, so they prove nothing."""
_DETECT_BYTES = 65536
_MIN_CONFIDENCE = 0.5
_GZIP_MAGIC = b"\x1f\x8b"
MAX_UNPACKED_BYTES = 64 * 2**20
"""A body that is gzip by mistake is unpacked up to here; a packed bomb goes no further."""


class Decoded(NamedTuple):
    """Text, and what it was read as."""

    text: str
    charset: str


def decode_page(page: bytes, charset: str | None = None) -> Decoded:
    """Text of a page's bytes; `charset` is what the HTTP header says.

    What does not decode becomes U+FFFD. A gzip body that was passed on packed is unpacked.
    Raises: nothing, whatever the bytes and the charset.

    >>> decode_page("Žluť".encode("cp1250"), "windows-1250")
    Decoded(text='Žluť', charset='windows-1250')
    >>> decode_page("Žluť".encode(), "iso-8859-1")
    Decoded(text='Žluť', charset='utf-8')
    """
    if page.startswith(_GZIP_MAGIC):
        page = _unpacked(page)
    for mark, name in MARKS:
        if page.startswith(mark):
            return Decoded(page[len(mark) :].decode(name, "replace"), name)
    declared = [name for name in (charset, _declared(page)) if name]
    # ISO-2022-JP, and UTF-16 without a mark, may be made of ASCII bytes; others beside them tell a page in UTF-8 in
    # which an escape or a NUL has strayed.
    if not page.isascii() or (b"\x1b" not in page and b"\0" not in page[:_META_BYTES]):
        try:
            return Decoded(page.decode(), "utf-8")
        except UnicodeDecodeError:
            pass
        if _is_damaged_utf8(page):
            return Decoded(page.decode("utf-8", "replace"), "utf-8")
    return _legacy(page, declared)


def _legacy(page: bytes, declared: list[str]) -> Decoded:
    wide = _utf16(page)
    if wide:
        return Decoded(page.decode(wide, "replace"), wide)
    found, confidence = _detected(page)
    for name in declared:
        decoded = _read_as(page, name)
        if decoded is None or "\ufffd" in decoded.text:
            continue
        if decoded.charset in _LEGACY and found != decoded.charset and confidence >= _MIN_CONFIDENCE:
            continue
        return decoded
    return _read_as(page, found) or Decoded(page.decode("utf-8", "replace"), "utf-8")


def _declared(page: bytes) -> str | None:
    found = _META.search(page, 0, _META_BYTES)
    return (found[1] or found[2]).decode("ascii", "replace") if found else None


def _read_as(page: bytes, label: str) -> Decoded | None:
    """The text under a label of the Encoding standard; None if there is no such label."""
    import turbohtml.detect  # noqa: F401  registers the decoders of the standard; loaded for legacy pages only

    name = label.strip().lower()
    try:
        codec = codecs.lookup(f"whatwg-{name}")
    except (LookupError, ValueError, UnicodeError):
        return None
    return Decoded(codec.decode(page, "replace")[0], name)


def _detected(page: bytes) -> tuple[str, float]:
    from turbohtml.detect import Detection, detect

    # The head of a page is ASCII, and its own declaration has been heard: from the first other byte on.
    first = next((i.start() for i in re.finditer(rb"[\x80-\xff\x1b]", page)), 0)
    sample = page[max(first - 1, 0) : first + _DETECT_BYTES]
    match = detect(sample, Detection(excluded=frozenset({"UTF-8"})))
    return (match.encoding or "windows-1252").lower(), match.confidence


def _is_damaged_utf8(page: bytes) -> bool:
    text = page.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore")) - broken
    return broken <= _MAX_BROKEN_SHARE * beyond_ascii


def _utf16(page: bytes) -> str:
    """UTF-16 without a mark: nearly every other byte of the markup is NUL."""
    head = page[:_META_BYTES]
    half = len(head) // 2
    if not half:
        return ""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > half // 2 and even < half // 8:
        return "utf-16-le"
    return "utf-16-be" if even > half // 2 and odd < half // 8 else ""


def _unpacked(page: bytes) -> bytes:
    try:
        unpacked = zlib.decompressobj(31).decompress(page, MAX_UNPACKED_BYTES)
    except zlib.error:
        return page
    return unpacked or page
