"""Ray Data: a pool of actors on a real local Ray gives what column gives."""

from __future__ import annotations

import os

import pyarrow as pa
import pytest

from cleaner import Cleaner

ray = pytest.importorskip("ray", reason="ray is not installed: newsrinse[ray]")
pytest.importorskip("ray.data", reason="ray.data lacks its libraries: newsrinse[ray]")
from cleaner.integrations.ray import CleanBatch, clean  # noqa: E402


@pytest.fixture(scope="module", autouse=True)
def cluster():
    """Ray on this machine, told of four cores: two actors hold two, and what feeds them needs some too."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    ray.init(
        num_cpus=4, include_dashboard=False, object_store_memory=150 << 20, log_to_driver=False, logging_level="ERROR"
    )
    ray.data.DataContext.get_current().enable_progress_bars = False
    yield
    ray.shutdown()


@pytest.fixture(scope="module")
def table(texts):
    """Text between two columns."""
    return pa.table({"n": texts.numbers, "text": texts.column, "other": texts.column})


def by_number(dataset):
    """All rows as a table, in the order of their numbers."""
    return pa.concat_tables(ray.get(dataset.to_arrow_refs())).sort_by("n")


def test_pool_equals_column_and_leaves_the_rest(table, texts):
    """Two actors, several blocks: the column's answers, the same schema, other columns as they were."""
    found = by_number(clean(ray.data.from_arrow(table).repartition(4), "text", removed=True, actors=2))

    assert found.schema.names == ["n", "text", "other", "removed"]
    assert found.schema.types[:3] == table.schema.types
    assert found["text"].to_pylist() == texts.cleaned
    assert found["removed"].to_pylist() == texts.removed
    assert found["other"].to_pylist() == texts.rows


def test_pages_and_settings(pages):
    """Bytes are cleaned as HTML and stay bytes; a cleaner that is handed in decides."""
    table = pa.table({"n": pages.numbers, "html": pages.column})
    little = Cleaner(max_loss=0.0)
    found = by_number(clean(ray.data.from_arrow(table), "html", little, actors=(1, 2)))

    assert found["html"].to_pylist() == little.column(pages.column).to_pylist()
    assert found.schema.field("html").type == pa.binary()


def test_batches_alone(table, texts):
    """The class for those who call map_batches themselves; a column that is not there is said."""
    assert CleanBatch("text")(table)["text"].to_pylist() == texts.cleaned
    with pytest.raises(ValueError, match="unknown column 'txt'; did you mean 'text'"):
        CleanBatch("txt")(table)
