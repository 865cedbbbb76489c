"""Fit the scorecard on labelled pages, and say how good it is on sites it has not seen.

usage: python benchmarks/fit_scorecard.py --data ../shared/data [--folds 4] [--out rules/scorecard] [--without SIGNAL]

Pages come as Parquet files with the columns of ../shared/data/DATA.md: `gold`, and the texts made from
the page (`page_*`, `extract_*`), and `html`. Every line of such a text, every block of the HTML, is labelled
by whether the gold has it; the gold itself takes part as a text to keep whole. First evidence is fitted: of the
words of short lines, and of the words in class and id names (logistic regressions). Then, on it, a table of
signals for text and one for HTML (logistic regressions over their bins), in units of a rule's points. Folds are
split by site; a line's evidence always comes from sites other than its own. Reproducible: no randomness, fixed
order. Needs pyarrow and scipy (`pip install -e '.[benchmarks]'`).
"""

from __future__ import annotations

import argparse
import datetime
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from statistics import mean
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq
from accuracy.metrics import word_f1
from msgspec.structs import replace
from scipy import sparse
from scipy.optimize import minimize

from cleaner._cleaner import Cleaner
from cleaner.decide.decide import decide, look_at, rule_points
from cleaner.decide.evidence import Evidence, features
from cleaner.decide.guard import DEFAULT_MAX_LOSS, guard
from cleaner.decide.scorecard import Fitted, Table
from cleaner.decide.titles import titles_of
from cleaner.decide.tongues import Tongues
from cleaner.render.text import cut, ranges_of
from cleaner.rules.alignment import label_lines, words
from cleaner.segment.html import segment_html
from cleaner.segment.names import tokenized
from cleaner.segment.pages import side_by_side
from cleaner.segment.text import segment
from cleaner.signals.dom import HTML_SIGNALS, NEAR_LEVELS, Dom
from cleaner.signals.names import Names
from cleaner.signals.page import Page
from cleaner.signals.table import SIGNALS, Signal
from cleaner.signals.words import line_hashes

Numbers = npt.NDArray[Any]

RIDGE = 60.0
"""Strength of the L2 penalty on the table; 30 and 100 came out alike, out of fold."""
EVIDENCE_RIDGE = 1.0
"""The same on evidence; from .5 to 2 alike, from 5 on short lines are told apart less well."""
MIN_SITES = 4
"""A word is evidence from so many sites on; 3 to 6 alike."""
MIN_NAME_SITES = 6
"""The same for words in class and id names."""
NAME_RIDGE = 10.0
MIN_EVIDENCE = 0.05
"""Less is left out: it would double the file and move nothing."""
EVIDENCE_LENGTHS = (2, 3, 4, 6, 9, 13)
"""Words of a line at which its own level changes, so that evidence is not of length."""
MAX_LINE_WEIGHT_WORDS = 60
"""A line counts by its words, up to here: word F1 is what is wanted, but one long paragraph must not
outweigh the ten short lines that surround it."""
PAGE_WORDS, LONG_PAGE = 500, 0.3
"""Word F1 is a mean over pages, so the words of a long page count less, by this power of its length. Out of fold,
powers of 0, .25, .4, .5 and 1 gave two dumps of fundus-dev .9305, .9338, .9371, .9376, .9349 and of wcxb-dev .9250,
.9251, .9243, .9239, .9199; of the fixtures' 85 texts, which are short and odd, 269, 327, 345 and 396 words were lost
with those up to .5."""
MIN_PAGE_WORDS = 50
"""The gold of fewer words counts as one of so many."""
SET_WEIGHT = {"fundus-dev": 4.0, "wcxb-dev-other": 0.2}
"""fundus-dev has a seventh of wcxb-dev's pages, and is all news. Forums, products and listings are to be known, not
to be served best: out of fold, .1 to .3 gave their HTML .034 to .054 of word F1 and moved that of news by -.0016 to
+.0019."""
TABLES_ONLY = frozenset({"wcxb-dev-other"})
"""Words of other kinds of pages are no evidence of what stands on a news page."""
MIN_RULE_POINTS, MAX_RULE_POINTS = -3.0, 4.5
"""Beyond these a rule decides alone."""
TEXT_CAUTION, HTML_CAUTION = 0.85, 0.2
"""Points by which a line must be more likely residue than not. Out of fold, a quarter point less brings the dumps of
fundus-dev .0011 and those of wcxb-dev .0006, and the fixtures' texts lose a third more lines of their authors; HTML is
alike from .05 to .4."""
ITERATIONS = 60


