"""Running page sets: which ways there are, how they are scored, and the tables."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from tiny_sets import FIRST, SECOND, THIRD, page

import cleaner
from benchmarks.accuracy.__main__ import main
from benchmarks.accuracy.pages import Page
from benchmarks.accuracy.peers import C4_RULES, HtmlPeer, installed
from benchmarks.accuracy.sets import PageSet
from benchmarks.accuracy.tracks import ALONE, OURS, TRACKS, Row, SetResult, run

GERMAN = "Die Fähre verließ den Hafen zu spät, weil die Mannschaft auf den Arzt von der Insel gewartet hatte."


def small_set(*pages: Page) -> PageSet:
    """A set of these pages."""

    def read() -> Iterator[Page]:
        return iter(pages)

    return PageSet("small", read)


def make_page(name: str = "1", gold: str | None = FIRST, **fields: object) -> Page:
    """A page with one dump and one article."""
    given = {
        "html": page(gold or FIRST),
        "must": (gold or FIRST,),
        "mustnot": ("Log in",),
        "dumps": {"page_a": f"Log in\n{gold or FIRST}\nSign up to our newsletter"},
        "articles": {"extract_b": f"{gold or FIRST}\n\nSign up to our newsletter"},
        **fields,
    }
    return Page(name, "https://x.example/", given.pop("html"), gold, **given)  # type: ignore[arg-type]


def row_of(result: SetResult, *key: str) -> Row:
    """The row of a track, source and way."""
    return next(row for row in result.rows if (row.track, row.source, row.how) == key)


def test_texts_are_scored_as_they_are_and_cleaned() -> None:
    """Dumps beside C4's rules, articles beside the extractor alone."""
    result = run(small_set(make_page()), TRACKS, ())
    keys = [(row.track, row.source, row.how) for row in result.rows if row.track != "html"]

    assert keys == [
        ("page", "page_a", ALONE),
        ("page", "page_a", C4_RULES),
        ("page", "page_a", OURS),
        ("extract", "extract_b", ALONE),
        ("extract", "extract_b", OURS),
    ]
    assert row_of(result, "page", "page_a", ALONE).measures()["mustnot"] == 0
    assert row_of(result, "page", "page_a", OURS).measures() == {
        "precision": 1, "recall": 1, "word_f1": 1, "shingle_f1": 1, "exact": 1, "must": 1, "mustnot": 1,
    }  # fmt: skip
    assert row_of(result, "page", "page_a", C4_RULES).measures()["exact"] == 1


def test_only_the_tracks_asked_for_are_run() -> None:
    """Harm alone, for one."""
    result = run(small_set(make_page()), ["harm"], ())

    assert result.rows == []
    assert result.harm
    assert result.harm.measures() == {"words_kept": 1, "unchanged": 1}


def test_harm_counts_lost_words_and_changed_articles() -> None:
    """Of articles with gold."""
    residue = f"{FIRST}\n\nSign up to our newsletter\n\n{SECOND}"
    result = run(small_set(make_page("1"), make_page("2", residue), make_page("3", None)), ["harm"], ())

    assert result.harm
    assert (result.harm.articles, result.harm.changed, result.harm.lost) == (2, 1, 5)
    assert result.harm.changes == [("2", 5)]


