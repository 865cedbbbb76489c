"""Texts to measure rules on: from Parquet, fixtures, .txt and .jsonl."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleaner.rules.labelled import LabelledText, read_labelled


def read(place: Path, *columns: str) -> tuple[list[LabelledText], list[tuple[str, str]]]:
    """Texts and complaints, files by their names."""
    complaints: list[tuple[str, str]] = []
    texts = list(read_labelled(place, lambda path, what: complaints.append((path.name, what)), columns))
    return texts, complaints


def test_fixture_has_its_expectation_as_gold(tmp_path: Path) -> None:
    """expected.txt is no text of its own; files without texts are passed over."""
    folder = tmp_path / "a-slug"
    folder.mkdir()
    (folder / "page.txt").write_text("Home\nIt rained.\n")
    (folder / "expected.txt").write_text("It rained.\n")
    (folder / "page.toml").write_text("")

    assert read(tmp_path) == ([LabelledText(str(folder / "page.txt"), "Home\nIt rained.\n", "It rained.\n")], [])
    assert read(folder / "page.txt")[0] == read(tmp_path)[0]


def test_text_file_has_no_gold(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 do not stop it."""
    (tmp_path / "b.txt").write_bytes(b"caf\xe9")
    (tmp_path / "a.txt").write_text("First")

    assert read(tmp_path)[0] == [
        LabelledText(f"{tmp_path}/a.txt", "First", None),
        LabelledText(f"{tmp_path}/b.txt", "caf�", None),
    ]


def test_json_lines_have_text_and_perhaps_gold(tmp_path: Path) -> None:
    """Rows without a text are passed over."""
    rows = [{"text": "One"}, {"text": "Two", "gold": "2"}, {"title": "x"}, {"text": None}]
    (tmp_path / "a.jsonl").write_text("\n\n".join(map(json.dumps, rows)))

    assert read(tmp_path)[0] == [
        LabelledText(f"{tmp_path}/a.jsonl:1", "One", None),
        LabelledText(f"{tmp_path}/a.jsonl:3", "Two", "2"),
    ]


@pytest.mark.parametrize("line", ["{", "[1]", "3"])
def test_broken_json_line_is_named_and_what_stands_before_is_read(tmp_path: Path, line: str) -> None:
    """And so are the other files."""
    (tmp_path / "a.jsonl").write_text(f'{{"text": "One"}}\n{line}\n')
    (tmp_path / "b.txt").write_text("Two")
    texts, complaints = read(tmp_path)

    assert [text.text for text in texts] == ["One", "Two"]
    assert complaints == [("a.jsonl", "line 2: no JSON object; the rest of the file is left out")]


def test_parquet_gives_every_text_of_a_page_with_its_gold(tmp_path: Path) -> None:
    """Empty texts are passed over, an empty gold is none, and columns can be chosen."""
    pa = pytest.importorskip("pyarrow", reason="reading Parquet is an extra")
    pq = pytest.importorskip("pyarrow.parquet", reason="reading Parquet is an extra")
    rows = {"id": ["1", "2"], "gold": ["G", ""], "page_a": ["A", "B"], "extract_b": [None, "C"], "html": [b"x", b"y"]}
    pq.write_table(pa.table(rows), tmp_path / "s.parquet")

    assert read(tmp_path)[0] == [
        LabelledText(f"{tmp_path}/s.parquet:1", "A", "G"),
        LabelledText(f"{tmp_path}/s.parquet:2", "B", None),
        LabelledText(f"{tmp_path}/s.parquet:2", "C", None),
    ]
    assert [text.text for text in read(tmp_path, "extract_b")[0]] == ["C"]


def test_parquet_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """Broken ones, and those without texts; the rest is read."""
    pa = pytest.importorskip("pyarrow", reason="reading Parquet is an extra")
    pq = pytest.importorskip("pyarrow.parquet", reason="reading Parquet is an extra")
    (tmp_path / "a.parquet").write_bytes(b"PAR1 but not really")
    pq.write_table(pa.table({"html": [b"x"]}), tmp_path / "b.parquet")
    (tmp_path / "c.txt").write_text("One")
    texts, complaints = read(tmp_path)

    assert [text.text for text in texts] == ["One"]
    assert [name for name, _ in complaints] == ["a.parquet", "b.parquet"]
    assert complaints[1][1] == "no text columns (page_* or extract_*)"