@dataclass
class Text:
    """One text of a page, measured once."""

    set: str
    id: str
    site: str
    lang: str
    column: str
    gold: str
    page: Page
    hits: list[Any]
    tongues: Tongues
    points: Numbers
    categories: list[str]
    labels: Numbers
    dom: Dom | None = None
    fold: int = 0

    @property
    def counted(self) -> Numbers:
        """Lines that the fit learns from: sets differ on headlines, those of fundus leave them out."""
        if self.set != "fundus-dev" or self.column == "gold":
            return np.ones(len(self.labels), dtype=bool)
        return ~self.page.headlines(self.points > 0) | (self.labels > 0)


class Evidences(NamedTuple):
    """All words that may be evidence, of every different short line of every site."""

    line: Numbers
    """Of each occurrence, the line."""
    word: Numbers
    """Of each occurrence, the hash."""
    label: Numbers
    """Of each line, how often it is kept."""
    site: Numbers
    length: Numbers
    fold: Numbers
    names: dict[int, str]
    """Words by hash; whole lines begin with a tab."""


def collect(data: Path, sets: Sequence[str], folds: int) -> list[Text]:
    """Measure and label every line of every text of the sets."""
    cleaner = Cleaner()
    texts: list[Text] = []
    for name in sets:
        table = pq.read_table(data / f"{name}.parquet")
        columns = [c for c in table.column_names if c.startswith(("page_", "extract_"))]
        for row in table.select(["id", "url", "lang", "gold", "html", *columns]).to_pylist():
            if not row["gold"]:
                continue
            site = urlsplit(row["url"] or "").netloc.removeprefix("www.") or row["url"] or row["id"]
            html = segment_html(row.pop("html"))
            html_blocks = Page(html.blocks)
            found = [_measured(cleaner, html_blocks, name, row, site, "html", Dom(side_by_side([html]), html_blocks))]
            found += [_measured(cleaner, Page(segment(row[c] or "")), name, row, site, c) for c in (*columns, "gold")]
            for text in found:
                text.fold = zlib.crc32(site.encode()) % folds
            texts += [text for text in found if text.page.lines]
        print(f"{name}: {len(texts)} texts so far", file=sys.stderr)
    return texts


def _measured(
    cleaner: Cleaner, page: Page, name: str, row: dict[str, Any], site: str, column: str, dom: Dom | None = None
) -> Text:
    pack = cleaner._pack
    hits = list(cleaner._matcher.match(page.lines))
    tongues = cleaner._tongues(page, 0, hits)
    points, categories = rule_points(page, hits, [tongues], pack)
    labels = label_lines(page.lines, row["gold"]) if column != "gold" else np.ones(len(page.lines))
    lang = row["lang"] or ""
    return Text(name, row["id"], site, lang, column, row["gold"], page, hits, tongues, points, categories, labels, dom)


# Evidence -------------------------------------------------------------------------------------


