"""DuckDB: the SQL functions give what column gives."""

from __future__ import annotations

import pyarrow as pa
import pytest

from cleaner import Cleaner

duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed: newsrinse[duckdb]")
from cleaner.integrations.duckdb import register  # noqa: E402


@pytest.fixture
def connection():
    """A database of this test, with our functions."""
    with register(duckdb.connect()) as opened:
        yield opened


def test_clean_equals_column(connection, texts):
    """Rows keep their order and their other columns; NULL stays NULL, and empty stays empty."""
    table = pa.table({"n": texts.numbers, "text": texts.column})
    found = connection.from_arrow(table).query("t", "SELECT n, clean(text) FROM t ORDER BY n").fetchall()

    assert found == list(zip(texts.numbers, texts.cleaned, strict=True))


def test_pages_give_text(connection, pages):
    """A BLOB is cleaned as HTML and gives VARCHAR."""
    table = pa.table({"html": pages.column})
    found = connection.from_arrow(table).query("t", "SELECT clean_html(html) FROM t")

    assert [str(kind) for kind in found.types] == ["VARCHAR"]
    assert [row for (row,) in found.fetchall()] == [row if row is None else row.decode() for row in pages.cleaned]


def test_many_vectors_on_many_threads(connection, texts):
    """More rows than one vector holds, on two threads: every row has its own answer."""
    connection.execute("SET threads = 2")
    table = pa.table(
        {"n": range(5_000), "text": [f"Subscribe\n\nThe mayor resigned on day {n}." for n in range(5_000)]}
    )
    found = (
        connection.from_arrow(table).query("t", "SELECT n, clean(text) FROM t WHERE n % 2 = 0 ORDER BY n").fetchall()
    )

    assert found == [(n, f"The mayor resigned on day {n}.") for n in range(0, 5_000, 2)]


def test_several_settings_side_by_side(connection, texts):
    """Another name, another cleaner."""
    register(connection, name="clean_little", cleaner=Cleaner(max_loss=0.0))
    table = pa.table({"n": texts.numbers, "text": texts.column})
    found = connection.from_arrow(table).query("t", "SELECT clean_little(text) FROM t ORDER BY n").fetchall()

    assert [row for (row,) in found] == Cleaner(max_loss=0.0).column(texts.column).to_pylist()


def test_taken_name_is_refused(connection):
    """A function of that name is not overwritten."""
    with pytest.raises(duckdb.Error, match="clean"):
        register(connection)
