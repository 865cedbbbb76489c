"""Arrow columns: same length and type out, nulls stay null, rows that stay whole are not copied where Arrow allows.

The rows' answers are those of `Cleaner.text` and `Cleaner.html`; this module only takes columns apart
and puts them together. Text columns are cleaned as text, binary columns as the source of HTML pages.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleaner.result import Removed, Result

if TYPE_CHECKING:
    from cleaner._cleaner import Cleaner

__all__ = ["REMOVED_TYPE", "clean_column", "clean_pages", "clean_texts", "removed_column", "replaced", "rows_of"]

REMOVED_TYPE = pa.list_(
    pa.struct(
        [
            ("start", pa.int64()),
            ("end", pa.int64()),
            ("category", pa.string()),
            ("rule", pa.string()),
            ("points", pa.float64()),
        ]
    )
)
"""What went from one row: code-point offsets as in `Removed`, without the text, which the input still has."""

BATCH_CHARS = 1 << 17
"""So many characters are decided at once: the calls of NumPy are shared by several pages, and what a stage leaves
for the next still lies in the processor's cache. Ten times as many were slower."""
BATCH_SOURCE = 1 << 21
"""The same for pages of HTML, in bytes or characters of their source, of which a tenth or less is text."""
_INLINE_BYTES = 12
"""Arrow's view layout keeps so many bytes in the view itself; longer ones lie in a buffer."""
_VIEW = np.dtype([("length", "<i4"), ("prefix", "S4"), ("buffer", "<i4"), ("offset", "<i4")])
"""A view of a longer string, as Arrow's column format lays it out."""


def clean_texts(cleaner: Cleaner, texts: Sequence[str]) -> list[Result]:
    """Clean many texts: the single place where whole batches are decided."""
    return [result for here in _batches(texts, BATCH_CHARS) for result in cleaner.batch(texts[here])]


def clean_pages(
    cleaner: Cleaner,
    pages: Sequence[bytes | str],
    urls: Sequence[str | None] | None = None,
    charsets: Sequence[str | None] | None = None,
) -> list[Result]:
    """Clean many HTML pages. A charset is what HTTP said of the page, where somebody kept it."""
    return [
        result
        for here in _batches(pages, BATCH_SOURCE)
        for result in cleaner.html_batch(pages[here], urls and urls[here], charsets=charsets and charsets[here])
    ]


def _batches(rows: Sequence[str | bytes], limit: int) -> Iterator[slice]:
    """Rows by so many characters or bytes."""
    first = length = 0
    for number, row in enumerate(rows):
        length += len(row)
        if length >= limit:
            yield slice(first, number + 1)
            first, length = number + 1, 0
    if first < len(rows):
        yield slice(first, len(rows))


def clean_column(cleaner: Cleaner, column: Any, *, removed: bool = False) -> Any:
    """Clean every row of an Arrow array or chunked array. See `Cleaner.column`."""
    if isinstance(column, pa.ChunkedArray):
        chunks = [_clean_array(cleaner, chunk, removed) for chunk in column.chunks]
        cleaned = pa.chunked_array([array for array, _ in chunks], column.type)
        what = pa.chunked_array([went for _, went in chunks], REMOVED_TYPE) if removed else None
    elif isinstance(column, pa.Array):
        cleaned, what = _clean_array(cleaner, column, removed)
    else:
        raise TypeError(f"a column is a pyarrow Array or ChunkedArray, not {type(column).__name__}")
    return (cleaned, what) if removed else cleaned


def _clean_array(cleaner: Cleaner, array: Any, removed: bool) -> tuple[Any, Any]:
    kind = array.type
    if pa.types.is_null(kind):
        return array, pa.nulls(len(array), REMOVED_TYPE)
    if isinstance(kind, pa.BaseExtensionType):
        cleaned, went = _clean_array(cleaner, array.storage, removed)
        return pa.ExtensionArray.from_storage(kind, cleaned), went
    if pa.types.is_dictionary(kind):
        return _clean_dictionary(cleaner, array, removed)
    if not _holds_text(kind) and not _holds_bytes(kind):
        raise TypeError(f"a column of {kind} holds no text; give string or binary columns")
    rows = rows_of(array)
    results = _results(cleaner, rows, as_pages=_holds_bytes(kind))
    return replaced(array, rows, results), removed_column(results) if removed else None


def _holds_text(kind: Any) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _holds_bytes(kind: Any) -> bool:
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_binary_view(kind))


def _results(cleaner: Cleaner, rows: Sequence[str | bytes | None], *, as_pages: bool) -> list[Result | None]:
    """A result for each row; None for a null, and, with a warning, for a row that failed: it passes unchanged."""
    full = [row for row in rows if row is not None]
    failures: list[Exception] = []
    found = iter(_cleaned(cleaner, full, as_pages, failures))
    if failures:
        said = f"{len(failures)} of {len(full)} documents could not be cleaned and pass unchanged: {failures[0]!r}"
        warnings.warn(said, RuntimeWarning, stacklevel=2)
    return [None if row is None else next(found) for row in rows]


def _cleaned(
    cleaner: Cleaner, rows: Sequence[str | bytes], as_pages: bool, failures: list[Exception]
) -> list[Result | None]:
    """Clean rows together; if that fails one by one, so that only the guilty one fails."""
    try:
        clean: Any = clean_pages if as_pages else clean_texts
        return list(clean(cleaner, rows))
    except Exception as error:  # noqa: BLE001  whatever a document does, its neighbours are cleaned
        if len(rows) > 1:
            return [result for row in rows for result in _cleaned(cleaner, [row], as_pages, failures)]
        failures.append(error)
        return [None]


