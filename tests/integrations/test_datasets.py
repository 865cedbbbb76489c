"""Hugging Face datasets: mapped batches give what column gives, and the cache knows what decides."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from cleaner import Cleaner

datasets = pytest.importorskip("datasets", reason="datasets is not installed: newsrinse[datasets]")
from cleaner.integrations.datasets import CleanBatch  # noqa: E402


@pytest.fixture
def dataset(texts, tmp_path):
    """A dataset on disk, as one that was downloaded, with a column beside the text."""
    made = datasets.Dataset.from_dict({"n": texts.numbers, "text": texts.rows, "other": texts.rows})
    made.save_to_disk(tmp_path / "pages")
    return datasets.load_from_disk(tmp_path / "pages")


@pytest.mark.parametrize("processes", [None, 2])
@pytest.mark.parametrize("kind", ["arrow", None])
def test_map_equals_column_and_leaves_the_rest(dataset, texts, kind, processes):
    """In Arrow or in Python, in this process or in two: the column's answers, and the same features."""
    found = dataset.with_format(kind).map(CleanBatch("text"), batched=True, batch_size=8, num_proc=processes)

    assert found.features == dataset.features
    assert found.with_format(None)["text"][:] == texts.cleaned
    assert found.with_format(None)["other"][:] == texts.rows
    assert found.with_format(None)["n"][:] == texts.numbers


@pytest.mark.parametrize("removed", [True, False])
def test_rows_one_by_one(dataset, texts, removed):
    """Without batched=True a row is cleaned as a text, not as a list of characters."""
    found = dataset.map(CleanBatch("text", removed=removed))

    assert found["text"][:] == texts.cleaned
    assert not removed or found["removed"][:] == texts.removed


@pytest.mark.parametrize("kind", ["polars", "pandas", "numpy"])
def test_formats_of_other_libraries(dataset, texts, kind):
    """Batches that come as frames or arrays are cleaned as well."""
    pytest.importorskip(kind, reason=f"{kind} is not installed")
    found = dataset.with_format(kind).map(CleanBatch("text"), batched=True, batch_size=8).with_format(None)

    assert found["text"][:] == texts.cleaned


@pytest.mark.parametrize("kind", ["arrow", None])
def test_streaming_equals_column(dataset, texts, kind):
    """A stream is cleaned batch by batch."""
    stream = dataset.to_iterable_dataset().with_format(kind).map(CleanBatch("text"), batched=True, batch_size=8)

    assert [row["text"] for row in stream.with_format(None)] == texts.cleaned


def test_removed_is_a_column(dataset, texts):
    """What went comes as a further column."""
    found = dataset.with_format("arrow").map(CleanBatch("text", removed=True), batched=True, batch_size=8)

    assert found.column_names == [*dataset.column_names, "removed"]
    assert found.with_format(None)["removed"][:] == texts.removed


def test_binary_columns_are_pages(pages):
    """Bytes are cleaned as HTML and stay bytes."""
    made = datasets.Dataset.from_dict({"html": pages.rows})
    found = made.with_format("arrow").map(CleanBatch("html"), batched=True)

    assert found.features == made.features
    assert found.with_format(None)["html"][:] == pages.cleaned


def test_second_map_comes_from_the_cache(dataset):
    """The same function on the same data is not run again."""
    first, second = (
        dataset.with_format("arrow").map(CleanBatch("text", cleaner=Cleaner()), batched=True) for _ in range(2)
    )

    assert first._fingerprint == second._fingerprint
    assert first.cache_files == second.cache_files != []


def test_fingerprint_is_the_same_in_every_process():
    """Sets have another order in each process; the fingerprint has not."""
    code = (
        "from datasets.fingerprint import Hasher; from cleaner import Cleaner\n"
        "from cleaner.integrations.datasets import CleanBatch\n"
        "print(Hasher.hash(CleanBatch('text', cleaner=Cleaner(keep=['caption', 'share', 'byline', 'credit']))))"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }

    assert len(found) == 1


def test_fingerprint_changes_with_what_decides(make_pack, tmp_path):
    """Other settings, another column, or another word in a rule pack: another fingerprint."""
    from datasets.fingerprint import Hasher

    pack = tmp_path / "more.toml"
    pack.write_text('language = "en"\n[concepts]\nread_also = ["dig deeper"]\n')
    before = Hasher.hash(CleanBatch("text", cleaner=Cleaner(rules=[pack])))
    pack.write_text('language = "en"\n[concepts]\nread_also = ["dig deepest"]\n')
    others = [
        CleanBatch("text"),
        CleanBatch("other"),
        CleanBatch("text", removed=True),
        CleanBatch("text", cleaner=Cleaner(lang="en")),
        CleanBatch("text", cleaner=Cleaner(rules=[pack])),
    ]

    assert len({before, *map(Hasher.hash, others)}) == 1 + len(others)


def test_wrong_columns_are_refused(dataset):
    """A column that is not there, or a second `removed`, is said at once."""
    with pytest.raises(Exception, match="unknown column 'txt'; did you mean 'text'"):
        dataset.with_format("arrow").map(CleanBatch("txt"), batched=True)
    with pytest.raises(Exception, match="there is a column 'removed' already"):
        dataset.with_format("arrow").rename_column("n", "removed").map(CleanBatch("text", removed=True), batched=True)
