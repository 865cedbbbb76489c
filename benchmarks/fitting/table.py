"""Tables of signals: points for every bin, in the unit of a rule's points."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace
from scipy import sparse

from benchmarks.fitting.regression import logistic
from benchmarks.fitting.texts import Numbers, Text
from cleaner._cleaner import Cleaner
from cleaner.decide.decide import look_at
from cleaner.decide.scorecard import Fitted, Table
from cleaner.decide.titles import titles_of
from cleaner.signals.table import Signal

__all__ = ["bins_of", "fit_table", "weights"]

RIDGE = 60.0
"""Strength of the L2 penalty; 30 and 100 came out alike, out of fold."""
MIN_RULE_POINTS, MAX_RULE_POINTS = -3.0, 4.5
"""Beyond these a rule decides alone."""
TEXT_CAUTION, HTML_CAUTION = 0.85, 0.2
"""Points by which a line must be more likely residue than not. Out of fold, .2 less brings fundus-dev .0013 and
wcxb-dev .0004 on dumps; HTML is alike from .05 to .4. In sample .85, .8 and .65 drop .898, .900 and .903 of the
snippets of wcxb-dev that must not stand in a dump, keep .980, .980 and .978 of those that must, lose 79, 80 and 83
lines of the fixtures, and of a seed none, one and one paragraph."""


def fit_table(
    texts: Sequence[Text], bins: Sequence[Numbers], signals: Sequence[Signal], drop_at: float, note: str
) -> Table:
    """The table in the unit of a rule's points: more of them, more residue. Texts are all HTML, or all are not."""
    offsets = np.concatenate(([0], np.cumsum([len(signal.bins) for signal in signals])))
    count = int(offsets[-1])
    all_bins = np.concatenate(bins).astype(np.int32) + offsets[:-1].astype(np.int32)
    points = np.clip(np.concatenate([text.points for text in texts]), MIN_RULE_POINTS, MAX_RULE_POINTS)
    rows = len(points)
    values = np.ones((rows, len(signals) + 2), dtype=np.float32)
    values[:, -1] = points
    columns = np.concatenate([all_bins, np.tile(np.array([count, count + 1], dtype=np.int32), (rows, 1))], axis=1)
    ends = np.arange(0, columns.size + 1, columns.shape[1])
    matrix = sparse.csr_matrix((values.ravel(), columns.ravel(), ends), shape=(rows, count + 2))
    weight = np.concatenate([text.weight for text in texts])
    theta = logistic(matrix, np.concatenate([text.labels for text in texts]), weight, RIDGE, count)
    unit = -theta[-1]
    caution = TEXT_CAUTION if texts[0].dom is None else HTML_CAUTION
    base = drop_at - theta[-2] / unit - caution
    fitted = {}
    for signal, at in zip(signals, offsets.tolist(), strict=False):
        raw = -theta[at : at + len(signal.bins)] / unit
        centre = float(raw.mean())  # ridge leaves each signal's level open: put it into the base
        base += centre
        fitted[signal.name] = {
            name: round(float(value) - centre, 2) for name, value in zip(signal.bins, raw, strict=True)
        }
    return Table(fitted_on=note, base=round(float(base), 2), signals=fitted)


def bins_of(text: Text, fitted: Fitted, cleaner: Cleaner, without: str) -> Numbers:
    """A text's bins, with the evidence that fits it."""
    pack = replace(cleaner._pack, fitted=fitted)
    titles = titles_of(text.page, text.points, text.dom, pack.scorecard)
    bins, _, signals = look_at(text.page, text.points, text.categories, titles, [text.tongues], pack, text.dom)
    for number, signal in enumerate(signals):
        if signal.name == without:
            bins[:, number] = 0
    return bins


def weights(table: Table, signals: Sequence[Signal], bins: Sequence[Numbers]) -> str:
    """Signals by how much their points differ from line to line (standard deviation)."""
    matrix, together = table.matrix(tuple(signals)), np.concatenate(bins)
    spread = [(float(matrix[k][together[:, k]].std()), signal.name) for k, signal in enumerate(signals)]
    return "\n".join(f"  {value:5.2f}  {name}" for value, name in sorted(spread, reverse=True))
