"""Fit the scorecard's table on labelled pages, and say how good it is on sites it has not seen.

usage: python benchmarks/fit_scorecard.py --data ../shared/data [--out rules/scorecard.toml] [--folds 4]

Pages come as Parquet files with the columns of ../shared/data/DATA.md: `gold`, and the texts made from
the page (`page_*`, `extract_*`). Every line of such a text is labelled by whether the gold has it; the
gold itself takes part as a text to keep whole. The table is a logistic regression over the bins of
`cleaner.signals.table`, in units of a rule's points. Folds are split by site. Reproducible: no
randomness, fixed order. Needs pyarrow and scipy (`pip install -e '.[benchmarks]'`).
"""

from __future__ import annotations

import argparse
import datetime
import sys
import tomllib
import zlib
from collections import Counter, defaultdict
from pathlib import Path
from statistics import mean
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import numpy as np
import pyarrow.parquet as pq
from accuracy.metrics import word_f1
from scipy.optimize import minimize

from cleaner._cleaner import Cleaner
from cleaner.decide.decide import rule_points
from cleaner.decide.tongues import Tongues
from cleaner.rules.alignment import label_lines, words
from cleaner.segment.text import segment
from cleaner.signals.page import Page
from cleaner.signals.table import SIGNALS, signal_table

RIDGE = 30.0
"""Strength of the L2 penalty; 3 to 300 changed the out-of-fold mean by less than .001."""
MAX_LINE_WEIGHT_WORDS = 60
"""A line counts by its words, up to here: word F1 is what is wanted, but one long paragraph must not
outweigh the ten short lines that surround it."""
SET_WEIGHT = {"fundus-dev": 3.0}
"""The set has a seventh of the other's pages, and is all news."""
MIN_RULE_POINTS, MAX_RULE_POINTS = -3.0, 4.5
"""Beyond these a rule decides alone."""
ITERATIONS = 80


class Corpus(NamedTuple):
    """All lines of all texts, as columns; `text_of` says which text a line is of."""

    bins: np.ndarray[Any, Any]
    points: np.ndarray[Any, Any]
    labels: np.ndarray[Any, Any]
    line_words: np.ndarray[Any, Any]
    text_of: np.ndarray[Any, Any]
    open: np.ndarray[Any, Any]
    """Lines the table is to judge: not those that a rule of thumb takes for headlines, which sets count
    differently, nor wrapped ones."""
    texts: list[tuple[str, str, str, str]]
    """Set, page, site and column of each text."""


def collect(data: Path, sets: list[str]) -> Corpus:
    """Measure and label every line of every text of the sets."""
    cleaner = Cleaner()
    pack, matcher = cleaner._pack, cleaner._matcher
    parts: dict[str, list[Any]] = defaultdict(list)
    texts: list[tuple[str, str, str, str]] = []
    for name in sets:
        table = pq.read_table(data / f"{name}.parquet")
        columns = [c for c in table.column_names if c.startswith(("page_", "extract_"))]
        for row in table.to_pylist():
            if not row["gold"]:
                continue
            site = urlsplit(row["url"] or "").netloc.removeprefix("www.") or row["url"] or row["id"]
            for column in (*columns, "gold"):
                page = Page(segment(row[column] or ""))
                if not page.lines:
                    continue
                hits = matcher.match(page.lines)
                tongues = Tongues.heard(page, hits, cleaner._native(page, hits), pack)
                points = rule_points(page, hits, tongues, pack)
                keep = label_lines(page.lines, row["gold"]) if column != "gold" else np.ones(len(page.lines))
                headline = page.headlines(points > 0) if column != "gold" else np.zeros(len(points), dtype=bool)
                parts["open"].append(~headline & ~page.wrapped)
                parts["bins"].append(signal_table(page, points, tongues.function_words))
                parts["points"].append(points)
                parts["labels"].append(keep)
                parts["line_words"].append(np.array([len(words(line)) for line in page.lines]))
                parts["text_of"].append(np.full(len(keep), len(texts)))
                texts.append((name, row["id"], site, column))
        print(f"{name}: {len(texts)} texts so far", file=sys.stderr)
    return Corpus(**{key: np.concatenate(value) for key, value in parts.items()}, texts=texts)


