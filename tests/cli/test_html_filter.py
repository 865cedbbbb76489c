"""HTML through the command: pages in, articles out. What an article is, the pages' own tests say."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from in_process import invoke

from cleaner import Cleaner, Result

SENTENCE = "The ferry sailed again on Thursday, after nine days in which ice had cut off the island and its people."
SECOND = "The next crossing is on Saturday at noon, said the harbour master, if the wind stays in the west until then."
PAGE = (
    f'<!DOCTYPE html><html lang="en-GB"><head><title>Ferry sails</title></head><body><nav><a href="/">Home</a></nav>'
    f'<main><h1>Ferry sails</h1><p>{SENTENCE}</p><p>{SECOND} <a href="/wind">The <b>wind</b></a> turned.</p>'
    f"<p>Sign up to our newsletter</p></main></body></html>"
)
TEXT = "A line about <html> tags\n"
DONE, FAILED, MISUSED = 0, 1, 2


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page in a file."""
    file = tmp_path / "page.html"
    file.write_text(PAGE)
    return file


def article(of: bytes | str, **settings: object) -> str:
    """What the library makes of it, as a text file."""
    return Cleaner().html(of, **settings).text + "\n"  # type: ignore[arg-type]


# In and out ---------------------------------------------------------------------------------


def test_page_becomes_the_librarys_article(page: Path) -> None:
    """From a file and from standard input, its last line ended."""
    named, piped = invoke(str(page)), invoke(stdin=PAGE)

    assert named == piped == (DONE, article(PAGE), "")
    assert SENTENCE in named[1]
    assert "<" not in named[1]


def test_pages_and_texts_stand_side_by_side(page: Path, tmp_path: Path) -> None:
    """Each is told by itself, and comes in the order given."""
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "saved.txt").write_text(PAGE)
    code, out, err = invoke(str(tmp_path / "a.txt"), str(page), "-", str(tmp_path / "saved.txt"), stdin="Storm")

    assert (code, out, err) == (DONE, f"{TEXT}{article(PAGE)}Storm\n{article(PAGE)}", "")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encoding_of_a_page_is_found(encoding: str) -> None:
    """By its mark, or by its markup."""
    code, out, err = invoke(stdin=PAGE.encode(encoding))

    assert (code, out, err) == (DONE, article(PAGE), "")


def test_packed_page_is_unpacked() -> None:
    """A gzip body that was saved as it came."""
    code, out, err = invoke(stdin=gzip.compress(PAGE.encode()))

    assert (code, out, err) == (DONE, article(PAGE), "")


@pytest.mark.parametrize("content", [b"", b"\0\xff" * 50, b"<", b"\x1f\x8b\x08", bytes(range(256))], ids=ascii)
def test_no_page_is_too_broken(tmp_path: Path, content: bytes) -> None:
    """Whatever stands in a file that is called HTML, and whatever is said to be HTML."""
    file = tmp_path / "page.html"
    file.write_bytes(content)
    named, forced = invoke(str(file)), invoke("--html", stdin=content)

    assert named[:2] == forced[:2]
    assert named[0] == DONE


def test_missing_page_is_named_and_the_others_are_cleaned(page: Path, tmp_path: Path) -> None:
    """As with texts."""
    code, out, err = invoke(str(tmp_path / "none.html"), str(page))

    assert (code, out, err) == (
        FAILED,
        article(PAGE),
        f"cleaner: {tmp_path / 'none.html'}: No such file or directory\n",
    )


def test_notes_are_on_stderr() -> None:
    """What the library notes of a page is said of its input."""
    result = Cleaner(max_loss=0).html(PAGE)
    _, out, err = invoke("--max-loss", "0", stdin=PAGE)

    assert err == "".join(f"cleaner: standard input: {note.reason}: {note.detail}\n" for note in result.notes)
    assert out == result.text + "\n"


# What is asked for --------------------------------------------------------------------------


def test_kind_can_be_forced(tmp_path: Path) -> None:
    """--html reads a text as a page, --text a page as a text, whatever the name."""
    loose = f"It <i>rained</i> all night.\n{SENTENCE}"
    (tmp_path / "a.html").write_text(TEXT)
    as_html, as_text = invoke("--html", stdin=loose), invoke("--text", str(tmp_path / "a.html"))

    assert as_html == (DONE, article(loose), "")
    assert "<i>" not in as_html[1]
    assert as_text == (DONE, TEXT, "")