def _clean_dictionary(cleaner: Cleaner, array: Any, removed: bool) -> tuple[Any, Any]:
    """Clean each distinct value in use once; the indices stay as they are where values stay distinct."""
    kind = array.type
    if not _holds_text(kind.value_type) and not _holds_bytes(kind.value_type):
        raise TypeError(f"a column of {kind} holds no text; give string or binary columns")
    rows, used = rows_of(array.dictionary), set(pc.unique(array.indices).to_pylist())
    rows = [row if number in used else None for number, row in enumerate(rows)]
    results = _results(cleaner, rows, as_pages=_holds_bytes(kind.value_type))
    indices, values = array.indices, replaced(array.dictionary, rows, results)
    plain = values.cast(_plain(values.type))
    if values is not array.dictionary and pc.count_distinct(plain, mode="all").as_py() < len(plain):
        encoded = pc.dictionary_encode(plain)  # two values became one
        values = encoded.dictionary.cast(values.type)
        indices = pc.take(encoded.indices, indices).cast(kind.index_type)
    cleaned = pa.DictionaryArray.from_arrays(indices, values, ordered=kind.ordered)
    return cleaned, pc.take(removed_column(results), array.indices) if removed else None


def rows_of(array: Any) -> list[Any]:
    """The rows of a string array as `str`, of a binary array as `bytes`, None where null.

    Bytes that are not UTF-8, which an Arrow string may hold all the same, become lone surrogates.
    """
    try:
        return array.to_pylist()  # type: ignore[no-any-return]
    except UnicodeDecodeError:
        rows = _as_bytes(array).to_pylist()
        return [None if row is None else row.decode("utf-8", "surrogateescape") for row in rows]


def replaced(array: Any, rows: Sequence[str | bytes | None], results: Sequence[Result | None]) -> Any:
    """The array with cleaned texts where they differ from the rows; None leaves a row as it is."""
    texts = [
        None if result is None else result.text if isinstance(row, str) else encode(result.text)
        for row, result in zip(rows, results, strict=True)
    ]
    mask = [text is not None and text != row for row, text in zip(rows, texts, strict=True)]
    if not any(mask):
        return array
    changed = [encode(text) for text, differs in zip(texts, mask, strict=True) if differs and text is not None]
    if pa.types.is_string_view(array.type) or pa.types.is_binary_view(array.type):
        return _replace_views(array, np.array(mask), changed)
    new = pa.array(changed, _bytes_type(array.type))
    return pc.replace_with_mask(_as_bytes(array), pa.array(mask), new).view(array.type)


def encode(text: str | bytes) -> bytes:
    """UTF-8; bytes that were not UTF-8 come out as they came in."""
    if isinstance(text, bytes):
        return text
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def _plain(kind: Any) -> Any:
    """The type for which all of Arrow's functions are there."""
    return {pa.string_view(): pa.string(), pa.binary_view(): pa.binary()}.get(kind, kind)


def _bytes_type(kind: Any) -> Any:
    return {pa.string(): pa.binary(), pa.large_string(): pa.large_binary(), pa.string_view(): pa.binary_view()}.get(
        kind, kind
    )


def _as_bytes(array: Any) -> Any:
    return array.view(_bytes_type(array.type))


def _replace_views(array: Any, mask: Any, changed: Sequence[bytes]) -> Any:
    """New texts in a buffer of their own; views of all other rows keep pointing to where they pointed."""
    validity, views, *buffers = array.buffers()
    table = np.frombuffer(views, _VIEW)[array.offset : array.offset + len(array)].copy()
    table[mask] = _views_of(changed, len(buffers))
    if validity is not None and array.offset:
        validity = array.is_valid().buffers()[1]
    new = [*buffers, pa.py_buffer(b"".join(changed))]
    return pa.Array.from_buffers(array.type, len(array), [validity, pa.py_buffer(table.tobytes()), *new])


def _views_of(texts: Sequence[bytes], buffer: int) -> Any:
    raw, offset = bytearray(len(texts) * _VIEW.itemsize), 0
    for number, text in enumerate(texts):
        at = number * _VIEW.itemsize
        raw[at : at + 4] = len(text).to_bytes(4, "little")
        if len(text) <= _INLINE_BYTES:
            raw[at + 4 : at + 4 + len(text)] = text
        else:
            raw[at + 4 : at + 8] = text[:4]
            raw[at + 8 : at + 12] = buffer.to_bytes(4, "little")
            raw[at + 12 : at + 16] = offset.to_bytes(4, "little")
        offset += len(text)
    return np.frombuffer(raw, _VIEW)


def removed_column(results: Sequence[Result | None]) -> Any:
    """What went from each row, as a list of structs; null where there is no result."""
    lengths = [0 if result is None else len(result.removed) for result in results]
    offsets = np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)
    spans: list[Removed] = [span for result in results if result is not None for span in result.removed]
    fields = [pa.array([getattr(span, field.name) for span in spans], field.type) for field in REMOVED_TYPE.value_type]
    structs = pa.StructArray.from_arrays(fields, fields=list(REMOVED_TYPE.value_type))
    mask = pa.array([result is None for result in results], pa.bool_())
    return pa.ListArray.from_arrays(pa.array(offsets), structs, type=REMOVED_TYPE, mask=mask)
