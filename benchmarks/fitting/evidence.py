"""Evidence of words: what those of short lines say, and those in class and id names of HTML."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import sparse

from benchmarks.fitting.regression import logistic
from benchmarks.fitting.texts import GOLD, HTML, Numbers, Text
from cleaner.decide.evidence import Evidence, features
from cleaner.segment.names import tokenized
from cleaner.signals.dom import NEAR_LEVELS, Dom
from cleaner.signals.names import Names
from cleaner.signals.words import line_hashes

__all__ = ["Evidences", "fit_evidence", "fit_names", "gather"]

EVIDENCE_RIDGE = 1.0
"""Strength of the L2 penalty on words; from .5 to 2 alike, from 5 on short lines are told apart less well."""
MIN_SITES = 4
"""A word is evidence from so many sites on; 3 to 6 alike."""
MIN_NAME_SITES = 6
"""The same for words in class and id names."""
NAME_RIDGE = 10.0
MIN_EVIDENCE = 0.05
"""Less is left out: it would double the file and move nothing."""
EVIDENCE_LENGTHS = (2, 3, 4, 6, 9, 13)
"""Words of a line at which its own level changes, so that evidence is not of length."""
TABLES_ONLY = frozenset({"wcxb-dev-other"})
"""Words of other kinds of pages are no evidence of what stands on a news page."""


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


def gather(texts: Sequence[Text]) -> Evidences:
    """Every different short line of a site once, with the words that may be evidence."""
    sites = {site: i for i, site in enumerate(sorted({text.site for text in texts}))}
    keys, labels, lengths, folds, words_at, lines_at = [], [], [], [], [], []
    names: dict[int, str] = {}
    count = 0
    texts = [text for text in texts if text.column not in (GOLD, HTML) and text.set not in TABLES_ONLY]
    for text in texts:
        found = text.page.words
        hashes, blocks = features(found)
        own = line_hashes(text.page.codes, text.page.blocks.starts, text.page.blocks.ends)
        keys.append(own ^ np.uint64(sites[text.site] * 0x9E3779B97F4A7C15 % 2**64))
        labels.append(np.where(text.counted > 0, text.labels, np.nan))
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
    at = np.searchsorted(known, word)
    there = at < len(known)
    there[there] = known[at[there]] == word[there]
    spoken = np.bincount(line, minlength=len(lines))
    scale = 1 / np.sqrt(np.maximum(spoken, 1))
    matrix = sparse.csr_matrix((scale[line[there]], (line[there], at[there])), shape=(len(lines), len(known)))
    level = np.eye(len(EVIDENCE_LENGTHS) + 1)[np.digitize(all_lines.length[lines], EVIDENCE_LENGTHS)]
    of_site = np.bincount(all_lines.site[lines])[all_lines.site[lines]]
    weight = np.minimum(1.0, 6 / np.sqrt(of_site))  # a large site is not many sites
    theta = logistic(sparse.hstack([matrix, level]).tocsr(), all_lines.label[lines], weight, EVIDENCE_RIDGE, len(known))
    points = {all_lines.names[int(key)]: -round(float(value), 2) for key, value in zip(known, theta, strict=False)}
    points = {name: value for name, value in sorted(points.items()) if abs(value) >= MIN_EVIDENCE}
    return Evidence(
        fitted_on=note,
        words={name: value for name, value in points.items() if name[0] != "\t"},
        lines={name[1:]: value for name, value in points.items() if name[0] == "\t"},
    )


def fit_names(texts: Sequence[Text], without: Sequence[int], note: str) -> Names:
    """Points of the words in class and id names, from the HTML of all folds but some."""
    used = [text for text in texts if text.column == HTML and text.fold not in without and text.set not in TABLES_ONLY]
    known: dict[str, int] = {}
    rows, columns, sites = [], [], []
    count = 0
    for text in used:
        assert text.dom is not None
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
    weight = np.concatenate([t.counted * t.said / len(t.labels) for t in used])
    theta = logistic(matrix, np.concatenate([text.labels for text in used]), weight, NAME_RIDGE, size)
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
