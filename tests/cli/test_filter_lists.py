"""Filter lists and rules on elements through the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from in_process import invoke

SENTENCE = "The ferry sailed again on Thursday, after nine days in which ice had cut off the island and its people."
SECOND = "The next crossing is on Saturday at noon, said the harbour master, if the wind stays in the west until then."
BOX = "The bakery by the quay has its own oven, and the oven has been warm for a hundred years and a day."
PAGE = (
    f"<!doctype html><main><h1>Ferry sails</h1><p>{SENTENCE}</p><div class=box><p>{BOX}</p></div><p>{SECOND}</p></main>"
)
DONE, MISUSED = 0, 2


@pytest.fixture
def mine(tmp_path: Path) -> str:
    """A list for one domain, with a line that is not supported."""
    file = tmp_path / "mine.txt"
    file.write_text("! mine\nexample.org##.box\n||ads.example^\n")
    return str(file)


def test_list_is_used_and_its_unused_lines_are_told(mine: str) -> None:
    """The article on stdout; on stderr, once, what is not supported."""
    said = f"cleaner: {mine}: 1 of 2 lines not supported: 1 network filter\n"
    code, out, err = invoke("--filters", mine, "--url", "https://example.org/a", stdin=PAGE)

    assert (code, err) == (DONE, said)
    assert SENTENCE in out
    assert BOX not in out
    assert BOX in invoke("--filters", mine, stdin=PAGE)[1]


def test_several_lists_are_used_together(tmp_path: Path, mine: str) -> None:
    """The option repeats; results name the list."""
    other = tmp_path / "other.txt"
    other.write_text("##.box")
    _, out, _ = invoke("--filters", mine, "--filters", str(other), "--json", stdin=PAGE)
    removed = [each for each in json.loads(out)["removed"] if each["category"] != "whitespace"]

    assert [(each["category"], each["rule"], each["path"]) for each in removed] == [
        ("filtered", "filters:other.txt:1", "/html/body/main/div/p")
    ]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--text"], "Error: --filters is for HTML; leave out --text\n"),
        (["--field", "x"], "Error: --filters is for HTML; add --html if field 'x' holds it\n"),
        (["--extractor", "trafilatura"], "Error: --filters needs the page's elements; leave out --extractor\n"),
    ],
)
def test_options_that_contradict_a_list_are_refused(mine: str, args: list[str], said: str) -> None:
    """A text has no elements, nor has another extractor's article."""
    code, out, err = invoke("--filters", mine, *args)

    assert (code, out) == (MISUSED, "")
    assert err.endswith(said)


def test_markdown_of_another_extractor_is_refused() -> None:
    """Its article is text."""
    code, _, err = invoke("--markdown", "--extractor", "resiliparse")

    assert code == MISUSED
    assert err.endswith("Error: --markdown needs the page's elements; leave out --extractor\n")


def test_list_that_cannot_be_read_stops_the_start(tmp_path: Path) -> None:
    """Before any page is read."""
    file = tmp_path / "none.txt"
    code, out, err = invoke("--filters", str(file), stdin=PAGE)

    assert (code, out) == (MISUSED, "")
    assert (
        err == f"cleaner: E120 {file}: cannot be read: No such file or directory; give a filter list, a file of text.\n"
    )


def test_field_of_html_is_filtered(tmp_path: Path) -> None:
    """In JSON Lines too."""
    file = tmp_path / "mine.txt"
    file.write_text("##.box")
    _, out, _ = invoke("--filters", str(file), "--field", "x", "--html", stdin=json.dumps({"x": PAGE}) + "\n")

    assert BOX not in json.loads(out)["x"]


def test_bulk_takes_the_address_from_its_field(tmp_path: Path, mine: str) -> None:
    """A filter for a domain holds on the records of that domain."""
    records = [{"url": url, "html": PAGE} for url in ("https://example.org/a", "https://example.net/a", None)]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    args = ["--filters", mine, "--html-field", "html", "--url-field", "url", "--workers", "1", "-q"]
    code, _, err = invoke("bulk", str(tmp_path / "in.jsonl"), str(tmp_path / "out"), *args)
    lines = (tmp_path / "out" / "in.jsonl").read_text().splitlines()

    assert (code, err) == (DONE, f"cleaner: {mine}: 1 of 2 lines not supported: 1 network filter\n")
    assert [BOX in json.loads(line)["text"] for line in lines] == [False, True, True]


def test_new_rule_on_elements_passes_the_lint(tmp_path: Path) -> None:
    """With the selector as it was given, quotes and all."""
    file = tmp_path / "mine.toml"
    args = ("rules", "new", "my-box", "--category", "related", "--into", str(file), "--selector")

    assert invoke(*args, 'aside.box, [data-x="y"]')[0] == DONE
    assert 'selector = "aside.box, [data-x=\\"y\\"]"' in file.read_text()
    assert invoke("rules", "lint", str(file))[0] == DONE
    assert invoke("rules", "show", "my-box", str(file))[1].splitlines()[1] == "[[rule]]"


def test_new_rule_with_a_bad_selector_is_refused() -> None:
    """With what is wrong with it."""
    code, out, err = invoke("rules", "new", "my-box", "--category", "related", "--selector", "aside >")

    assert (code, out) == (MISUSED, "")
    assert err.endswith(
        "Error: not a CSS selector: expected a selector at position 7; see Selectors in docs/rules.md\n"
    )
