"""What the hosts that speak Arrow share: a column with what went beside it, and tables with one column cleaned.

The answers are those of `Cleaner.column`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cleaner.errors import UnknownName

if TYPE_CHECKING:
    from cleaner._cleaner import Cleaner

__all__ = ["REMOVED", "clean_table", "split_column"]

REMOVED = "removed"
"""What the column is called that says what went, as in ``cleaner bulk --removed``."""


def split_column(cleaner: Cleaner, column: Any) -> Any:
    """An Arrow array of structs: ``text``, the row cleaned, and ``removed``, what went from it.

    Of a null both are null. Raises: TypeError for a column that holds no text.
    """
    import pyarrow as pa

    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    text, removed = cleaner.column(column, removed=True)
    return pa.StructArray.from_arrays([text, removed], names=["text", REMOVED])


def clean_table(cleaner: Cleaner, table: Any, column: str, *, removed: bool = False) -> Any:
    """A table or record batch with one column cleaned; all others, and the schema, are as they were.

    With `removed`, a column of that name comes last. Raises: UnknownName where there is no such column;
    ValueError where there is a column ``removed`` already; TypeError for a column that holds no text.
    """
    names = table.schema.names
    if column not in names:
        raise UnknownName("column", column, names)
    if removed and REMOVED in names:
        raise ValueError(f"there is a column {REMOVED!r} already")
    number = names.index(column)
    cleaned = cleaner.column(table.column(number), removed=removed)
    text, went = cleaned if removed else (cleaned, None)
    table = table.set_column(number, table.schema.field(number), text)
    return table.append_column(REMOVED, went) if removed else table
