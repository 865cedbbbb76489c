"""Other extractors in front of our rules."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from cleaner import Cleaner, MissingExtra, Result
from cleaner.decide.witness import WITNESS
from cleaner.segment import extractors
from cleaner.segment.extractors import extract

EXTRACTORS = ["trafilatura", "resiliparse"]
PROSE = "The mayor resigned on Monday after the council had voted against her plan to sell the harbour to a firm from abroad."
MORE = "Her deputy said that the vote had come as a surprise to everybody in the town hall, and that he would wait until the spring."
PAGE = f"<html><body><nav><a href=/>Home</a> <a href=/n>News</a></nav><article><h1>Mayor resigns</h1><p>{PROSE}</p><p>{MORE}</p><p>Caf\u00e9 \u00bb\u4e00</p></article></body></html>"

TEASERS = ["Ferry to run until midnight in summer", "School choir wins a prize", "New roof for the town hall"]
WITH_TEASERS = PAGE.replace(
    "</article>",
    "</article><aside class=related-teasers><h2>Most read</h2><ul>"
    + "".join(f"<li><a href=/news/{number}>{line}</a></li>" for number, line in enumerate(TEASERS))
    + "</ul></aside>",
)


@pytest.fixture
def last_mile(monkeypatch: pytest.MonkeyPatch):
    """Cleans a page on which an extractor has found these lines."""

    def cleaned(page: str | bytes, *lines: str, **settings: object) -> Result:
        monkeypatch.setitem(extractors._EXTRACTORS, "trafilatura", lambda _: "\n".join(lines))
        return Cleaner(**settings).html(page, extractor="trafilatura")  # type: ignore[arg-type]

    return cleaned


def article_of(page: str, extractor: str) -> str:
    """The article alone."""
    return extract(page, extractor).article


def test_failing_extractor_costs_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a library raises becomes a note, and so does a page without an article."""
    trafilatura = pytest.importorskip("trafilatura")
    empty = Cleaner().html("<p></p>", extractor="trafilatura")
    monkeypatch.setattr(trafilatura, "extract", lambda *_, **__: 1 / 0)
    failed = Cleaner().html(PAGE, extractor="trafilatura")

    assert (failed.text, [note.reason for note in failed.notes]) == ("", ["nothing_extracted"])
    assert "ZeroDivisionError" in failed.notes[0].detail
    assert [note.detail for note in empty.notes] == ["trafilatura found no article"]


@pytest.mark.parametrize("settings", [{}, {"source": "article"}], ids=["witness", "article"])
@pytest.mark.parametrize("lines", [(), ("The mayor resigned on Monday.",)], ids=["nothing", "a line"])
def test_page_says_its_title_and_language_whoever_extracts(
    last_mile: Callable[..., Result], settings: dict[str, str], lines: tuple[str, ...]
) -> None:
    """What the page states of itself does not hang on the extractor."""
    page = "<html lang=de-AT><title>Sturm</title><p>The mayor resigned on Monday.</p>"
    result = last_mile(page, *lines, **settings)

    assert (result.title, result.language) == ("Sturm", "de")


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
    cleaned = Cleaner().html(PAGE, extractor=extractor)  # type: ignore[arg-type]

    assert PROSE in cleaned.text
    for code in ("utf-8", "utf-16-le", "gb18030"):
        assert Cleaner().html(PAGE.encode(code), extractor=extractor, charset=code) == cleaned  # type: ignore[arg-type]


@pytest.mark.parametrize("extractor", EXTRACTORS)
@pytest.mark.parametrize(
    "page",
    ["", b"", "\x00", "\ud800", f"<p>\ud800{PROSE}", b"\xff\xfe", b"\x00" * 99, "<", "<html>", "<svg>" * 999],
    ids=ascii,
)
def test_odd_page_never_raises(extractor: str, page: str | bytes) -> None:
    """Whatever the page, there is a text, perhaps an empty one."""
    pytest.importorskip(extractor)

    assert isinstance(Cleaner().html(page, extractor=extractor).text, str)  # type: ignore[arg-type]


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


def test_lines_that_are_residue_on_the_page_go(last_mile) -> None:
    """The text alone would keep the teasers: nothing in their words says what they are."""
    result = last_mile(WITH_TEASERS, "Mayor resigns", PROSE, MORE, *(f"- {line}" for line in TEASERS))
    taken = [item for item in result.removed if item.category != "whitespace"]

    assert Cleaner().text(result.page_text).text == result.page_text
    assert result.text == f"Mayor resigns\n{PROSE}\n{MORE}"
    assert [item.text for item in taken] == [f"- {line}" for line in TEASERS]
    assert all(item.points > 5 and item.rule and item.category for item in taken)


def test_points_of_the_page_are_explained(last_mile) -> None:
    """What the page added makes the score that the text alone did not reach."""
    result = last_mile(WITH_TEASERS, PROSE, MORE, TEASERS[0])
    [removed] = [item for item in result.removed if item.category != "whitespace"]
    block = result.blocks[-1]

    assert (block.verdict, block.category, block.score) == ("drop", removed.category, removed.points)
    assert [each.category for each in block.points if each.name == WITNESS] == [removed.category]
    assert not any(each.name == WITNESS for kept in result.blocks[:-1] for each in kept.points)


def test_spans_account_for_what_went(last_mile) -> None:
    """The article as found less the spans is the text, and cleaning that again changes nothing."""
    result = last_mile(WITH_TEASERS, "Share", PROSE, MORE, "Sign up to our newsletter", *TEASERS, "Most read")
    left = result.page_text
    for item in reversed(result.removed):
        assert left[item.start : item.end] == item.text
        left = left[: item.start] + left[item.end :]

    assert left == result.text == Cleaner().text(result.text).text
    assert not any(line in result.text for line in TEASERS)


def test_line_that_the_page_has_in_its_text_too_stays(last_mile) -> None:
    """A teaser may quote the article; what the article says is the author's."""
    page = WITH_TEASERS.replace(MORE, f"{MORE}</p><p>{TEASERS[0]}")

    assert TEASERS[0] in last_mile(page, PROSE, MORE, *TEASERS).text


def test_article_that_the_page_takes_for_residue_is_judged_as_text(last_mile) -> None:
    """Page and extractor disagree altogether: nothing is emptied, and nothing is added."""
    assert last_mile(WITH_TEASERS, *TEASERS).text == "\n".join(TEASERS)


def test_source_article_is_judged_as_text(last_mile) -> None:
    """Whoever says it is an article has lines go only for what rules say of them."""
    article = [PROSE, MORE, *TEASERS]

    assert last_mile(WITH_TEASERS, *article, source="article").text == "\n".join(article)


def test_kept_category_stays(last_mile) -> None:
    """The settings hold on the page as they do on the text."""
    taken = {item.category for item in last_mile(WITH_TEASERS, PROSE, MORE, *TEASERS).removed} - {"whitespace"}

    assert taken
    assert last_mile(WITH_TEASERS, PROSE, MORE, *TEASERS, keep=taken).text.endswith(TEASERS[-1])


@pytest.mark.parametrize("page", ["", b"\xff\xfe", "\ud800", "<", "\x00", "<svg>" * 999, "<p>\ud800</p>"], ids=ascii)
def test_page_that_says_nothing_leaves_the_text(page: str | bytes, last_mile) -> None:
    """Whatever the page is, and whatever an extractor makes of it."""
    for article in ("", " ", "\ud800", f"{PROSE}\nShare\n{MORE}"):
        assert last_mile(page, article).text == Cleaner().text(article).text
