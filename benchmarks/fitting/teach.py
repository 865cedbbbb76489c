"""Pages without gold, labelled by what pages with gold taught.

HTML says more than a text made from it, so numbers fitted on labelled HTML tell the article of a page well enough to
label the dumps of that page: a table for text learns there what it would learn from gold, on sites that have none.
Another extractor is asked too: a page is left out where the two articles differ, a line counts little where they do.
What it brings, out of fold: docs/measures.md.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow.parquet as pq

from benchmarks.accuracy.dumps import decoded, made
from benchmarks.accuracy.metrics import word_f1
from benchmarks.fitting.judge import verdicts
from benchmarks.fitting.texts import HTML, Text, lines_of, measured, measured_html
from cleaner._cleaner import Cleaner
from cleaner.decide.headings import without_headings
from cleaner.decide.scorecard import Fitted
from cleaner.rules.alignment import label_lines, words

__all__ = ["Untaught", "teach", "untaught"]

SECOND = "extract_trafilatura"
"""The extractor that is asked too."""
MIN_AGREEMENT = 0.8
"""Word F1 of the two articles: below, the page is hardly one article, or one of them is wrong."""
DOUBTED = 0.2
"""What a line counts for on which the two differ."""
HEADLINE = frozenset({"headline"})
MIN_WORDS = 100
"""Shorter articles are videos, galleries and stubs."""


class Untaught(NamedTuple):
    """A page without gold: its HTML and dumps measured, and the article as another extractor has it."""

    html: Text
    dumps: list[Text]
    second: str


def untaught(data: Path, sets: Sequence[str], folds: int) -> list[Untaught]:
    """The pages of these sets. Dumps and the second article come from the set, or are made."""
    cleaner = Cleaner()
    pages = []
    for name in sets:
        for row in pq.read_table(data / f"{name}.parquet").to_pylist():
            html = measured_html(cleaner, name, row, folds)
            if html.page.lines:
                dumps = list(_dumps(cleaner, name, row, html, folds))
                second = (row[SECOND] or "") if SECOND in row else _second(row[HTML])
                pages.append(Untaught(html, dumps, second))
        print(f"{name}: {len(pages)} pages without gold", file=sys.stderr)
    return pages


def _dumps(cleaner: Cleaner, name: str, row: dict[str, Any], html: Text, folds: int) -> Iterator[Text]:
    given = {column: text or "" for column, text in row.items() if column.startswith("page_")}
    for column, text in (given or made(row[HTML])).items():
        page = lines_of(text)
        if page.lines:
            yield dataclasses.replace(measured(cleaner, name, row, column, page, folds), site=html.site, fold=html.fold)


def _second(page: bytes) -> str:
    import trafilatura  # only where a set does not bring its article

    return trafilatura.extract(decoded(page)) or ""


def teach(page: Untaught, fitted: Fitted, cleaner: Cleaner) -> list[Text]:
    """The texts of a page, labelled by its HTML under these numbers; none where the two articles differ too much.

    The headline is left out, so that none of these pages says whether one is the article's: golds differ on it, and
    what numbers say of it would only become louder.
    """
    html, dumps, second = page
    decision = verdicts(html, fitted, cleaner)
    kept = ~without_headings(decision, html.page, cleaner._pack.scorecard, HEADLINE, html.dom).drop
    gold = "\n".join(line for line, there in zip(html.page.lines, kept.tolist(), strict=True) if there)
    if len(words(gold)) < MIN_WORDS or word_f1(gold, second) < MIN_AGREEMENT:
        return []
    labelled = [(html, kept.astype(float)), *((dump, label_lines(dump.page.lines, gold)) for dump in dumps)]
    return [
        dataclasses.replace(
            text,
            gold=gold,
            labels=labels,
            headed=False,
            trust=np.where(label_lines(text.page.lines, second) == labels, 1.0, DOUBTED),
        )
        for text, labels in labelled
    ]