def gather(texts: Sequence[Text]) -> Evidences:
    """Every different short line of a site once, with the words that may be evidence."""
    sites = {site: i for i, site in enumerate(sorted({text.site for text in texts}))}
    keys, labels, lengths, folds, words_at, lines_at, names = [], [], [], [], [], [], {}
    count = 0
    texts = [text for text in texts if text.column not in ("gold", "html") and text.set not in TABLES_ONLY]
    for text in texts:
        found = text.page.words
        hashes, blocks = features(found)
        own = line_hashes(text.page.codes, text.page.blocks.starts, text.page.blocks.ends)
        keys.append(own ^ np.uint64(sites[text.site] * 0x9E3779B97F4A7C15 % 2**64))
        labels.append(np.where(text.counted, text.labels, np.nan))
        lengths.append(found.counts)
        folds.append(np.full(len(own), text.fold))
        words_at.append(hashes)
        lines_at.append(blocks + count)
        count += len(own)
        _name(text, names)
    key, label = np.concatenate(keys), np.concatenate(labels)
    fitting = ~np.isnan(label)
    different, first, number = np.unique(key, return_index=True, return_inverse=True)
    line, word = number[np.concatenate(lines_at)], np.concatenate(words_at)
    pairs = np.unique(np.stack([line.astype(np.uint64), word], axis=1), axis=0)
    kept = np.bincount(number[fitting], label[fitting], minlength=len(different))
    seen = np.bincount(number[fitting], minlength=len(different))
    site = np.concatenate([np.full(len(text.page.lines), sites[text.site]) for text in texts])
    return Evidences(
        line=pairs[:, 0].astype(np.int64),
        word=pairs[:, 1],
        label=np.where(seen > 0, kept / np.maximum(seen, 1), np.nan),
        site=site[first],
        length=np.concatenate(lengths)[first],
        fold=np.concatenate(folds)[first],
        names=names,
    )


def _name(text: Text, names: dict[int, str]) -> None:
    """Note how words are written, by hash."""
    found, whole = text.page.words, text.page.blocks.text
    low = [
        "".join("0" if char.isdecimal() else char.lower() for char in whole[start : start + chars])
        for start, chars in zip(found.starts.tolist(), found.chars.tolist(), strict=True)
    ]
    names.update(zip(found.hashes.tolist(), low, strict=True))
    same = np.flatnonzero(found.block[1:] == found.block[:-1]).tolist()
    names.update(zip(found.pairs()[0].tolist(), (f"{low[i]} {low[i + 1]}" for i in same), strict=True))
    first = np.cumsum(found.counts) - found.counts
    hashes, blocks = found.lines()
    for value, block in zip(hashes.tolist(), blocks.tolist(), strict=True):
        names[value] = "\t" + " ".join(low[first[block] : first[block] + found.counts[block]])


def fit_evidence(all_lines: Evidences, without: Sequence[int], note: str) -> Evidence:
    """Points of words, from the lines of all folds but some."""
    lines = np.flatnonzero(~np.isin(all_lines.fold, without) & ~np.isnan(all_lines.label))
    row = np.full(len(all_lines.label), -1)
    row[lines] = np.arange(len(lines))
    used = row[all_lines.line] >= 0
    line, word = row[all_lines.line[used]], all_lines.word[used]
    by_site = np.unique(np.stack([word, all_lines.site[lines][line].astype(np.uint64)], axis=1), axis=0)
    known, sites = np.unique(by_site[:, 0], return_counts=True)
    known = known[sites >= MIN_SITES]
    at = np.minimum(np.searchsorted(known, word), len(known) - 1)
    there = known[at] == word
    spoken = np.bincount(line, minlength=len(lines))
    scale = 1 / np.sqrt(np.maximum(spoken, 1))
    matrix = sparse.csr_matrix((scale[line[there]], (line[there], at[there])), shape=(len(lines), len(known)))
    level = np.eye(len(EVIDENCE_LENGTHS) + 1)[np.digitize(all_lines.length[lines], EVIDENCE_LENGTHS)]
    of_site = np.bincount(all_lines.site[lines])[all_lines.site[lines]]
    weight = np.minimum(1.0, 6 / np.sqrt(of_site))  # a large site is not many sites
    theta = _logistic(
        sparse.hstack([matrix, level]).tocsr(), all_lines.label[lines], weight, EVIDENCE_RIDGE, len(known)
    )
    points = {all_lines.names[int(key)]: -round(float(value), 2) for key, value in zip(known, theta, strict=False)}
    points = {name: value for name, value in sorted(points.items()) if abs(value) >= MIN_EVIDENCE}
    return Evidence(
        fitted_on=note,
        words={name: value for name, value in points.items() if name[0] != "\t"},
        lines={name[1:]: value for name, value in points.items() if name[0] == "\t"},
    )


