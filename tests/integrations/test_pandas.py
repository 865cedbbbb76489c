"""pandas: the accessor gives what column gives, in the type of the Series."""

from __future__ import annotations

import subprocess
import sys

import pyarrow as pa
import pytest

from cleaner import Cleaner

pd = pytest.importorskip("pandas", reason="pandas is not installed: newsrinse[pandas]")
import cleaner.integrations.pandas  # noqa: E402, F401  registers the accessor

TYPES = [
    "object",
    "str",
    "string[python]",
    "string[pyarrow]",
    pd.ArrowDtype(pa.string()),
    pd.ArrowDtype(pa.large_string()),
]


@pytest.mark.parametrize("kind", TYPES, ids=str)
def test_clean_equals_column_in_every_type(texts, kind):
    """Answers are the column's; type, index and name stay, and what was missing stays what it was."""
    series = pd.Series(texts.rows, index=[f"row {n}" for n in texts.numbers], name="text", dtype=kind)
    found = series.cleaner.clean()

    assert found.dtype == series.dtype
    assert found.index.equals(series.index)
    assert found.name == "text"
    assert [None if pd.isna(row) else row for row in found] == texts.cleaned
    assert all(type(found.iloc[n]) is type(series.iloc[n]) for n in texts.numbers if texts.rows[n] is None)


@pytest.mark.parametrize("kind", ["object", "string[pyarrow]"])
def test_split_says_what_went(texts, kind):
    """A frame on the same index, with the text and what went."""
    found = pd.Series(texts.rows, index=texts.numbers[::-1], dtype=kind).cleaner.split()

    assert list(found.index) == texts.numbers[::-1]
    assert [None if pd.isna(row) else row for row in found["text"]] == texts.cleaned
    assert pa.array(found["removed"]).to_pylist() == texts.removed


@pytest.mark.parametrize("ordered", [True, False])
def test_categories_are_cleaned_too(texts, ordered):
    """Texts that are not among the categories they came from are kept; those that became equal are one category."""
    rows = [*texts.rows, "One stays here.", "One stays here."]
    names = list(dict.fromkeys(row for row in rows if row is not None))
    series = pd.Series(rows, dtype=pd.CategoricalDtype(names, ordered=ordered), name="text")
    found = series.cleaner.clean()

    assert [None if pd.isna(row) else row for row in found] == [*texts.cleaned, *rows[-2:]]
    assert isinstance(found.dtype, pd.CategoricalDtype)
    assert (found.dtype.ordered, found.name) == (ordered, "text")
    assert list(found.cat.categories) == list(dict.fromkeys(Cleaner().text(name).text for name in names))
    assert [None if pd.isna(row) else row for row in series.cleaner.split()["text"]] == [*texts.cleaned, *rows[-2:]]


def test_bytes_are_pages(pages):
    """A Series of bytes is cleaned as HTML and stays bytes."""
    assert pd.Series(pages.rows).cleaner.clean().tolist() == pages.cleaned


def test_lone_surrogates_pass():
    """Texts that are no UTF-8 are cleaned like others."""
    series = pd.Series(
        ["Sign up to our newsletter\n\nThe mayor resigned on Monday.\ud800", None, "\udcff"], dtype=object
    )

    assert series.cleaner.clean().tolist() == ["The mayor resigned on Monday.\ud800", None, "\udcff"]


def test_settings_count(texts):
    """A cleaner that is handed in decides."""
    found = pd.Series(texts.rows, dtype="object").cleaner.clean(Cleaner(max_loss=0.0))

    assert found.tolist() == Cleaner(max_loss=0.0).column(texts.column).to_pylist()


@pytest.mark.parametrize("rows", [[1, 2], ["a", 1], [{}]])
def test_what_is_no_text_is_refused(rows):
    """A Series that holds something else says so."""
    with pytest.raises(TypeError, match="holds no text"):
        pd.Series(rows, dtype=object).cleaner.clean()


def test_empty_series():
    """No rows come back as they are."""
    assert pd.Series([], dtype="str").cleaner.clean().tolist() == []


def test_taken_accessor_is_refused():
    """Where another package is called `cleaner` on Series already, ours does not overwrite it."""
    code = (
        "import pandas as pd\n@pd.api.extensions.register_series_accessor('cleaner')\nclass Other:\n    pass\n"
        "import cleaner.integrations.pandas"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert "RuntimeError: pd.Series.cleaner is taken by <class '__main__.Other'>" in done.stderr
