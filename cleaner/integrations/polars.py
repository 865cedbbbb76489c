"""Polars: an expression namespace, eager, lazy and streaming. Importing this module registers it.

import cleaner.integrations.polars
frame.with_columns(pl.col("text").cleaner.clean())
"""

from __future__ import annotations

from functools import partial
from typing import Any

from cleaner._cleaner import Cleaner
from cleaner.errors import MissingExtra

try:
    import polars as pl
except ImportError:
    raise MissingExtra("polars", "polars") from None

__all__ = ["NAMESPACE", "CleanerExpr"]

NAMESPACE = "cleaner"

# Polars only warns where somebody else's namespace is overwritten, and theirs would be gone without a word
_taken = getattr(pl.Expr, NAMESPACE, None)
if _taken is not None and getattr(_taken, "__module__", None) != __name__:
    raise RuntimeError(f"pl.Expr.{NAMESPACE} is taken by {_taken!r}: two packages cannot share a namespace")


class CleanerExpr:
    """What ``.cleaner`` offers on an expression. Columns are text, categories, or the source of HTML pages (Binary)."""

    def __init__(self, expr: Any) -> None:
        self._expr = expr

    def clean(self, cleaner: Cleaner | None = None) -> Any:
        """The column cleaned: same name, length and type; nulls stay null.

        Raises, when it is collected: TypeError for a column that holds no text, and for an Enum, whose values are set.
        """
        function = partial(_clean, cleaner or Cleaner())
        return self._expr.map_batches(function, pl.self_dtype(), is_elementwise=True)

    def split(self, cleaner: Cleaner | None = None) -> Any:
        """A struct of the column cleaned, ``text``, and of what went from each row, ``removed``."""
        function = partial(_split, cleaner or Cleaner())
        return self._expr.map_batches(function, _split_type(), is_elementwise=True)


if _taken is None:
    pl.api.register_expr_namespace(NAMESPACE)(CleanerExpr)


def _clean(cleaner: Cleaner, series: Any) -> Any:
    return pl.Series(series.name, cleaner.column(_arrow(series)), series.dtype)


def _split(cleaner: Cleaner, series: Any) -> Any:
    from cleaner.integrations.arrow import split_column

    return pl.Series(series.name, split_column(cleaner, _arrow(series)))


def _arrow(series: Any) -> Any:
    """The series' own buffers: the newest layout is the one Polars keeps strings in. Raises: TypeError for an Enum."""
    if series.dtype == pl.Enum:
        raise TypeError(f"column {series.name!r} is an Enum, which takes no new values; cast it to pl.String")
    return series.to_arrow(compat_level=pl.CompatLevel.newest())


def _split_type() -> Any:
    import pyarrow as pa

    from cleaner.bulk.column import REMOVED_TYPE
    from cleaner.integrations.arrow import REMOVED

    return pl.struct_with_fields({"text": pl.self_dtype(), REMOVED: pl.Series(pa.array([], REMOVED_TYPE)).dtype})