def fit_names(texts: Sequence[Text], without: Sequence[int], note: str) -> Names:
    """Points of the words in class and id names, from the HTML of all folds but some."""
    used = [t for t in texts if t.dom is not None and t.fold not in without and t.set not in TABLES_ONLY]
    known: dict[str, int] = {}
    rows, columns, sites = [], [], []
    count = 0
    for text in used:
        blocks, tokens = _name_tokens(text.dom, known)
        rows.append(blocks + count)
        columns.append(tokens)
        sites.append(np.full(len(tokens), zlib.crc32(text.site.encode())))
        count += len(text.labels)
    row, column = np.concatenate(rows), np.concatenate(columns)
    by_site = np.unique(np.stack([column, np.concatenate(sites)], axis=1), axis=0)
    often = np.bincount(by_site[:, 0], minlength=len(known)) >= MIN_NAME_SITES
    number = np.cumsum(often) - 1
    there = often[column]
    size = int(often.sum())
    matrix = sparse.csr_matrix(
        (np.ones(int(there.sum())), (row[there], number[column[there]])), shape=(count, size + 1)
    )
    matrix = (
        matrix + sparse.csr_matrix((np.ones(count), (np.arange(count), np.full(count, size))), matrix.shape)
    ).tocsr()
    weight = np.concatenate(
        [t.counted * (np.minimum(t.page.words.counts, MAX_LINE_WEIGHT_WORDS) + 1.0) / len(t.labels) for t in used]
    )
    theta = _logistic(matrix, np.concatenate([text.labels for text in used]), weight, NAME_RIDGE, size)
    points = {name: -round(float(theta[number[at]]), 2) for name, at in known.items() if often[at]}
    chosen = {name: value for name, value in sorted(points.items()) if abs(value) >= MIN_EVIDENCE}
    near = {name[1:]: value for name, value in chosen.items() if name[0] == "+"}
    return Names(note, near, {name[1:]: value for name, value in chosen.items() if name[0] == "-"})


def _name_tokens(dom: Dom, known: dict[str, int]) -> tuple[Numbers, Numbers]:
    """The words in names around each block: blocks, and numbers of the words; those near begin with +."""
    offsets, ids, vocabulary = tokenized(dom.html.names)
    numbers = {
        sign: np.array([known.setdefault(sign + token, len(known)) for token in vocabulary], dtype=np.int64)
        for sign in "+-"
    }
    blocks, tokens = [], []
    for level, (there, elements) in enumerate(dom.chains):
        name = dom.html.element_name[elements]
        sizes = np.diff(offsets)[name]
        at = np.arange(int(sizes.sum())) + np.repeat(offsets[name] - (np.cumsum(sizes) - sizes), sizes)
        blocks.append(np.repeat(there, sizes))
        tokens.append(numbers["+" if level < NEAR_LEVELS else "-"][ids[at]])
    return np.concatenate(blocks), np.concatenate(tokens)


def _logistic(matrix: Any, label: Numbers, weight: Numbers, ridge: float, penalised: int) -> Numbers:
    """Weights of the log-odds, by L-BFGS; the first `penalised` ones with an L2 penalty."""
    weight = weight / weight.mean()
    turned = matrix.T.tocsr()
    strength = np.zeros(matrix.shape[1])
    strength[:penalised] = ridge

    def loss(theta: Numbers) -> tuple[float, Numbers]:
        score = matrix @ theta
        chance = 1 / (1 + np.exp(-score))
        value = (weight * (np.logaddexp(0, score) - label * score)).sum() + 0.5 * (strength * theta**2).sum()
        return float(value), turned @ (weight * (chance - label)) + strength * theta

    start = np.zeros(matrix.shape[1])
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS}).x)


# The table ------------------------------------------------------------------------------------


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
    weight = np.concatenate([_weight(text) for text in texts])
    theta = _logistic(matrix, np.concatenate([text.labels for text in texts]), weight, RIDGE, count)
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


def _weight(text: Text) -> Numbers:
    words_counted = np.minimum(text.page.words.counts, MAX_LINE_WEIGHT_WORDS) + 1.0
    of_page = (PAGE_WORDS / max(len(words(text.gold)), MIN_PAGE_WORDS)) ** LONG_PAGE
    return np.asarray(text.counted * SET_WEIGHT.get(text.set, 1.0) * of_page * words_counted)


