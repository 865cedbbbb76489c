"""Other extractors in front of our rules."""

from __future__ import annotations

import sys

import pytest

from cleaner import Cleaner, MissingExtra
from cleaner.segment.extractors import extract

EXTRACTORS = ["trafilatura", "resiliparse"]
PROSE = "The mayor resigned on Monday after the council had voted against her plan to sell the harbour to a firm from abroad."
MORE = "Her deputy said that the vote had come as a surprise to everybody in the town hall, and that he would wait until the spring."
PAGE = f"<html><body><nav><a href=/>Home</a> <a href=/n>News</a></nav><article><h1>Mayor resigns</h1><p>{PROSE}</p><p>{MORE}</p><p>Caf\u00e9 \u00bb\u4e00</p></article></body></html>"


def article_of(page: str | bytes, extractor: str, charset: str | None = None) -> str:
    """The article alone."""
    return extract(page, extractor, charset=charset).article


def test_failing_extractor_costs_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a library raises becomes a note, and so does a page without an article."""
    trafilatura = pytest.importorskip("trafilatura")
    empty = Cleaner().html("<p></p>", extractor="trafilatura")
    monkeypatch.setattr(trafilatura, "extract", lambda *_, **__: 1 / 0)
    failed = Cleaner().html(PAGE, extractor="trafilatura")

    assert (failed.text, [note.reason for note in failed.notes]) == ("", ["nothing_extracted"])
    assert "ZeroDivisionError" in failed.notes[0].detail
    assert [note.detail for note in empty.notes] == ["trafilatura found no article"]


@pytest.mark.parametrize("extractor", EXTRACTORS)
def test_article_of_an_extractor_is_its_own_idea(extractor: str) -> None:
    """Its paragraphs come back, in order."""
    pytest.importorskip(extractor)
    text = article_of(PAGE, extractor)

    assert 0 <= text.index(PROSE) < text.index(MORE)


@pytest.mark.parametrize("extractor", EXTRACTORS)
def test_bytes_are_decoded_as_the_page_says(extractor: str) -> None:
    """Our decoder reads them, by the header's charset where it is given."""
    pytest.importorskip(extractor)
    texts = [article_of(PAGE.encode(code), extractor, charset=code) for code in ("utf-8", "utf-16-le", "gb18030")]

    assert texts == [article_of(PAGE, extractor)] * 3


@pytest.mark.parametrize("extractor", EXTRACTORS)
@pytest.mark.parametrize(
    "page",
    ["", b"", "\x00", "\ud800", f"<p>\ud800{PROSE}", b"\xff\xfe", b"\x00" * 99, "<", "<html>", "<svg>" * 999],
    ids=ascii,
)
def test_odd_page_never_raises(extractor: str, page: str | bytes) -> None:
    """Whatever the page, there is a text, perhaps an empty one."""
    pytest.importorskip(extractor)

    assert isinstance(article_of(page, extractor), str)


def test_lone_surrogate_costs_nothing_but_itself() -> None:
    """The rest of the page is read as if it were not there, and a pair of them is one character."""
    pytest.importorskip("resiliparse")

    assert article_of(PAGE.replace("Caf\u00e9", "Caf\ud800"), "resiliparse") == article_of(PAGE, "resiliparse").replace(
        "Café", "Caf\ufffd"
    )
    assert "\U0001f600" in article_of(PAGE.replace("Caf\u00e9", "\ud83d\ude00"), "resiliparse")


@pytest.mark.parametrize("extractor", EXTRACTORS)
def test_absent_library_is_named_with_its_command(extractor: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for it is told what to install."""
    for name in [name for name in sys.modules if name.split(".")[0] == extractor] + [extractor]:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingExtra) as error:
        Cleaner().html(PAGE, extractor=extractor)  # type: ignore[arg-type]

    assert str(error.value) == f"{extractor} is not installed; run: pip install 'newsrinse[{extractor}]'"


@pytest.mark.parametrize("extractor", EXTRACTORS)
def test_article_of_an_extractor_goes_through_the_rules(extractor: str) -> None:
    """What it kept of the page's residue is dropped; offsets are those of its article."""
    pytest.importorskip(extractor)
    page = PAGE.replace("</article>", "<p>Sign up to our newsletter</p></article>")
    article = article_of(page, extractor)
    result = Cleaner(source="article").html(page, extractor=extractor)  # type: ignore[arg-type]

    assert "Sign up to our newsletter" in article
    assert "Sign up" not in result.text
    assert MORE in result.text
    assert result.page_text == article
    assert result == Cleaner(source="article").text(article)
