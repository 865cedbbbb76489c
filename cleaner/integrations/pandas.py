"""pandas: a Series accessor, through Arrow. Importing this module registers it.

import cleaner.integrations.pandas
frame["text"] = frame["text"].cleaner.clean()
"""

from __future__ import annotations

from typing import Any

from cleaner._cleaner import Cleaner
from cleaner.errors import MissingExtra

try:
    import pandas as pd
except ImportError:
    raise MissingExtra("pandas", "pandas") from None

__all__ = ["ACCESSOR", "CleanerAccessor"]

ACCESSOR = "cleaner"

# pandas only warns where somebody else's accessor is overwritten, and theirs would be gone without a word
_taken = getattr(pd.Series, ACCESSOR, None)
if _taken is not None and getattr(_taken, "__module__", None) != __name__:
    raise RuntimeError(f"pd.Series.{ACCESSOR} is taken by {_taken!r}: two packages cannot share an accessor")


class CleanerAccessor:
    """What ``.cleaner`` offers on a Series of texts (of any string type) or of bytes, the source of HTML pages."""

    def __init__(self, series: Any) -> None:
        self._series = series

    def clean(self, cleaner: Cleaner | None = None) -> Any:
        """The Series cleaned: same index, name and type; missing values stay as they are.

        Categories are cleaned too, and those that become equal are one.

        Raises: TypeError for a Series that holds no text.
        """
        return self._back((cleaner or Cleaner()).column(_arrow(self._series)))

    def split(self, cleaner: Cleaner | None = None) -> Any:
        """A DataFrame of the Series cleaned, ``text``, and of what went from each row, ``removed``."""
        from cleaner.integrations.arrow import REMOVED

        text, removed = (cleaner or Cleaner()).column(_arrow(self._series), removed=True)
        went = pd.arrays.ArrowExtensionArray(removed)
        return pd.DataFrame({"text": self._back(text), REMOVED: went}, index=self._series.index)

    def _back(self, cleaned: Any) -> Any:
        """In the type of the Series; rows that were missing stay what they were: None, NaN or NA."""
        series = self._series
        if isinstance(series.dtype, pd.CategoricalDtype):
            return pd.Series(_categories(cleaned, ordered=bool(series.dtype.ordered)), series.index, name=series.name)
        if isinstance(series.dtype, pd.ArrowDtype):
            rows: Any = pd.arrays.ArrowExtensionArray(cleaned)
        else:
            rows = _rows(cleaned)
        return pd.Series(rows, series.index, series.dtype, series.name).where(series.notna(), series)


if _taken is None:
    pd.api.extensions.register_series_accessor(ACCESSOR)(CleanerAccessor)


def _arrow(series: Any) -> Any:
    import pyarrow as pa

    try:
        return pa.array(series, from_pandas=True)
    except UnicodeEncodeError:  # Python strings may hold lone surrogates, which are no UTF-8
        rows = [row.encode("utf-8", "surrogatepass") if isinstance(row, str) else None for row in series]
        return pa.array(rows, pa.binary()).view(pa.string())
    except pa.ArrowException as error:
        raise TypeError(f"Series {series.name!r} of {series.dtype} holds no text throughout: {error}") from None


def _categories(cleaned: Any, *, ordered: bool) -> Any:
    return pd.Categorical(_rows(cleaned), categories=list(dict.fromkeys(_rows(cleaned.dictionary))), ordered=ordered)


def _rows(array: Any) -> list[Any]:
    import pyarrow as pa

    try:
        return array.to_pylist()  # type: ignore[no-any-return]
    except UnicodeDecodeError:  # the lone surrogates that `_arrow` let pass
        rows = array.view(pa.binary()).to_pylist()
        return [None if row is None else row.decode("utf-8", "surrogatepass") for row in rows]
