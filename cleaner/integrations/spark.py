"""Spark: column functions, on Arrow batches.

frame.withColumn("text", clean("text"))

Only the column travels to Python; all others stay in the JVM. Settings are pickled once into the query, and
a Python worker reads the rules once, however many tasks it serves.
"""

from __future__ import annotations

from typing import Any

from cleaner._cleaner import Cleaner
from cleaner.errors import MissingExtra

try:
    from pyspark.sql.functions import ArrowUDFType, arrow_udf
except ImportError:
    raise MissingExtra("pyspark", "spark") from None

__all__ = ["clean", "split"]

_REMOVED = "array<struct<start: bigint, `end`: bigint, category: string, rule: string, points: double>>"
"""`cleaner.bulk.column.REMOVED_TYPE` in Spark's words."""


def clean(column: Any, cleaner: Cleaner | None = None) -> Any:
    """A column of texts (string) or HTML pages (binary), given by name or as a Column, cleaned: a string column.

    Null stays null. A task whose Python worker dies is run again by Spark.
    """
    own = cleaner or Cleaner()

    def clean_batch(batch: Any) -> Any:
        return _as_text(own.column(batch))

    return arrow_udf(clean_batch, "string", ArrowUDFType.SCALAR)(column)


def split(column: Any, cleaner: Cleaner | None = None) -> Any:
    """A struct of the column cleaned, ``text``, and of what went from each row, ``removed``; null of a null."""
    own = cleaner or Cleaner()

    def split_batch(batch: Any) -> Any:
        import pyarrow as pa

        from cleaner.integrations.arrow import REMOVED

        text, removed = own.column(batch, removed=True)
        return pa.StructArray.from_arrays([_as_text(text), removed], names=["text", REMOVED], mask=batch.is_null())

    return arrow_udf(split_batch, f"text: string, removed: {_REMOVED}", ArrowUDFType.SCALAR)(column)


def _as_text(array: Any) -> Any:
    """Articles of HTML pages come as UTF-8 in binary columns."""
    import pyarrow as pa

    text = {pa.binary(): pa.string(), pa.large_binary(): pa.large_string()}.get(array.type)
    return array if text is None else array.cast(text)
