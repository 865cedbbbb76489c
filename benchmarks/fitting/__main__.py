"""Fit the scorecard on labelled pages, and say how good it is on sites it has not seen.

usage: python -m benchmarks.fitting --data ../shared/data [--folds 4] [--out rules/scorecard] [--without SIGNAL]

Pages come as Parquet files with the columns of ../shared/data/DATA.md: `gold`, and the texts made from
the page (`page_*`, `extract_*`), and `html`. Every line of such a text, every block of the HTML, is labelled
by whether the gold has it; the gold itself takes part as a text to keep whole. First evidence is fitted: of the
words of short lines, and of the words in class and id names (logistic regressions). Then, on it, a table of
signals for text and one for HTML (logistic regressions over their bins), in units of a rule's points. Then all of
it once more, together with pages without gold (`--unlabelled`), labelled by what the first pass says of their HTML.
Folds are split by site; a line's evidence always comes from sites other than its own, and what is said of a fold
out of fold has seen none of its pages, nor labels made with them. Reproducible: no randomness, fixed order. Needs
pyarrow, scipy, and what makes dumps (`pip install -e '.[benchmarks]'`).
"""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.fitting.evidence import fit_evidence, fit_names, gather
from benchmarks.fitting.judge import report, score
from benchmarks.fitting.table import bins_of, fit_table, weights
from benchmarks.fitting.teach import Untaught, teach, untaught
from benchmarks.fitting.texts import Numbers, Text, as_read, collect
from cleaner._cleaner import Cleaner
from cleaner.decide.evidence import Evidence
from cleaner.decide.scorecard import Fitted, Table
from cleaner.signals.dom import HTML_SIGNALS
from cleaner.signals.names import Names
from cleaner.signals.table import SIGNALS, Signal

FOLDS = 4
"""Where nothing is judged, evidence for a line still comes from three quarters of the sites."""
NOBODY = -1


class Learned(NamedTuple):
    """What was learned: to be stored, and what the tables were fitted on."""

    evidence: Evidence
    names: Names
    text: Table
    html: Table
    text_bins: list[Numbers]
    html_bins: list[Numbers]

    @property
    def fitted(self) -> Fitted:
        """As a pack has it."""
        return Fitted(self.text, self.html, self.evidence.table(), self.names)


def learn(texts: Sequence[Text], cleaner: Cleaner, without: str, note: str) -> Learned:
    """Evidence of words and names, and on it the tables: each text has its evidence from sites of other folds."""
    lines = gather(texts)
    empty = Table("", 0.0, {})
    apart = {
        fold: Fitted(empty, empty, fit_evidence(lines, (fold,), "").table(), fit_names(texts, (fold,), ""))
        for fold in {text.fold for text in texts}
    }
    tables: list[tuple[Table, list[Numbers]]] = []
    for of_html, signals in ((False, SIGNALS), (True, HTML_SIGNALS)):
        used = [text for text in texts if (text.dom is not None) == of_html]
        bins = [bins_of(text, apart[text.fold], cleaner, without) for text in used]
        tables.append((fit_table(used, bins, signals, cleaner._pack.scorecard.drop_at, note), bins))
    (text_table, text_bins), (html_table, html_bins) = tables
    evidence, names = fit_evidence(lines, (), note), fit_names(texts, (), note)
    return Learned(evidence, names, text_table, html_table, text_bins, html_bins)


def learn_twice(
    texts: Sequence[Text],
    pages: Sequence[Untaught],
    cleaner: Cleaner,
    without: str,
    note: str = "",
    left_out: int = NOBODY,
) -> Learned:
    """From the texts of all folds but one; then from them and the pages without gold that they label."""
    known = [text for text in texts if text.fold != left_out]
    others = [page for page in pages if page.html.fold != left_out]
    if not others:
        return learn(known, cleaner, without, note)
    teacher = learn(known, cleaner, without, note).fitted
    taught = [text for page in others for text in teach(page, teacher, cleaner)]
    print(f"{len(taught)} texts of {len(others)} pages without gold labelled", file=sys.stderr)
    return learn([*known, *taught], cleaner, without, note)