def bins_of(text: Text, fitted: Fitted, cleaner: Cleaner, without: str) -> Numbers:
    """A text's bins, with the evidence that fits it."""
    pack = replace(cleaner._pack, fitted=fitted)
    titles = titles_of(text.page, text.points, text.dom, pack.scorecard)
    bins, _, signals = look_at(text.page, text.points, text.categories, titles, [text.tongues], pack, text.dom)
    for number, signal in enumerate(signals):
        if signal.name == without:
            bins[:, number] = 0
    return bins


def fit_tables(
    texts: Sequence[Text], evidence: Sequence[Fitted], cleaner: Cleaner, without: str, left_out: int, note: str
) -> tuple[Fitted, list[tuple[Table, Sequence[Signal], list[Numbers]]]]:
    """Both tables, from all folds but one, with the evidence of each text."""
    tables = []
    for of_html, signals in ((False, SIGNALS), (True, HTML_SIGNALS)):
        used = [i for i, t in enumerate(texts) if t.fold != left_out and (t.dom is not None) == of_html]
        bins = [bins_of(texts[i], evidence[i], cleaner, without) for i in used]
        drop_at = cleaner._pack.scorecard.drop_at
        tables.append((fit_table([texts[i] for i in used], bins, signals, drop_at, note), signals, bins))
    return replace(evidence[0], text=tables[0][0], html=tables[1][0]), tables


# Judging --------------------------------------------------------------------------------------


def evaluate(texts: Sequence[Text], fitted: Sequence[Fitted], cleaner: Cleaner) -> list[tuple[Text, float, float, int]]:
    """Each text with its word F1 as it is and cleaned by one look of `decide`, and the gold's words lost."""
    found = []
    for text, numbers in zip(texts, fitted, strict=True):
        pack = replace(cleaner._pack, fitted=numbers)
        decision = decide(text.page, text.hits, [text.tongues], pack, cleaner._dropped, "auto", text.dom)
        drop, _ = guard(text.page, decision.drop, decision.asked, DEFAULT_MAX_LOSS)
        kept = cut(text.page.blocks.text, ranges_of(text.page.blocks, decision._replace(drop=drop)))
        lost = sum((Counter(words(text.gold)) - Counter(words(kept))).values()) if text.column == "gold" else 0
        found.append((text, word_f1(text.page.blocks.text, text.gold), word_f1(kept, text.gold), lost))
    return found


def report(results: Sequence[tuple[Text, float, float, int]]) -> str:
    """Means by set and column, by language; harm."""
    by_column: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    by_language: dict[str, list[float]] = defaultdict(list)
    lost, total = Counter[str](), Counter[str]()
    for text, before, after, gone in results:
        if text.column == "gold":
            lost[text.set] += gone
            total[text.set] += len(words(text.gold))
            continue
        by_column[text.set, text.column].append((before, after))
        if text.column.startswith("page_") and text.lang:
            by_language[text.lang].append(after)
    lines = [
        f"{name:12} {column:22} as it is {mean(a for a, _ in pairs):.4f}  cleaned {mean(b for _, b in pairs):.4f}"
        for (name, column), pairs in by_column.items()
    ]
    lines += [f"{name:12} gold: {100 * lost[name] / total[name]:.3f} % of words lost" for name in total]
    lines += ["pages by language: " + ", ".join(f"{k} {mean(v):.3f} ({len(v) // 3})" for k, v in by_language.items())]
    return "\n".join(lines)


def weights(table: Table, signals: Sequence[Signal], bins: Sequence[Numbers]) -> str:
    """Signals by how much their points differ from line to line (standard deviation)."""
    matrix, together = table.matrix(tuple(signals)), np.concatenate(bins)
    spread = [(float(matrix[k][together[:, k]].std()), signal.name) for k, signal in enumerate(signals)]
    return "\n".join(f"  {value:5.2f}  {name}" for value, name in sorted(spread, reverse=True))


def said_without(lines: Evidences, texts: Sequence[Text], left_out: Sequence[int], note: str) -> Fitted:
    """The evidence from all folds but some; tables are fitted on it later."""
    empty = Table("", 0.0, {})
    return Fitted(empty, empty, fit_evidence(lines, left_out, note).table(), fit_names(texts, left_out, note))


