"""What a run counts: documents, characters, categories, rules, failures. Sums only, so order does not matter."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct, field

from cleaner.result import Result

__all__ = ["Share", "Tally"]


class Share(Struct):
    """What one rule or category did."""

    documents: int = 0
    spans: int = 0
    chars: int = 0

    def add(self, other: Share) -> None:
        """Add another's counts."""
        self.documents += other.documents
        self.spans += other.spans
        self.chars += other.chars


class Tally(Struct):
    """The counts of a piece, a file or a run. Characters are code points of text, or of an HTML page's text."""

    documents: int = 0
    changed: int = 0
    chars_in: int = 0
    chars_removed: int = 0
    bytes_in: int = 0
    """Of the input as it lies there, packed or not."""
    categories: dict[str, Share] = field(default_factory=dict)
    rules: dict[str, Share] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)
    """Documents that carry a note of this reason: see `cleaner.Note`."""
    passed_by: dict[str, int] = field(default_factory=dict)
    """Records that hold nothing to clean, by reason."""
    failures: dict[str, int] = field(default_factory=dict)
    """What could not be cleaned, by reason; each is told in ``_failed/``."""

    @property
    def failed(self) -> int:
        """How many failures."""
        return sum(self.failures.values())

    def count(self, result: Result) -> None:
        """Count a cleaned document."""
        self.documents += 1
        self.changed += bool(result.removed)
        self.chars_in += len(result.text)
        for table, name in ((self.categories, "category"), (self.rules, "rule")):
            here: dict[str, Share] = {}
            for span in result.removed:
                share = here.setdefault(getattr(span, name), Share(documents=1))
                share.spans += 1
                share.chars += span.end - span.start
            _add_shares(table, here)
        gone = sum(span.end - span.start for span in result.removed)
        self.chars_in += gone
        self.chars_removed += gone
        _add_counts(self.notes, dict.fromkeys((note.reason for note in result.notes), 1))

    def add(self, other: Tally) -> None:
        """Add another's counts."""
        for name in ("documents", "changed", "chars_in", "chars_removed", "bytes_in"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        _add_shares(self.categories, other.categories)
        _add_shares(self.rules, other.rules)
        for name in ("notes", "passed_by", "failures"):
            _add_counts(getattr(self, name), getattr(other, name))

    @classmethod
    def of(cls, tallies: Iterable[Tally]) -> Tally:
        """The sum of many."""
        total = cls()
        for tally in tallies:
            total.add(tally)
        return total


def _add_shares(table: dict[str, Share], more: dict[str, Share]) -> None:
    for name, share in more.items():
        table.setdefault(name, Share()).add(share)


def _add_counts(table: dict[str, int], more: dict[str, int]) -> None:
    for name, count in more.items():
        table[name] = table.get(name, 0) + count