def write(folder: Path, learned: Learned) -> None:
    """Store what was fitted, for people to read."""
    for file, table in (("text.toml", learned.text), ("html.toml", learned.html)):
        about: tuple[str, ...] = (
            "# Fitted by benchmarks/fitting: points of every signal's bins, in the unit of a rule's points.",
            "# Positive speaks for residue. Signals and bins are explained in cleaner/signals/table.py and dom.py.",
        )
        sections = [(f'signals."{name}"', values) for name, values in table.signals.items()]
        _write(folder / file, about, table.fitted_on, sections, base=table.base)
    about = (
        "# Fitted by benchmarks/fitting: what the words of short lines say, learned from labelled pages.",
        "# Positive speaks for residue. Single words and two in a row; digits are written as 0. Whole lines of up to",
        "# three words have points of their own, beside those of their words.",
    )
    evidence, names = learned.evidence, learned.names
    sections = [("words", evidence.words), ("lines", evidence.lines)]
    _write(folder / "evidence.toml", about, evidence.fitted_on, sections)
    about = (
        "# Fitted by benchmarks/fitting: what the words in class and id names of HTML elements say.",
        "# Positive speaks for residue. near: of a block's own element and the one around it; far: of all above.",
    )
    _write(folder / "names.toml", about, names.fitted_on, [("near", names.near), ("far", names.far)])


def _write(
    file: Path,
    about: Sequence[str],
    note: str,
    sections: Sequence[tuple[str, dict[str, float]]],
    base: float | None = None,
) -> None:
    lines = [*about, "", f'fitted_on = "{note}"', *([f"base = {base}"] if base is not None else [])]
    for name, values in sections:
        lines += ["", f"[{name}]"]
        quoted = (key.replace("\\", "\\\\").replace('"', '\\"') for key in values)
        lines += [f'"{key}" = {value}' for key, value in zip(quoted, values.values(), strict=True)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Fit, report out of fold, store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sets", default="fundus-dev,wcxb-dev,wcxb-dev-other")
    parser.add_argument("--unlabelled", default="news-unlabelled", help="sets of pages without gold; '' for none")
    parser.add_argument("--folds", type=int, default=FOLDS, help="three or more; 0: only fit and store")
    parser.add_argument("--without", default="", help="leave a signal out, to see what it is worth")
    parser.add_argument("--worst", type=int, default=0, help="list so many pages of each column")
    parser.add_argument("--out", type=Path, help="the folder of the scorecard, to be written")
    options = parser.parse_args()
    if options.folds in (1, 2):
        parser.error("--folds: one is judged, and evidence for the others comes from the rest: three or more")
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)  # before the hour's work, not behind it
    cleaner = Cleaner()
    folds, names = options.folds or FOLDS, [name for name in options.unlabelled.split(",") if name]
    texts = collect(options.data, options.sets.split(","), folds)
    pages = untaught(options.data, names, folds)
    if options.folds:
        read, results = collect(options.data, options.sets.split(","), folds, as_read), []
        for fold in range(folds):
            fitted = learn_twice(texts, pages, cleaner, options.without, left_out=fold).fitted
            results += [score(text, fitted, cleaner) for text in read if text.fold == fold]
            print(f"fold {fold} judged", file=sys.stderr)
        print(f"Out of fold, {folds} folds split by site:")
        print(report(results))
        for column in sorted({text.column for text in read} - {"gold"}) if options.worst else ():
            of_column = sorted((r for r in results if r.text.column == column), key=lambda r: r.after)
            for text, before, after, _ in of_column[: options.worst]:
                print(f"  {column} {text.set} {text.id} as it is {before:.3f} cleaned {after:.3f}")
    if options.out:
        day = datetime.datetime.now(tz=datetime.UTC).date()
        count = sum(len(text.labels) for text in texts)
        also = f"; {len(pages)} pages of {', '.join(names)}" if names else ""
        note = f"{options.sets.replace(',', ', ')}; {count} lines of {len(texts)} texts{also}, {day}"
        learned = learn_twice(texts, pages, cleaner, options.without, note)
        write(options.out, learned)
        tables: list[tuple[str, Table, Sequence[Signal], list[Numbers]]] = [
            ("text", learned.text, SIGNALS, learned.text_bins),
            ("html", learned.html, HTML_SIGNALS, learned.html_bins),
        ]
        for kind, table, signals, bins in tables:
            print(f"{kind}: signals by the spread of their points")
            print(weights(table, signals, bins))


if __name__ == "__main__":
    main()
