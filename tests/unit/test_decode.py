"""Bytes to text: marks, declarations, detection, and what is wrong with each."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.segment.decode import decode_page

CZECH = "Žluťoučký kůň úpěl ďábelské ódy a příšerně řičel na celou vesnici."
RUSSIAN = "Вчера вечером на реке перевернулась лодка, в которой сидели трое рыбаков из соседней деревни."
JAPANESE = "昨日の夕方、川で船が転覆し、隣の村の漁師三人が水に落ちました。けがはありません。"
FRENCH = "L'élève a été reçu à l'école où son père était déjà, près de la forêt."


@pytest.mark.parametrize(
    "mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE]
)
def test_byte_order_mark_decides(mark: bytes) -> None:
    """A mark wins over the header, and is no text."""
    name = {
        codecs.BOM_UTF8: "utf-8",
        codecs.BOM_UTF16_LE: "utf-16-le",
        codecs.BOM_UTF16_BE: "utf-16-be",
        codecs.BOM_UTF32_LE: "utf-32-le",
        codecs.BOM_UTF32_BE: "utf-32-be",
    }[mark]

    assert decode_page(mark + CZECH.encode(name), "windows-1250") == (CZECH, name)


@pytest.mark.parametrize("charset", [None, "utf-8", "iso-8859-1", "windows-1251", "no-such-charset"])
def test_utf8_is_utf8_whatever_is_declared(charset: str | None) -> None:
    """Bytes that are valid UTF-8 are not garbled by a wrong header or meta tag."""
    page = f'<meta charset="iso-8859-2">{CZECH}'

    assert decode_page(page.encode(), charset).text == page


@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [
        (CZECH, "cp1250", "windows-1250"),
        (CZECH, "iso8859-2", "ISO-8859-2"),
        (RUSSIAN, "koi8-r", "KOI8-R"),
        (RUSSIAN, "cp1251", " windows-1251 "),
        (JAPANESE, "shift_jis", "Shift_JIS"),
        (JAPANESE, "euc-jp", "euc-jp"),
        (JAPANESE, "iso2022_jp", "iso-2022-jp"),
        ("中文网页的编码", "gb18030", "gb2312"),
        ("“quotes” – dash", "cp1252", "iso-8859-1"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isascii() else "",
)
def test_declared_charset_is_read_in_header_and_page(text: str, codec: str, label: str) -> None:
    """Header, meta charset and http-equiv all name the encoding, under the web's labels."""
    plain = text.encode(codec)
    short = f"<meta charset='{label}'>".encode() + plain
    long = f'<meta http-equiv="Content-Type" content="text/html; charset={label.strip()}">'.encode() + plain

    assert decode_page(plain, label).text == text
    assert decode_page(short).text.endswith(text)
    assert decode_page(long).text.endswith(text)


def test_xml_declaration_is_read() -> None:
    """XHTML names its encoding in the first line."""
    page = f'<?xml version="1.0" encoding="windows-1250"?><p>{CZECH}'

    assert decode_page(page.encode("cp1250")).text == page


@pytest.mark.parametrize(
    ("text", "codec"),
    [(RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (JAPANESE, "shift_jis"), (JAPANESE, "euc-jp"), (FRENCH, "cp1252")],
)
def test_undeclared_charset_is_detected(text: str, codec: str) -> None:
    """Without any declaration the bytes tell, from the first that is not ASCII on."""
    page = "<html><head><title>x</title></head>" + "<script>var a = 1;</script>" * 3000 + f"<p>{text * 3}"

    assert decode_page(page.encode(codec)).text == page


def test_header_that_does_not_fit_loses_to_the_page() -> None:
    """A header of iso-8859-1, which decodes anything, does not garble a page in Cyrillic."""
    page = f"<meta charset=windows-1251><p>{RUSSIAN}"

    assert decode_page(page.encode("cp1251"), "iso-8859-1").text == page


@pytest.mark.parametrize("cut", [1, 2])
def test_damaged_utf8_stays_utf8(cut: int) -> None:
    """A page cut in the middle of a character loses that character only."""
    page = (f"<p>{JAPANESE}" * 20).encode()[:-cut]
    decoded = decode_page(page, "windows-1252")

    assert decoded.charset == "utf-8"
    assert decoded.text.startswith(f"<p>{JAPANESE}")


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_seen(name: str) -> None:
    """Markup with a NUL in every other byte is UTF-16."""
    page = f"<html><body><p>{CZECH}</p></body></html>"

    assert decode_page(page.encode(name)) == (page, name)


@pytest.mark.parametrize("stray", ["\0", "\x1b", "\x1b[1m"])
@pytest.mark.parametrize("text", [CZECH, JAPANESE])
def test_stray_control_character_changes_no_charset(stray: str, text: str) -> None:
    """A page in UTF-8 that declares nothing is read as UTF-8, whatever else is in it."""
    page = f"<p>{stray}{text}</p>"

    assert decode_page(page.encode()) == (page, "utf-8")


def test_no_bytes_are_no_text() -> None:
    """An empty page is an empty text."""
    assert decode_page(b"").text == ""


@given(
    st.binary(max_size=200),
    st.one_of(st.none(), st.text(max_size=12), st.sampled_from(["utf-7", "utf-16", "hz-gb-2312"])),
)
def test_any_bytes_decode_under_any_charset(page: bytes, charset: str | None) -> None:
    """Neither bytes nor what the header claims raise."""
    assert isinstance(decode_page(page, charset).text, str)


@given(st.text(max_size=100))
def test_utf8_comes_back(text: str) -> None:
    """Text in UTF-8 is itself, with or without a charset, unless it begins as something else does."""
    if "\x1b" not in text and "\0" not in text and not text.startswith(("\ufeff", "\x1f\x8b")):
        assert decode_page(text.encode("utf-8", "replace"), "latin-1").text == text.encode("utf-8", "replace").decode()
