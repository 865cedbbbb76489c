"""What the tests of all hosts share: documents and pages of our own, and what `Cleaner.column` makes of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cleaner import Cleaner

FOLDER = Path(__file__).parent
TEXTS = 30
"""Of the fixtures, so many texts: enough for several batches, few enough for ten engines."""
PAGES = 20
ODD = (None, "", " \n", "One line.", "\N{ZERO WIDTH SPACE}\x00\U0001f4f0")


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    """What the hosts themselves warn of is not ours to mend."""
    for item in items:
        if FOLDER in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore"))


@pytest.fixture(scope="session")
def texts(fixtures: Path) -> SimpleNamespace:
    """Texts with nulls and odd ones among them: rows, and what column makes of them."""
    found = [file.read_bytes().decode() for file in sorted(fixtures.glob("*/page.txt"))[:TEXTS]]
    return _with_answers([*found, *ODD])


@pytest.fixture(scope="session")
def pages(fixtures: Path) -> SimpleNamespace:
    """HTML pages as bytes, a null, an empty one and one that is no HTML."""
    found = [file.read_bytes() for file in sorted(fixtures.glob("*/page.html"))[:PAGES]]
    return _with_answers([*found, None, b"", b"\xff\x00<"])


def _with_answers(rows: list[Any]) -> SimpleNamespace:
    answers = SimpleNamespace(rows=rows, numbers=list(range(len(rows))))
    try:
        import pyarrow as pa
    except ModuleNotFoundError:  # a host that needs no Arrow: page by page, which is the same
        answers.cleaned = [_cleaned(row) for row in rows]
        return answers
    answers.column = pa.array(rows)
    cleaned, removed = Cleaner().column(answers.column, removed=True)
    assert not cleaned.equals(answers.column)
    answers.cleaned, answers.removed = cleaned.to_pylist(), removed.to_pylist()
    return answers


def _cleaned(row: str | bytes | None) -> str | bytes | None:
    if row is None:
        return None
    return Cleaner().text(row).text if isinstance(row, str) else Cleaner().html(row).text.encode()