def out_of_fold(texts: Sequence[Text], lines: Evidences, folds: int, cleaner: Cleaner, without: str) -> list[Fitted]:
    """For every text what was fitted on the other folds."""
    evidence = {
        left_out: said_without(lines, texts, left_out, "")
        for size in (1, 2)
        for left_out in combinations(range(folds), size)
    }
    print("evidence fitted", file=sys.stderr)
    fitted: dict[int, Fitted] = {}
    for fold in range(folds):
        own = [evidence[tuple(sorted({fold, text.fold}))] for text in texts]
        tables, _ = fit_tables(texts, own, cleaner, without, fold, "")
        fitted[fold] = replace(evidence[(fold,)], text=tables.text, html=tables.html)
        print(f"fold {fold} fitted", file=sys.stderr)
    return [fitted[text.fold] for text in texts]


def write(folder: Path, tables: Sequence[tuple[str, Table]], evidence: Evidence, names: Names) -> None:
    """Store what was fitted, for people to read."""
    for file, table in tables:
        about = (
            "# Fitted by benchmarks/fit_scorecard.py: points of every signal's bins, in the unit of a rule's points.",
            "# Positive speaks for residue. Signals and bins are explained in cleaner/signals/table.py and dom.py.",
        )
        sections = [(f'signals."{name}"', values) for name, values in table.signals.items()]
        _write(folder / file, about, table.fitted_on, sections, base=table.base)
    about = (
        "# Fitted by benchmarks/fit_scorecard.py: what the words of short lines say, learned from labelled pages.",
        "# Positive speaks for residue. Single words and two in a row; digits are written as 0. Whole lines of up to",
        "# three words have points of their own, beside those of their words.",
    )
    sections = [("words", evidence.words), ("lines", evidence.lines)]
    _write(folder / "evidence.toml", about, evidence.fitted_on, sections)
    about = (
        "# Fitted by benchmarks/fit_scorecard.py: what the words in class and id names of HTML elements say.",
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
    parser.add_argument("--folds", type=int, default=4, help="0: only fit and store")
    parser.add_argument("--without", default="", help="leave a signal out, to see what it is worth")
    parser.add_argument("--worst", type=int, default=0, help="list so many pages of each column")
    parser.add_argument("--out", type=Path, help="the folder of the scorecard, to be written")
    options = parser.parse_args()
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)  # before the hour's work, not behind it
    cleaner = Cleaner()
    texts = collect(options.data, options.sets.split(","), max(options.folds, 2))
    lines = gather(texts)
    count = sum(len(text.labels) for text in texts)
    print(f"{count} lines of {len(texts)} texts, {len(lines.label)} different short ones", file=sys.stderr)
    if options.folds > 1:
        fitted = out_of_fold(texts, lines, options.folds, cleaner, options.without)
        results = evaluate(texts, fitted, cleaner)
        print(f"Out of fold, {options.folds} folds split by site:")
        print(report(results))
        for column in sorted({text.column for text in texts}) if options.worst else ():
            of_column = sorted((r for r in results if r[0].column == column and column != "gold"), key=lambda r: r[2])
            for text, before, after, _ in of_column[: options.worst]:
                print(f"  {column} {text.set} {text.id} as it is {before:.3f} cleaned {after:.3f}")
    if options.out:
        day = datetime.datetime.now(tz=datetime.UTC).date()
        note = f"{', '.join(options.sets.split(','))}; {count} lines of {len(texts)} texts, {day}"
        # The tables learn from evidence of other sites, as they will meet it.
        apart = [said_without(lines, texts, (fold,), "") for fold in range(max(options.folds, 2))]
        _, tables = fit_tables(texts, [apart[text.fold] for text in texts], cleaner, options.without, -1, note)
        named = [(file, table) for file, (table, _, _) in zip(("text.toml", "html.toml"), tables, strict=True)]
        write(options.out, named, fit_evidence(lines, (), note), fit_names(texts, (), note))
        for file, (table, signals, bins) in zip(("text", "html"), tables, strict=True):
            print(f"{file}: signals by the spread of their points")
            print(weights(table, signals, bins))


if __name__ == "__main__":
    main()
