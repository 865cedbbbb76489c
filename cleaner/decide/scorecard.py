"""The scorecard: what signals add to the points of rules. Numbers are data, `rules/scorecard.toml`."""

from __future__ import annotations

import msgspec

__all__ = ["Limits", "Points", "Scorecard"]


class Points(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Points added by a signal; their meaning stands beside them in the file."""

    one_word: float
    one_long_word: float
    full_stop: float
    numbered: float
    beside_residue: float
    page_residue: float
    above_prose: float
    run_half_residue: float
    run_third_residue: float
    tail: float


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From where on a signal counts."""

    page_residue_blocks: int
    long_word_chars: int
    run_min_residue: int
    structure_max_words: int


class Scorecard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All numbers of the decision."""

    drop_at: float
    certain_at: float
    points: Points
    limits: Limits
