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


class Points(Struct, frozen=True):
    """What one rule or signal added to a block's score."""

    name: str
    points: float
    category: str


class Block(Struct, frozen=True):
    """A block of the input with its verdict and the points that led to it, largest first."""

    start: int
    end: int
    text: str
    verdict: Verdict
    category: str
    score: float
    points: tuple[Points, ...]


class Note(Struct, frozen=True):
    """Something the user should know about this page: a reason, and the facts behind it.

    Reasons: ``empty_article`` and ``too_much_prose``, the loss guard gave prose back;
    ``slow_pattern``, a rule of a forced pack ran into its time limit.
    """

    reason: str
    detail: str


class Result:
    """One cleaned page. Equal where text, removed spans and notes are; can be pickled."""

    __slots__ = ("_blocks", "_explain", "notes", "removed", "text")

    text: str
    """The article: the input less the spans of `removed`."""
    removed: tuple[Removed, ...]
    """What went, in order, without overlaps."""
    notes: tuple[Note, ...]
    """What the user should know about this page; empty for most."""
    _explain: Callable[[], tuple[Block, ...]]
    _blocks: tuple[Block, ...] | None

    def __init__(
        self,
        text: str,
        removed: tuple[Removed, ...],
        notes: tuple[Note, ...],
        explain: Callable[[], tuple[Block, ...]],
    ) -> None:
        for name, value in zip(("text", "removed", "notes", "_explain"), (text, removed, notes, explain), strict=True):
            object.__setattr__(self, name, value)
        object.__setattr__(self, "_blocks", None)

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse: a result says what happened. Raises: AttributeError."""
        raise AttributeError(f"a Result cannot be changed: {name}")

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Every block of the input, with its verdict and its points; worked out when first asked for."""
        if self._blocks is None:
            object.__setattr__(self, "_blocks", self._explain())
            object.__setattr__(self, "_explain", None)
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
        return _rebuild, (self.text, self.removed, self.notes, self.blocks)


def _rebuild(text: str, removed: tuple[Removed, ...], notes: tuple[Note, ...], blocks: tuple[Block, ...]) -> Result:
    return Result(text, removed, notes, lambda: blocks)
