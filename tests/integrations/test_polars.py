"""Polars: the namespace gives what column gives, eager, lazy and streaming."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cleaner import Cleaner

pl = pytest.importorskip("polars", reason="polars is not installed: newsrinse[polars]")
import cleaner.integrations.polars  # noqa: E402, F401  registers the namespace


@pytest.fixture(scope="module")
def frame(texts):
    """A text column between two others."""
    return pl.DataFrame({"n": texts.numbers, "text": texts.rows, "other": texts.rows})


@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
def test_clean_equals_column_and_leaves_the_rest(frame, texts, engine):
    """A lazy frame has the column's answers, its schema beforehand, and its other columns as they were."""
    lazy = frame.lazy().with_columns(pl.col("text").cleaner.clean())
    found = lazy.collect(engine=engine)

    assert lazy.collect_schema() == frame.schema == found.schema
    assert found["text"].to_list() == texts.cleaned
    assert found.drop("text").equals(frame.drop("text"))


@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
def test_split_says_what_went(frame, texts, engine):
    """The struct holds the text and what went, and the schema says so beforehand."""
    lazy = frame.lazy().select(pl.col("text").cleaner.split().alias("s")).unnest("s")
    found = lazy.collect(engine=engine)

    assert lazy.collect_schema() == found.schema
    assert found["text"].to_list() == texts.cleaned
    assert found["removed"].to_list() == texts.removed


@pytest.mark.parametrize("method", ["clean", "split"])
def test_enum_is_refused_with_the_way_out(method):
    """An Enum has no room for a text that changed."""
    column = pl.Series("kind", ["Subscribe"], dtype=pl.Enum(["Subscribe"]))

    with pytest.raises(Exception, match=r"column 'kind' is an Enum, which takes no new values; cast it to pl\.String"):
        column.to_frame().select(getattr(pl.col("kind").cleaner, method)())


def test_binary_columns_are_pages(pages):
    """Bytes are cleaned as HTML and stay bytes."""
    found = pl.DataFrame({"html": pages.rows}).select(pl.col("html").cleaner.clean())

    assert found.schema == {"html": pl.Binary}
    assert found["html"].to_list() == pages.cleaned


def test_chunks_slices_and_categories(texts):
    """However the rows lie, their answers are the same."""
    series = pl.Series("text", texts.rows)
    chunks = pl.concat([series[:7], series[7:9], series[9:]], rechunk=False)
    found = pl.DataFrame(chunks).select(
        chunks=pl.col("text").cleaner.clean(),
        categories=pl.col("text").cast(pl.Categorical).cleaner.clean().cast(pl.String),
    )

    assert found["chunks"].to_list() == found["categories"].to_list() == texts.cleaned
    assert pl.DataFrame(series[5:12]).select(pl.col("text").cleaner.clean())["text"].to_list() == texts.cleaned[5:12]


def test_settings_count(frame, texts):
    """A cleaner that is handed in decides."""
    found = frame.select(pl.col("text").cleaner.clean(Cleaner(max_loss=0.0)))["text"].to_list()

    assert found == Cleaner(max_loss=0.0).column(texts.column).to_pylist()


def test_empty_frames_and_nulls():
    """No rows, and nothing but nulls, come back as they are."""
    empty = pl.DataFrame({"text": []}, schema={"text": pl.String})
    nulls = pl.DataFrame({"text": [None, None]})

    assert empty.select(pl.col("text").cleaner.clean()).equals(empty)
    assert nulls.select(pl.col("text").cleaner.clean()).equals(nulls)


def test_numbers_are_refused():
    """A column that holds no text ends the query with a reason."""
    with pytest.raises(Exception, match="holds no text"):
        pl.DataFrame({"n": [1]}).select(pl.col("n").cleaner.clean())


def test_taken_namespace_is_refused():
    """Where another package is called `cleaner` on expressions already, ours does not overwrite it."""
    code = (
        "import polars as pl\n@pl.api.register_expr_namespace('cleaner')\nclass Other:\n    pass\n"
        "import cleaner.integrations.polars"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert "RuntimeError: pl.Expr.cleaner is taken by <class '__main__.Other'>" in done.stderr