def test_html_track_appears_with_the_function(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the package has clean_html there is none; peers do not need it."""
    monkeypatch.delattr(cleaner, "clean_html", raising=False)
    before = run(small_set(make_page()), ["html"], ())
    monkeypatch.setattr(cleaner, "clean_html", lambda html: SimpleNamespace(text=html.decode()), raising=False)
    after = run(small_set(make_page()), ["html"], ())

    assert before.rows == []
    assert [(row.source, row.how) for row in after.rows] == [("html", OURS)]


def test_peer_that_fails_scores_nothing_and_is_counted() -> None:
    """The run goes on."""

    def fail(_: bytes, language: str) -> str:
        raise RuntimeError(language)

    peer = HtmlPeer("broken", "json", "json", fail)
    result = run(small_set(make_page("1"), make_page("2")), ["html"], [peer])
    row = row_of(result, "html", "html", "broken")

    assert row.errors == ["1: RuntimeError: en", "2: RuntimeError: en"]
    assert row.measures()["word_f1"] == 0


def test_languages_have_their_own_lines() -> None:
    """Means over their pages."""
    dump = {"page_a": f"{GERMAN}\n{SECOND}\n{SECOND}"}
    result = run(small_set(make_page("1"), make_page("2", GERMAN, dumps=dump), make_page("3")), ["page"], ())
    row = row_of(result, "page", "page_a", OURS)

    assert result.languages() == {"en": 2, "de": 1}
    assert row.measures("en")["word_f1"] == 1
    assert row.measures("de")["word_f1"] < 1
    assert row.worst(1)[0][0] == "2"


def test_page_without_gold_is_scored_by_snippets() -> None:
    """No word F1 is made up."""
    gold = row_of(run(small_set(make_page(gold=None)), ["page"], ()), "page", "page_a", OURS).measures()

    assert gold == {"must": 1, "mustnot": 1}


def test_every_takes_some_pages() -> None:
    """The first, and each N-th after it."""
    result = run(small_set(*(make_page(str(n)) for n in range(5))), ["page"], (), every=2)

    assert [scored.page for scored in result.rows[0].pages] == ["0", "2", "4"]


def test_digest_changes_with_any_page() -> None:
    """Other gold, other snippets, other pages; the same pages have the same."""
    digests = {
        run(small_set(*pages), ["harm"], ()).digest
        for pages in ([make_page()], [make_page()], [make_page(gold=SECOND)], [make_page(must=())], [make_page()] * 2)
    }

    assert len(digests) == 4


def test_installed_peers_find_the_article() -> None:
    """Whichever are installed; their figures are theirs."""
    peers = installed()
    if not peers:
        pytest.skip("no peer is installed: pip install -e '.[benchmarks]'")
    long_page = page(*(f"{FIRST} {SECOND} {THIRD}" for _ in range(8)))
    found = {peer.name: peer.article(long_page, "en") for peer in peers}

    assert [name for name, text in found.items() if FIRST not in text] == []


def test_unknown_peer_is_refused() -> None:
    """The known ones are named."""
    with pytest.raises(ValueError, match="unknown peer 'mine'; known: trafilatura; trafilatura, precision; "):
        installed(["mine"])


def test_command_prints_tables_and_writes_figures(
    make_parquet: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Markdown on stdout, JSON in the file; versions and the date in both."""
    file = make_parquet(FIRST, SECOND, GERMAN)
    code = main(["run", "--data", str(file), "--peers", "none", "--worst", "1", "--json", str(tmp_path / "out.json")])
    out = capsys.readouterr().out
    found = json.loads((tmp_path / "out.json").read_text())

    assert code == 0
    assert out.startswith(f"Measured on {found['date']} with python {found['versions']['python']}, newsrinse ")
    assert "## small: 3 pages (digest " in out
    assert "| page_a | as it is | " in out
    assert f"| extract_b | cleaned |{' 1.0000 |' * 7}  |" in out
    assert "| page, mean of the dumps | cleaned | " in out
    assert "Harm: 0.000 % of the words of gold articles lost, 0 of 3 articles changed." in out
    assert "| language | pages | page, mean of the dumps | html | extract_b |" in out
    assert "| de | 1 | " in out
    assert "Lowest of extract_b:\n\n- 0: word F1 1.000, precision 1.000, recall 1.000" in out
    assert found["sets"]["small"]["rows"][0]["measures"]["recall"] == 1
    assert found["sets"]["small"]["harm"] == {"measures": {"words_kept": 1, "unchanged": 1}, "changed": {}}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--tracks", "pages"], "unknown track 'pages'; known: html, page, extract, harm"),
        (["--every", "0"], "--every is 0; give 1 or more"),
        (["--peers", "mine"], "unknown peer 'mine'; known: "),
        (["--sets", "large"], "no set 'large' there; found: small"),
    ],
)
def test_misuse_is_said(
    args: list[str], message: str, make_parquet: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2."""
    code = main(["run", "--data", str(make_parquet(FIRST)), *args])

    assert code == 2
    assert message in capsys.readouterr().err
