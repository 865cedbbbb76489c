"""Spark: a real local session of two cores gives what column gives, also when a Python worker is killed."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from cleaner import Cleaner

pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed: newsrinse[spark]")
from pyspark.sql import SparkSession  # noqa: E402
from pyspark.sql.functions import arrow_udf  # noqa: E402

from cleaner.integrations.spark import clean, split  # noqa: E402


@pytest.fixture(scope="module")
def spark():
    """Two cores; a task may fail three times, as on a cluster."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local[2,4]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.memory", "1g")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def frame(spark, texts):
    """Text between two columns, in four partitions."""
    rows = list(zip(texts.numbers, texts.rows, texts.rows, strict=True))
    return spark.createDataFrame(rows, "n int, text string, other string").repartition(4).cache()


def by_number(frame, name):
    """A column's values, in the order of the rows' numbers."""
    return [row[name] for row in sorted(frame.collect(), key=lambda row: row["n"])]


def test_clean_equals_column_and_leaves_the_rest(frame, texts):
    """The column's answers, the same schema, and other columns as they were."""
    found = frame.withColumn("text", clean("text"))

    assert found.schema == frame.schema
    assert by_number(found, "text") == texts.cleaned
    assert by_number(found, "other") == texts.rows


def test_split_says_what_went(frame, texts):
    """An array of structs for each row, null where the text is."""
    found = frame.select("n", split(frame.text).alias("s")).select("n", "s.*")

    assert by_number(found, "text") == texts.cleaned
    assert [
        None if row is None else [span.asDict() for span in row] for row in by_number(found, "removed")
    ] == texts.removed


def test_binary_columns_are_pages(spark, pages):
    """HTML comes as bytes and leaves as text."""
    made = spark.createDataFrame(list(enumerate(pages.rows)), "n int, html binary")
    found = made.select("n", clean("html").alias("text"), split("html").alias("s"))
    expected = [None if row is None else row.decode() for row in pages.cleaned]

    assert dict(found.dtypes)["text"] == "string"
    assert by_number(found, "text") == by_number(found.select("n", "s.text"), "text") == expected


def test_settings_travel(frame, texts):
    """A cleaner that is handed in decides, on the workers too."""
    found = by_number(frame.select("n", clean("text", Cleaner(max_loss=0.0)).alias("text")), "text")

    assert found == Cleaner(max_loss=0.0).column(texts.column).to_pylist()


def test_killed_worker_costs_no_row(frame, texts, tmp_path):
    """A Python worker that is killed in the middle of a batch is replaced; each row comes once."""
    killed = str(tmp_path / "killed")

    def kill_once(batch):
        try:
            Path(killed).touch(exist_ok=False)
        except FileExistsError:
            return batch
        os.kill(os.getpid(), signal.SIGKILL)
        return batch

    dying = arrow_udf(kill_once, "string", pyspark.sql.functions.ArrowUDFType.SCALAR)
    found = by_number(frame.select("n", clean(dying("text")).alias("text")), "text")

    assert Path(killed).exists()
    assert found == texts.cleaned


def test_numbers_are_refused(frame):
    """A column that holds no text ends the query with a reason."""
    with pytest.raises(Exception, match="holds no text"):
        frame.select(clean("n")).collect()
