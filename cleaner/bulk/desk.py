"""The desk: cleans the documents of one piece in batches, sets aside what fails, counts everything.

Formats bring documents and take results; what a batch is, which cleaner a language gets, and what
happens when cleaning fails is decided here, once for all formats.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from cleaner.bulk.column import clean_pages, clean_texts
from cleaner.bulk.tally import Tally
from cleaner.errors import UnknownName
from cleaner.result import Result

if TYPE_CHECKING:
    from cleaner._cleaner import Cleaner

__all__ = ["Desk", "Document", "Failure"]

WORKER_DIED = "worker_died"


class Document(NamedTuple):
    """One document of a piece: a text, or the source of an HTML page where `is_page`."""

    offset: int
    """Where it stands in the file: a byte of the unpacked stream, or a row of a Parquet file."""
    content: str | bytes
    is_page: bool = False
    url: str | None = None
    charset: str | None = None
    lang: str | None = None


class Failure(Struct, omit_defaults=True):
    """One thing that could not be cleaned, as it is told in ``_failed/``."""

    file: str
    offset: int
    reason: str
    detail: str
    record: str = ""
    """The document or line, so that it can be looked at; empty where it cannot be read."""
    record_base64: str = ""
    """The same, where it is not UTF-8."""


class Desk:
    """Cleans one piece's documents.

    batch_size  documents that are cleaned at a time
    careful     one at a time, each announced before: who announced last has killed the process
    set_aside   documents, by their number in the piece, that have killed it before: they pass unchanged
    announce    called with a document's number where `careful`, and with None after each batch
    """

    def __init__(
        self,
        cleaner: Cleaner,
        file: str,
        *,
        batch_size: int,
        careful: bool = False,
        set_aside: Collection[int] = (),
        announce: Callable[[int | None], None] = lambda _: None,
    ) -> None:
        self.tally = Tally()
        self.failures: list[Failure] = []
        self.batch_size = batch_size
        self._file, self._careful, self._set_aside, self._announce = file, careful, set_aside, announce
        self._cleaners: dict[str | None, Cleaner] = {None: cleaner}
        self._seen = 0

    def clean(self, documents: Sequence[Document]) -> list[Result | None]:
        """Clean a batch. None for a document that failed: it passes unchanged, and is counted and told."""
        first, self._seen = self._seen, self._seen + len(documents)
        results: list[Result | None] = [None] * len(documents)
        rows = [number for number in range(len(documents)) if first + number not in self._set_aside]
        for number in set(range(len(documents))).difference(rows):
            self._fail_document(documents[number], WORKER_DIED, "cleaning it ended the worker, each time")
        if self._careful:
            for number in rows:
                self._announce(first + number)
                self._clean_rows(documents, [number], results)
        else:
            for group in self._alike(documents, rows):
                self._clean_rows(documents, group, results)
        for result in results:
            if result is not None:
                self.tally.count(result)
        self._announce(None)
        return results

    def fail(self, offset: int, reason: str, detail: str, record: str | bytes = b"", *, count: int = 1) -> None:
        """Count something that could not be cleaned, and tell it."""
        failure = Failure(self._file, offset, reason, detail)
        raw = record if isinstance(record, bytes) else record.encode("utf-8", "surrogatepass")
        try:
            failure.record = raw.decode()
        except UnicodeDecodeError:
            failure.record_base64 = b64encode(raw).decode()
        self.failures.append(failure)
        self.tally.failures[reason] = self.tally.failures.get(reason, 0) + count

    def pass_by(self, reason: str, count: int = 1) -> None:
        """Count records that hold nothing to clean."""
        if count:
            self.tally.passed_by[reason] = self.tally.passed_by.get(reason, 0) + count

    def _alike(self, documents: Sequence[Document], rows: Sequence[int]) -> list[list[int]]:
        """Rows in groups that one cleaner takes in one call."""
        groups: dict[tuple[str | None, bool], list[int]] = {}
        for row in rows:
            groups.setdefault((documents[row].lang, documents[row].is_page), []).append(row)
        return list(groups.values())

    def _clean_rows(self, documents: Sequence[Document], rows: Sequence[int], results: list[Result | None]) -> None:
        """Clean documents of one kind together; if that fails one by one, so that only the guilty one fails."""
        batch = [documents[row] for row in rows]
        try:
            found = self._cleaned(batch)
        except Exception as error:  # noqa: BLE001  whatever a document does, the run goes on
            if len(rows) > 1:
                for row in rows:
                    self._clean_rows(documents, [row], results)
            else:
                self._fail_document(batch[0], type(error).__name__, str(error))
            return
        for row, result in zip(rows, found, strict=True):
            results[row] = result

    def _cleaned(self, batch: Sequence[Document]) -> list[Result]:
        cleaner = self._cleaner(batch[0].lang)
        if not batch[0].is_page:
            return clean_texts(cleaner, [document.content for document in batch])  # type: ignore[misc]
        return clean_pages(
            cleaner, [page.content for page in batch], [page.url for page in batch], [page.charset for page in batch]
        )

    def _cleaner(self, lang: str | None) -> Cleaner:
        """The cleaner for a language; for a language that no rule knows the one that finds out by itself."""
        if lang not in self._cleaners:
            try:
                self._cleaners[lang] = self._cleaners[None].in_language(lang)
            except UnknownName:
                self._cleaners[lang] = self._cleaners[None]
        return self._cleaners[lang]

    def _fail_document(self, document: Document, reason: str, detail: str) -> None:
        self.tally.documents += 1
        self.fail(document.offset, reason, detail, document.content)
