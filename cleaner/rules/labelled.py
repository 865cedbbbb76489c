"""Texts to measure rules on, with the article where it is known.

Read from a folder (or one file) of Parquet files with the columns of a page set (`page_*`, `extract_*`,
`gold`), of fixtures (`page.txt` beside `expected.txt`), and of .txt and .jsonl files, which have no gold.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

__all__ = ["LabelledText", "read_labelled"]

TEXT_COLUMNS = ("page_", "extract_")
"""Columns of a Parquet file that begin so are texts of a page."""
TEXT_FIELDS = ("text", "gold")
"""A JSON Lines object's text, and its article where it has one."""
BATCH_ROWS = 32
"""Pages have some hundred kilobytes of text in all columns together."""

Complain = Callable[[Path, str], None]


class LabelledText(NamedTuple):
    """One text of a page; `gold` is None where the article is not known."""

    page: str
    """The page's name: texts of one page follow one another."""
    text: str
    gold: str | None


def read_labelled(place: Path, complain: Complain, columns: Sequence[str] = ()) -> Iterator[LabelledText]:
    """The texts under a folder, in order of their paths. `columns` chooses among those of Parquet files.

    What cannot be read is left out and `complain` is told the file and why. Raises: nothing else.
    """
    files = sorted(path for path in place.rglob("*") if path.is_file()) if place.is_dir() else [place]
    for path in files:
        reader = _reader(path, columns)
        if reader is None:
            continue
        try:
            yield from reader
        except (OSError, ValueError, ImportError) as error:  # pyarrow's own errors are among these
            complain(path, str(error))


def _reader(path: Path, columns: Sequence[str]) -> Iterator[LabelledText] | None:
    if path.suffix == ".parquet":
        return _parquet(path, columns)
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


def _parquet(path: Path, columns: Sequence[str]) -> Iterator[LabelledText]:
    try:
        import pyarrow.parquet as pq  # an extra: only those who measure on Parquet need it
    except ImportError:
        raise ImportError("reading Parquet needs pyarrow: pip install 'newsrinse[benchmarks]'") from None
    file = pq.ParquetFile(path)
    known = file.schema_arrow.names
    texts = [name for name in known if name.startswith(TEXT_COLUMNS) and (not columns or name in columns)]
    if not texts:
        raise ValueError(f"no text columns ({' or '.join(f'{start}*' for start in TEXT_COLUMNS)})")
    wanted = [*texts, *(name for name in ("id", "gold") if name in known)]
    for batch in file.iter_batches(BATCH_ROWS, columns=wanted):
        for row in batch.to_pylist():
            for name in texts:
                if row[name]:
                    yield LabelledText(f"{path}:{row.get('id')}", row[name], row.get("gold") or None)
