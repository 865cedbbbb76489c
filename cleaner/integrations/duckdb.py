"""DuckDB: SQL functions that take whole Arrow vectors, registered with one call.

connection.sql("SELECT id, clean(text) FROM pages")
"""

from __future__ import annotations

from typing import Any

from cleaner._cleaner import Cleaner
from cleaner.errors import MissingExtra

try:
    import duckdb
except ImportError:
    raise MissingExtra("duckdb", "duckdb") from None

__all__ = ["register"]


def register(connection: Any = None, *, name: str = "clean", cleaner: Cleaner | None = None) -> Any:
    """Add ``clean(VARCHAR)`` and ``clean_html(BLOB)`` to a connection; both give VARCHAR, and NULL for NULL.

    connection  left out, DuckDB's default connection
    name        of the first; the second is called the same with ``_html`` behind

    Several settings can be registered side by side, under several names.
    Returns: the connection. Raises: duckdb.CatalogException where the name is taken.
    """
    connection = duckdb.default_connection() if connection is None else connection
    own = cleaner or Cleaner()

    def clean_texts(texts: Any) -> Any:
        return own.column(texts)

    def clean_pages(pages: Any) -> Any:
        return own.column(pages).cast("string")

    connection.create_function(name, clean_texts, ["VARCHAR"], "VARCHAR", type="arrow")
    connection.create_function(f"{name}_html", clean_pages, ["BLOB"], "VARCHAR", type="arrow")
    return connection
