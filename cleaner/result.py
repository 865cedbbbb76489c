"""What a user gets back: the article, what went, and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from msgspec import Struct

__all__ = ["Block", "Note", "Points", "Removed", "Result", "Verdict"]

Verdict = Literal["keep", "trim", "drop"]


class Removed(Struct, frozen=True):
    """A span of the input that is not in the article. Offsets are code points of the input as given."""

    start: int
    end: int
    text: str
    category: str
    rule: str
    """The rule, or the signal of the scorecard, that weighed most; ``gap`` for left-over white space."""
    points: float
    path: str = ""
    """Where the block stood on an HTML page: ``/html/body/main/p[3]``; empty for text."""


class Points(Struct, frozen=True):
    """What one rule or signal added to a block's score."""

    name: str
    points: float
    category: str


class Block(Struct, frozen=True):
    """A block of the input with its verdict and the points that led to it, largest first.

    The points add up to the score. Only those of a rule that cut a span out, which stand among them too, are no part
    of it: the score is that of what the rule left.
    """

    start: int
    end: int
    text: str
    verdict: Verdict
    category: str
    score: float
    points: tuple[Points, ...]


class Note(Struct, frozen=True):
    """Something the user should know about this page, or about settings: a reason, and the facts behind it.

    Reasons: ``empty_article`` and ``too_much_prose``, the loss guard gave prose back;
    ``slow_pattern``, a rule of a forced pack ran into its time limit; ``nothing_extracted``, the extractor in
    front found no article or failed. Of settings (`Cleaner.notes`): ``unsupported_filters``, lines of a filter list
    that are not used.
    """

    reason: str
    detail: str


class Result:
    """One cleaned page. Equal where text, removed spans and notes are; can be pickled."""

    __slots__ = ("_blocks", "_explain", "_name_removed", "_removed", "language", "notes", "page_text", "text", "title")

    text: str
    """The article: the text of the page less the spans of `removed`."""
    notes: tuple[Note, ...]
    """What the user should know about this page; empty for most."""
    page_text: str
    """What the offsets of `removed` refer to: the text as given, or the text of all blocks of an HTML page."""
    title: str
    """What an HTML page calls itself; empty for text."""
    language: str
    """ISO 639-1 code of the language an HTML page says it is in; empty where it does not say."""
    _name_removed: Callable[[], tuple[Removed, ...]]
    _removed: tuple[Removed, ...] | None
    _explain: Callable[[], tuple[Block, ...]]
    _blocks: tuple[Block, ...] | None

    def __init__(
        self,
        text: str,
        removed: Callable[[], tuple[Removed, ...]],
        notes: tuple[Note, ...],
        explain: Callable[[], tuple[Block, ...]],
        page_text: str,
        title: str = "",
        language: str = "",
    ) -> None:
        values = {
            "text": text, "notes": notes, "page_text": page_text, "title": title, "language": language,
            "_name_removed": removed, "_removed": None, "_explain": explain, "_blocks": None,
        }  # fmt: skip
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse: a result says what happened. Raises: AttributeError."""
        raise AttributeError(f"a Result cannot be changed: {name}")

    @property
    def removed(self) -> tuple[Removed, ...]:
        """What went, in order, without overlaps; put together when first asked for."""
        if self._removed is None:
            object.__setattr__(self, "_removed", self._name_removed())
        assert self._removed is not None
        return self._removed

    def with_text(self, text: str) -> Result:
        """The same result with its article written otherwise, as in Markdown."""
        return Result(text, self._name_removed, self.notes, self._explain, self.page_text, self.title, self.language)

    def with_note(self, note: Note) -> Result:
        """The same result with something more to know."""
        shown = (self.page_text, self.title, self.language)
        return Result(self.text, self._name_removed, (*self.notes, note), self._explain, *shown)

    def of_page(self, title: str, language: str) -> Result:
        """The same result with what the page calls itself and the language it says it is in."""
        return Result(self.text, self._name_removed, self.notes, self._explain, self.page_text, title, language)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Every block of the input, with its verdict and its points; worked out when first asked for."""
        if self._blocks is None:
            object.__setattr__(self, "_blocks", self._explain())
        assert self._blocks is not None
        return self._blocks

    def __eq__(self, other: object) -> bool:
        """Compare what came out."""
        if not isinstance(other, Result):
            return NotImplemented
        return (self.text, self.removed, self.notes) == (other.text, other.removed, other.notes)

    def __hash__(self) -> int:
        """Hash what is compared."""
        return hash((self.text, self.removed, self.notes))

    def __repr__(self) -> str:
        """Show the article's beginning and how much went."""
        return f"Result(text={self.text[:40]!r}…, removed={len(self.removed)} spans)"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle with the blocks worked out."""
        shown = (self.page_text, self.title, self.language)
        return _rebuild, (self.text, self.removed, self.notes, self.blocks, shown)


def _rebuild(
    text: str, removed: tuple[Removed, ...], notes: tuple[Note, ...], blocks: tuple[Block, ...], shown: tuple[str, ...]
) -> Result:
    return Result(text, lambda: removed, notes, lambda: blocks, *shown)
