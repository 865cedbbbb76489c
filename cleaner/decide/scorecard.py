"""The scorecard: what signals add to the points of rules. Numbers are data, in `rules/scorecard/`.

An additive table: each signal of `signals.table` is cut into bins, each bin has points. Rules' points
and table points are of one unit, so a block's score is their sum and can be read line by line.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from cleaner.decide.evidence import Evidence, EvidenceTable
from cleaner.decide.titles import TitlePoints
from cleaner.signals.names import Names
from cleaner.signals.table import SIGNALS, Bins, Signal

__all__ = ["Fitted", "LabelPoints", "Scorecard", "Structure", "Table", "read_scorecard"]


class LabelPoints(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the look of a line adds where a rule took it for a label; meanings stand in the file."""

    one_word: float
    one_long_word: float
    full_stop: float
    numbered: float
    long_word_chars: int


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """A fitted table: points of every signal's bins."""

    fitted_on: str
    base: float
    signals: dict[str, dict[str, float]]

    def checked(self, signals: Sequence[Signal]) -> Table:
        """The table itself. Raises: ValueError where it names a signal or a bin that does not exist."""
        known = {signal.name: signal.bins for signal in signals}
        for name, bins in self.signals.items():
            if unknown := [name] if name not in known else sorted(bins.keys() - set(known[name])):
                raise ValueError(f"scorecard: unknown signal or bin in {name!r}: {unknown}")
        return self

    def matrix(self, signals: tuple[Signal, ...]) -> npt.NDArray[np.float64]:
        """Points by signal (rows) and bin (columns), in the order of `signals`."""
        made: npt.NDArray[np.float64] | None = self.__dict__.get("_matrix")
        if made is None:
            made = np.zeros((len(signals), max(len(signal.bins) for signal in signals)))
            for row, signal in enumerate(signals):
                points = self.signals.get(signal.name, {})
                made[row, : len(signal.bins)] = [points.get(name, 0.0) for name in signal.bins]
            self.__dict__["_matrix"] = made  # a cache; threads that race make the same
        return made

    def points(self, bins: Bins, signals: tuple[Signal, ...]) -> npt.NDArray[np.float64]:
        """What the table says of each block."""
        matrix = self.matrix(signals)
        total: npt.NDArray[np.float64] = self.base + matrix[np.arange(len(signals)), bins].sum(axis=1)
        return total


class Structure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far structure counts; meanings stand in the file."""

    headline: float
    main_prose: float
    preformatted: float
    doubt: float
    shown_at: float
    shown_share: float
    shown_blocks: int
    shown_near: int
    shown_within: int
    switch: float


class Scorecard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All numbers of the decision."""

    drop_at: float
    certain_at: float
    labels: LabelPoints
    titles: TitlePoints
    structure: Structure


class Fitted(msgspec.Struct, frozen=True):
    """The fitted parts of the scorecard."""

    text: Table
    """For blocks of text."""
    html: Table
    """For blocks of HTML."""
    evidence: EvidenceTable
    names: Names


def read_scorecard(folder: Path) -> tuple[Scorecard, Fitted]:
    """The numbers in a folder: decision.toml, and what was fitted: text, html, evidence and names.

    Raises: OSError, ValueError or msgspec.ValidationError where they are not as they should be.
    """
    import tomllib

    from cleaner.signals.dom import HTML_SIGNALS

    def read(name: str) -> dict[str, Any]:
        return tomllib.loads((folder / name).read_text(encoding="utf-8"))

    fitted = Fitted(
        text=msgspec.convert(read("text.toml"), Table).checked(SIGNALS),
        html=msgspec.convert(read("html.toml"), Table).checked(HTML_SIGNALS),
        evidence=msgspec.convert(read("evidence.toml"), Evidence).table(),
        names=msgspec.convert(read("names.toml"), Names),
    )
    return msgspec.convert(read("decision.toml"), Scorecard), fitted
