"""Texts to measure rules on, with the article where it is known.

Read from a folder (or one file) of Parquet files with the columns of a page set (`page_*`, `extract_*`,
`gold`), of fixtures (`page.txt` beside `expected.txt`), and of .txt and .jsonl files, which have no gold. Where
HTML is asked for, pages as well: the column `html`, `page.html` of fixtures, .html files.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

__all__ = ["LabelledText", "read_labelled"]

TEXT_COLUMNS = ("page_", "extract_")
"""Columns of a Parquet file that begin so are texts of a page."""
HTML_COLUMN = "html"
"""The column with the page as served."""
TEXT_FIELDS = ("text", "gold")
"""A JSON Lines object's text, and its article where it has one."""
BATCH_ROWS = 32
"""Pages have some hundred kilobytes of text in all columns together."""

Complain = Callable[[Path, str], None]


class LabelledText(NamedTuple):
    """One text of a page, or its HTML; `gold` is None where the article is not known."""

    page: str
    """The page's name: texts of one page follow one another."""
    text: str | bytes
    """HTML where `is_html`."""
    gold: str | None
    is_html: bool = False


def read_labelled(
    place: Path, complain: Complain, columns: Sequence[str] = (), *, html: bool = False
) -> Iterator[LabelledText]:
    """The texts under a folder, in order of their paths, and with `html` the pages.

    `columns` chooses among the texts of Parquet files.

    What cannot be read is left out and `complain` is told the file and why. Raises: nothing else.
    """
    files = sorted(path for path in place.rglob("*") if path.is_file()) if place.is_dir() else [place]
    for path in files:
        reader = _reader(path, columns, html=html)
        if reader is None:
            continue
        try:
            yield from reader
        except (OSError, ValueError, ImportError) as error:  # pyarrow's own errors are among these
            complain(path, str(error))


def _reader(path: Path, columns: Sequence[str], *, html: bool) -> Iterator[LabelledText] | None:
    if path.suffix == ".parquet":
        return _parquet(path, columns, html=html)
    if path.suffix == ".html" and html:
        return _page(path)
    if path.suffix == ".jsonl":
        return _jsonl(path)
    if path.suffix == ".txt" and path.name != "expected.txt":
        return _text(path)
    return None


def _text(path: Path) -> Iterator[LabelledText]:
    """A text; in a fixture's folder, with what should come out of it."""
    expected = path.with_name("expected.txt")
    fixture = path.name == "page.txt" and expected.exists()
    yield LabelledText(str(path), _read(path), _read(expected) if fixture else None)


def _page(path: Path) -> Iterator[LabelledText]:
    """A page; in a fixture's folder, with what should come out of it."""
    expected = path.with_name("expected.txt")
    fixture = path.name == "page.html" and expected.exists()
    yield LabelledText(str(path), path.read_bytes(), _read(expected) if fixture else None, is_html=True)


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def _jsonl(path: Path) -> Iterator[LabelledText]:
    with path.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                text, gold = (row.get(field) for field in TEXT_FIELDS)
            except (ValueError, AttributeError):
                raise ValueError(f"line {number}: no JSON object; the rest of the file is left out") from None
            if isinstance(text, str):
                yield LabelledText(f"{path}:{number}", text, gold if isinstance(gold, str) and gold else None)


def _parquet(path: Path, columns: Sequence[str], *, html: bool) -> Iterator[LabelledText]:
    try:
        import pyarrow.parquet as pq  # an extra: only those who measure on Parquet need it
    except ImportError:
        raise ImportError("reading Parquet needs pyarrow: pip install 'newsrinse[benchmarks]'") from None
    file = pq.ParquetFile(path)
    known = file.schema_arrow.names
    texts = [name for name in known if name.startswith(TEXT_COLUMNS) and (not columns or name in columns)]
    pages = [HTML_COLUMN] if html and HTML_COLUMN in known else []
    if not texts and not pages:
        raise ValueError(f"no text columns ({' or '.join(f'{start}*' for start in TEXT_COLUMNS)})")
    wanted = [*texts, *pages, *(name for name in ("id", "gold") if name in known)]
    for batch in file.iter_batches(BATCH_ROWS, columns=wanted):
        for row in batch.to_pylist():
            for name in (*texts, *pages):
                if row[name]:
                    page, gold = f"{path}:{row.get('id')}", row.get("gold") or None
                    yield LabelledText(page, row[name], gold, is_html=name == HTML_COLUMN)
