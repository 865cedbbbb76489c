"""Fit the points by which the headline of a text is found, and say how often it is the right line.

usage: python benchmarks/fit_titles.py --data ../shared/data [--sets fundus-dev,wcxb-dev] [--folds 4]

What is right is told by the HTML of the same page: the line of a dump that its headline is (`Dom.headline`). Of the
lines that can be one, the right one should come first: a softmax over the lines of each dump, with an L2 penalty. The
points printed go, rounded, into [titles] of rules/scorecard/decision.toml; the share of right lines is that of sites
the points were not fitted on. Reproducible: no randomness, fixed order. Needs pyarrow and scipy
(`pip install -e '.[benchmarks]'`).
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq
from scipy.optimize import minimize

from cleaner._cleaner import Cleaner
from cleaner.decide.decide import rule_points
from cleaner.decide.titles import MARKS, marks_of
from cleaner.segment.html import segment_html
from cleaner.segment.pages import side_by_side
from cleaner.segment.reading import read_text
from cleaner.signals.dom import Dom
from cleaner.signals.page import Page

RIDGE = 2.0
"""Strength of the L2 penalty."""
DECORATION = "# *"
"""What a dump may put around a headline."""


class Dump(NamedTuple):
    """The lines of a dump that can be its headline."""

    name: str
    fold: int
    marks: npt.NDArray[np.float64]
    right: npt.NDArray[np.bool_]


def dumps(data: Path, sets: Sequence[str], folds: int) -> Iterator[Dump]:
    """The dumps in which the headline that the page's HTML names is a line that can be told."""
    cleaner = Cleaner()
    for name in sets:
        table = pq.read_table(data / f"{name}.parquet")
        columns = [column for column in table.column_names if column.startswith("page_")]
        for row in table.select(["url", "html", *columns]).to_pylist():
            html = segment_html(row["html"])
            blocks = Page(html.blocks)
            at = int(Dom(side_by_side([html]), blocks).headline[0])
            headline = blocks.lines[at].strip(DECORATION) if at >= 0 else ""
            site = urlsplit(row["url"] or "").netloc.removeprefix("www.")
            for column in columns if headline else ():
                found = _dump(cleaner, row[column] or "", headline)
                if found is not None:
                    yield Dump(f"{name} {column}", zlib.crc32(site.encode()) % folds, *found)


def _dump(cleaner: Cleaner, text: str, headline: str) -> tuple[npt.NDArray[Any], npt.NDArray[Any]] | None:
    page = Page(read_text(text).blocks)
    if not page.lines:
        return None
    hits = list(cleaner._matcher.match(page.lines))
    points, _ = rule_points(page, hits, [cleaner._tongues(page, 0, hits)], cleaner._pack)
    lines, marks = marks_of(page, points)
    open_lines = points[lines] < cleaner._pack.scorecard.certain_at
    lines, marks = lines[open_lines], marks[open_lines]
    right = np.array([page.lines[line].strip(DECORATION) == headline for line in lines.tolist()], dtype=bool)
    return (marks, right) if right.any() else None


def fit(found: Sequence[Dump]) -> npt.NDArray[np.float64]:
    """Points of each mark."""

    def loss(theta: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        value, slope = 0.5 * RIDGE * float(theta @ theta), RIDGE * theta
        for dump in found:
            score = dump.marks @ theta
            chance = np.exp(score - score.max())
            chance /= chance.sum()
            of_right = chance[dump.right].sum()
            value -= float(np.log(of_right + np.finfo(float).tiny))
            slope = slope + dump.marks.T @ (chance - np.where(dump.right, chance / max(of_right, 1e-300), 0.0))
        return value, slope

    return np.asarray(minimize(loss, np.zeros(len(MARKS)), jac=True, method="L-BFGS-B").x)


def main() -> int:
    """Fit, out of fold and on all, and print both."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sets", default="fundus-dev,wcxb-dev")
    parser.add_argument("--folds", type=int, default=4)
    args = parser.parse_args()
    found = list(dumps(args.data, args.sets.split(","), args.folds))
    right: dict[str, list[bool]] = defaultdict(list)
    for fold in range(args.folds):
        theta = fit([dump for dump in found if dump.fold != fold])
        for dump in found:
            if dump.fold == fold:
                right[dump.name].append(bool(dump.right[int(np.argmax(dump.marks @ theta))]))
    for name, told in right.items():
        print(f"{name:32} {mean(told):.3f} of {len(told)}")
    for name, points in zip(MARKS, fit(found).tolist(), strict=True):
        print(f"{name} = {points:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
