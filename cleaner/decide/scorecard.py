"""The scorecard: what signals add to the points of rules. Numbers are data, `rules/scorecard.toml`.

An additive table: each signal of `signals.table` is cut into bins, each bin has points. Rules' points
and table points are of one unit, so a block's score is their sum and can be read line by line.
"""

from __future__ import annotations

from functools import cached_property

import msgspec
import numpy as np
import numpy.typing as npt

from cleaner.signals.table import SIGNALS, Bins

__all__ = ["LabelPoints", "Scorecard", "Structure"]


class LabelPoints(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the look of a line adds where a rule took it for a label; meanings stand in the file."""

    one_word: float
    one_long_word: float
    full_stop: float
    numbered: float
    long_word_chars: int


class Structure(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """The fitted table."""

    headline: float
    wrapped: float
    main_prose: float
    doubt: float
    sure_share: float
    fitted_on: str
    base: float
    signals: dict[str, dict[str, float]]

    @cached_property
    def table(self) -> npt.NDArray[np.float64]:
        """Points by signal (rows) and bin (columns), in the order of `SIGNALS`.

        Raises: ValueError where the file names a signal or a bin that does not exist.
        """
        known = {signal.name: signal.bins for signal in SIGNALS}
        for name, bins in self.signals.items():
            if unknown := [name] if name not in known else sorted(bins.keys() - set(known[name])):
                raise ValueError(f"scorecard: unknown signal or bin in {name!r}: {unknown}")
        table = np.zeros((len(SIGNALS), max(len(signal.bins) for signal in SIGNALS)))
        for row, signal in enumerate(SIGNALS):
            points = self.signals.get(signal.name, {})
            table[row, : len(signal.bins)] = [points.get(name, 0.0) for name in signal.bins]
        return table

    def points(self, bins: Bins) -> npt.NDArray[np.float64]:
        """What the table says of each block."""
        total: npt.NDArray[np.float64] = self.base + self.table[np.arange(len(SIGNALS)), bins].sum(axis=1)
        return total


class Scorecard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All numbers of the decision."""

    drop_at: float
    certain_at: float
    labels: LabelPoints
    structure: Structure
