"""What a user gets back: the article, what went, and why."""

from __future__ import annotations

from typing import Literal

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


class Result(Struct, frozen=True):
    """One cleaned page."""

    text: str
    """The article: the input less the spans of `removed`."""
    removed: tuple[Removed, ...]
    """What went, in order, without overlaps."""
    blocks: tuple[Block, ...]
    """Every block of the input, with its verdict and its points."""
    notes: tuple[Note, ...] = ()