@pytest.mark.parametrize(
    ("args", "settings", "has"),
    [
        (["--markdown"], {"output": "markdown"}, "The **wind** turned."),
        (["--markdown", "--links"], {"output": "markdown", "links": True}, "](/wind)"),
        (
            ["--markdown", "--links", "--url", "https://example.org/news/1"],
            {"output": "markdown", "links": True, "url": "https://example.org/news/1"},
            "](https://example.org/wind)",
        ),
        (["--extractor", "own"], {}, SENTENCE),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_options_reach_the_library(page: Path, args: list[str], settings: dict[str, object], has: str) -> None:
    """Each gives what the library gives with the same setting."""
    code, out, err = invoke(*args, "--keep", "headline", str(page))
    expected = Cleaner(keep={"headline"}).html(PAGE, **settings).text  # type: ignore[arg-type]

    assert (code, out, err) == (DONE, expected.rstrip("\n") + "\n", "")
    assert has in expected


def test_charset_of_the_header_is_used() -> None:
    """It decides where the bytes and the page say nothing."""
    content = f"<html><p>{SENTENCE} Žluť.</p></html>".encode("cp1250")
    given = invoke("--charset", "windows-1250", stdin=content)

    assert given == (DONE, article(content, charset="windows-1250"), "")
    assert "Žluť" in given[1]


@pytest.mark.parametrize("extractor", ["trafilatura", "resiliparse"])
def test_other_extractor_is_used(extractor: str) -> None:
    """Where it is installed."""
    pytest.importorskip(extractor)
    code, out, err = invoke("--extractor", extractor, stdin=PAGE)

    assert (code, err) == (DONE, "")
    assert out.rstrip() == Cleaner().html(PAGE, extractor=extractor).text.rstrip()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("extractor", "module"), [("trafilatura", "trafilatura"), ("resiliparse", "resiliparse.extract.html2text")]
)
@pytest.mark.parametrize("way", ["page", "field"])
def test_missing_extractor_is_named_with_its_install_command(
    monkeypatch: pytest.MonkeyPatch, extractor: str, module: str, way: str
) -> None:
    """That is wrong usage, not a failed page."""
    monkeypatch.setitem(sys.modules, module, None)
    args, stdin = (["--html", "--field", "x"], json.dumps({"x": PAGE})) if way == "field" else ([], PAGE)
    code, out, err = invoke(*args, "--extractor", extractor, stdin=stdin)

    assert (code, out) == (MISUSED, "")
    assert err == f"cleaner: {extractor} is not installed; run: pip install 'newsrinse[{extractor}]'\n"


# JSON and explanations ----------------------------------------------------------------------


def test_json_of_a_page_has_paths_title_and_language(page: Path) -> None:
    """Beside what that of a text has; texts stay as they were."""
    code, out, _ = invoke("--json", str(page), "-", stdin=TEXT)
    of_page, of_text = map(json.loads, out.splitlines())
    result = Cleaner().html(PAGE)

    assert code == DONE
    assert of_page.keys() == {"file", "text", "title", "language", "removed", "notes"}
    assert (of_page["text"], of_page["title"], of_page["language"]) == (result.text, "Ferry sails", "en")
    assert [(item["text"], item["path"]) for item in of_page["removed"]] == [
        (item.text, item.path) for item in result.removed
    ]
    assert "/html/body/main/p[3]" in [item["path"] for item in of_page["removed"]]
    assert of_text.keys() == {"file", "text", "removed", "notes"}


def test_json_has_markdown_where_it_is_asked_for(page: Path) -> None:
    """The text is the article as written."""
    _, out, _ = invoke("--json", "--markdown", str(page))

    assert json.loads(out)["text"] == Cleaner().html(PAGE, output="markdown").text


def test_explanation_shows_the_blocks_of_the_page(page: Path) -> None:
    """What goes is marked, with its rule."""
    code, out, err = invoke("--explain", str(page))
    lines = out.splitlines()

    assert (code, err) == (DONE, "")
    assert lines[0] == f"── {page}"
    assert "- Sign up to our newsletter" in lines
    assert any("subscribe-channel +6.0" in line for line in lines)
    assert len([line for line in lines if line[:2] in ("  ", "- ") and line[2] != " "]) == len(
        Cleaner().html(PAGE).blocks
    )


# JSON Lines ---------------------------------------------------------------------------------


def test_field_of_html_becomes_the_article() -> None:
    """All else keeps every byte."""
    code, out, err = invoke("--field", "body", "--html", stdin=f'{{"n":1.50,"body":{json.dumps(PAGE)}}}\n{{"n":2}}\n')
    lines = out.splitlines()

    assert (code, err) == (DONE, "")
    assert lines[0] == f'{{"n":1.50,"body":{json.dumps(Cleaner().html(PAGE).text)}}}'
    assert lines[1] == '{"n":2}'


def test_field_of_html_becomes_markdown() -> None:
    """With the options of a page."""
    _, out, _ = invoke("--field", "body", "--html", "--markdown", stdin=json.dumps({"body": PAGE}))

    assert json.loads(out)["body"] == Cleaner().html(PAGE, output="markdown").text


@pytest.mark.parametrize("extractor", ["own", "trafilatura", "resiliparse"])
def test_field_with_half_a_character_is_no_failure(extractor: str) -> None:
    """JSON may hold lone surrogates."""
    if extractor != "own":
        pytest.importorskip(extractor)
    line = json.dumps({"x": PAGE.replace("Home", "\ud800")})
    code, out, err = invoke("--field", "x", "--html", "--extractor", extractor, stdin=line)

    assert (code, err) == (DONE, "")
    assert SENTENCE in json.loads(out)["x"]


def test_field_is_text_unless_said_otherwise() -> None:
    """A field is never guessed: all lines of a file hold the same."""
    _, out, _ = invoke("--field", "body", stdin='{"body": "<p>Storm</p>"}\n')

    assert out == '{"body": "<p>Storm</p>"}\n'


# Usage --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--html", "--text"], "--html and --text exclude each other"),
        (["--links"], "--links is for --markdown"),
        (["--text", "--markdown"], "--markdown is for HTML; leave out --text"),
        (["--text", "--url", "https://example.org/"], "--url is for HTML; leave out --text"),
        (["--text", "--charset", "utf-8"], "--charset is for HTML; leave out --text"),
        (["--text", "--extractor", "own"], "--extractor is for HTML; leave out --text"),
        (["--field", "x", "--markdown"], "--markdown is for HTML; add --html if field 'x' holds it"),
        (["--field", "x", "--extractor", "own"], "--extractor is for HTML; add --html if field 'x' holds it"),
        (
            ["--field", "x", "--html", "--charset", "utf-8"],
            "--charset is for pages as served; JSON Lines are UTF-8",
        ),
        (["--charset", "utf-99"], "unknown charset 'utf-99'; give an HTTP header's, such as iso-8859-1"),
        (
            ["--extractor", "mine"],
            "Invalid value for '--extractor': 'mine' is not one of 'own', 'trafilatura', 'resiliparse'.",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_misuse_is_said_word_for_word(args: list[str], message: str) -> None:
    """Nothing is written to stdout, and the exit code is 2."""
    code, out, err = invoke(*args, stdin=PAGE)

    assert (code, out) == (MISUSED, "")
    assert err.endswith(f"Error: {message}\n")


def test_help_teaches_html() -> None:
    """How it is told, and what to say where that goes wrong."""
    _, out, _ = invoke("--help")
    shown = " ".join(out.split())

    assert "HTML is told from text by the file's name" in shown
    assert "say --html or --text" in shown
    assert "cleaner --markdown --links --url" in shown


def test_text_needs_no_html_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """A filter of texts starts without it."""
    absent: Callable[..., Result] = lambda *_: pytest.fail("a text was read as HTML")
    monkeypatch.setattr(Cleaner, "html", absent)
    monkeypatch.setitem(sys.modules, "cleaner.segment.decode", None)
    code, out, _ = invoke(stdin="Storm > rain\n")

    assert (code, out) == (DONE, "Storm > rain\n")
