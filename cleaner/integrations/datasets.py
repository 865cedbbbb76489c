"""Hugging Face datasets: a function for `Dataset.map` and `IterableDataset.map`, batch by batch.

dataset.with_format("arrow").map(CleanBatch("text"), batched=True)

Under the format "arrow" a batch is an Arrow table, and texts that stay whole are never Python strings;
without it a batch is a dict of lists, which works as well.
"""

from __future__ import annotations

from typing import Any

from cleaner._cleaner import Cleaner
from cleaner.errors import MissingExtra

try:
    import datasets  # noqa: F401  what this file is for
except ImportError:
    raise MissingExtra("datasets", "datasets") from None

__all__ = ["CleanBatch"]


class CleanBatch:
    """Cleans one column of a batch: string columns as texts, binary columns as the source of HTML pages.

    column   the column's name
    cleaner  the settings, where they are not the default
    removed  adds a column ``removed`` that says what went from each row

    The library keeps what was mapped under a fingerprint of this object: the same where program, rules,
    scorecard and settings are, in every process; another one where any of them has changed.
    Raises, on a batch: UnknownName where there is no such column, TypeError where it holds no text.
    """

    def __init__(self, column: str, *, cleaner: Cleaner | None = None, removed: bool = False) -> None:
        self._column, self._cleaner, self._removed = column, cleaner or Cleaner(), removed

    def __call__(self, batch: Any) -> Any:
        """Clean a batch: a table or frame to a table, a dict of lists to such a dict; or one row, which is slower."""
        import numpy as np
        import pyarrow as pa

        from cleaner.integrations.arrow import clean_table

        if hasattr(batch, "to_arrow"):  # the format "polars"
            batch = batch.to_arrow()
        if isinstance(batch, pa.Table):
            return clean_table(self._cleaner, batch, self._column, removed=self._removed)
        rows = batch[self._column]
        if isinstance(rows, np.ndarray):  # Arrow would end its strings at a NUL
            rows = rows.tolist()
        is_row = rows is None or isinstance(rows, str | bytes)  # without batched=True
        table = pa.table({self._column: [rows] if is_row else rows})
        cleaned = clean_table(self._cleaner, table, self._column, removed=self._removed).to_pydict()
        return {**batch, **({name: rows[0] for name, rows in cleaned.items()} if is_row else cleaned)}

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle with what decides, which the cleaner alone does not tell: this is what is fingerprinted."""
        identity = tuple(sorted(self._cleaner.identity().items()))
        return _rebuild, (self._column, *self._cleaner.__reduce__(), self._removed, identity)


def _rebuild(column: str, build: Any, given: Any, removed: bool, identity: Any) -> CleanBatch:  # noqa: ARG001
    return CleanBatch(column, cleaner=build(*given), removed=removed)