def fit(corpus: Corpus, rows: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Weights of the log-odds to keep a line: one a bin, then the base, then one a rule point."""
    offsets = np.concatenate(([0], np.cumsum([len(signal.bins) for signal in SIGNALS])))
    count = int(offsets[-1])
    index = corpus.bins[rows] + offsets[:-1]
    points = np.clip(corpus.points[rows], MIN_RULE_POINTS, MAX_RULE_POINTS)
    keep = corpus.labels[rows]
    sets = np.array([SET_WEIGHT.get(text[0], 1.0) for text in corpus.texts])
    weight = (
        corpus.open[rows]
        * (np.minimum(corpus.line_words[rows], MAX_LINE_WEIGHT_WORDS) + 1.0)
        * sets[corpus.text_of[rows]]
    )
    weight /= weight.mean()

    def loss(theta: np.ndarray[Any, Any]) -> tuple[float, np.ndarray[Any, Any]]:
        score = theta[-2] + theta[-1] * points + sum(theta[index[:, k]] for k in range(index.shape[1]))
        chance = 1 / (1 + np.exp(-score))
        tiny = 1e-12
        value = -(weight * (keep * np.log(chance + tiny) + (1 - keep) * np.log(1 - chance + tiny))).sum()
        slope = weight * (chance - keep)
        gradient = np.empty(count + 2)
        gradient[:-2] = RIDGE * theta[:-2]
        for k in range(index.shape[1]):
            gradient[:-2] += np.bincount(index[:, k], slope, minlength=count)
        gradient[-2:] = slope.sum(), (slope * points).sum()
        return float(value + 0.5 * RIDGE * (theta[:-2] ** 2).sum()), gradient

    start = np.zeros(count + 2)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS})
    return np.asarray(found.x)


def table_points(theta: np.ndarray[Any, Any], drop_at: float) -> tuple[float, list[list[float]]]:
    """Base and points by signal and bin, in the unit of a rule's points: more of them, more residue."""
    unit = -theta[-1]
    base = drop_at - theta[-2] / unit
    points, at = [], 0
    for signal in SIGNALS:
        raw = -theta[at : at + len(signal.bins)] / unit
        centre = float(raw.mean())  # ridge leaves each signal's level open: put it into the base
        base += centre
        points.append([round(float(value) - centre, 2) for value in raw])
        at += len(signal.bins)
    return round(float(base), 2), points


def evaluate(corpus: Corpus, scores: np.ndarray[Any, Any], data: Path, numbers: dict[str, Any]) -> str:
    """Word F1 of the kept lines, text by text, beside the text as it is; harm on the gold."""
    drop_at, certain_at, structure = numbers["drop_at"], numbers["certain_at"], numbers["structure"]
    golds = {
        (name, row["id"]): row
        for name in dict.fromkeys(text[0] for text in corpus.texts)
        for row in pq.read_table(data / f"{name}.parquet").to_pylist()
    }
    starts = np.searchsorted(corpus.text_of, np.arange(len(corpus.texts) + 1))
    f1: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    lost, total = Counter[str](), Counter[str]()
    for i, (name, page, _, column) in enumerate(corpus.texts):
        part = slice(starts[i], starts[i + 1])
        certain = corpus.points[part] >= certain_at
        doubt = structure["doubt"] * max(0.0, 1 - certain.mean() / structure["sure_share"])
        drop = certain | ((scores[part] + doubt >= drop_at) & certain.any() & corpus.open[part])
        gold, text = golds[name, page]["gold"], golds[name, page][column]
        kept = "\n".join(line for line, gone in zip(segment(text).lines(), drop, strict=True) if not gone)
        if column == "gold":
            lost[name] += sum((Counter(words(gold)) - Counter(words(kept))).values())
            total[name] += len(words(gold))
        else:
            f1[name, column].append((word_f1(text, gold), word_f1(kept, gold)))
    lines = [
        f"{name:12} {column:22} as it is {mean(a for a, _ in pairs):.4f}  cleaned {mean(b for _, b in pairs):.4f}"
        for (name, column), pairs in f1.items()
    ]
    lines += [f"{name:12} gold: {100 * lost[name] / total[name]:.3f} % of words lost" for name in total]
    return "\n".join(lines)


def write(path: Path, base: float, points: list[list[float]], note: str) -> None:
    """Replace the fitted part of the scorecard; what was set by hand stays."""
    text = path.read_text(encoding="utf-8")
    lines = [text.split("fitted_on =")[0].rstrip(), f'fitted_on = "{note}"', f"base = {base}"]
    for signal, values in zip(SIGNALS, points, strict=True):
        lines += ["", f'[structure.signals."{signal.name}"]']
        lines += [f'"{name}" = {value}' for name, value in zip(signal.bins, values, strict=True)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Fit, report out of fold, store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sets", default="fundus-dev,wcxb-dev")
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    scorecard = Path(__file__).resolve().parent.parent / "rules" / "scorecard.toml"
    numbers = tomllib.loads(scorecard.read_text(encoding="utf-8"))
    corpus = collect(options.data, options.sets.split(","))
    fold = np.array([zlib.crc32(text[2].encode()) % max(options.folds, 1) for text in corpus.texts])[corpus.text_of]
    if options.folds > 1:
        scores = np.zeros(len(corpus.labels))
        for number in range(options.folds):
            base, points = table_points(fit(corpus, np.flatnonzero(fold != number)), numbers["drop_at"])
            rows = np.flatnonzero(fold == number)
            values = sum(np.array(points[k])[corpus.bins[rows, k]] for k in range(len(SIGNALS)))
            scores[rows] = base + values + corpus.points[rows]
            print(f"fold {number} fitted", file=sys.stderr)
        print(f"Out of fold, {options.folds} folds split by site:")
        print(evaluate(corpus, scores, options.data, numbers))
    if options.out:
        base, points = table_points(fit(corpus, np.arange(len(corpus.labels))), numbers["drop_at"])
        day = datetime.datetime.now(tz=datetime.UTC).date()
        note = f"{options.sets.replace(',', ' and ')}, {len(corpus.labels)} lines of {len(corpus.texts)} texts, {day}"
        write(options.out, base, points, note)


if __name__ == "__main__":
    main()
