"""Corpora for the speed benchmarks, made on the spot: no page stands in them twice to the letter.

By default from `fixtures/`, which are short; `--data` takes whole-page dumps and pages from Parquet files
with the columns `page_resiliparse` and `html`, such as those of ../shared/data where they exist.
"""

from __future__ import annotations

import html
import itertools
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NUMBERED_LINES = 5
"""In every fifth line stands the page's number: caches of lines help as much as on real dumps, which share menus."""


def texts(megabytes: float, data: Path | None = None, *, pages_joined: int = 1) -> list[str]:
    """Scraped pages, together so large; several of them joined to one where larger pages are wanted."""
    found: list[str] = []
    size = 0
    for number, pages in enumerate(_groups(itertools.cycle(_dumps(data)), pages_joined)):
        lines = "\n\n".join(pages).split("\n")
        lines[::NUMBERED_LINES] = [f"{line} {number}" if line.strip() else line for line in lines[::NUMBERED_LINES]]
        found.append("\n".join(lines))
        size += len(found[-1].encode())
        if size >= megabytes * 1e6:
            return found
    return found


def pages(count: int, data: Path | None = None) -> list[bytes]:
    """HTML pages: as served where there are such, else fixtures in plain markup."""
    if data is not None:
        import pyarrow.parquet as pq

        return pq.read_table(data, columns=["html"]).column("html").to_pylist()[:count]
    made = (
        f"<!doctype html><html><body><div>{number}</div>"
        + "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines() if line.strip())
        + "</body></html>"
        for number, text in enumerate(itertools.cycle(_dumps(None)))
    )
    return [page.encode() for page in itertools.islice(made, count)]


def of_size(kilobytes: float, data: Path | None = None) -> list[str]:
    """Whole-page dumps of about such a size, a tenth more or less, as they are."""
    low, high = 900 * kilobytes, 1100 * kilobytes
    return [dump for dump in _dumps(data) if low <= len(dump.encode()) <= high]


def _dumps(data: Path | None) -> list[str]:
    if data is None:
        return [path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("fixtures/*/page.txt"))]
    import pyarrow.parquet as pq

    return [text for text in pq.read_table(data).column("page_resiliparse").to_pylist() if text]


def _groups(items: Iterator[str], size: int) -> Iterator[list[str]]:
    while group := list(itertools.islice(items, size)):
        yield group
