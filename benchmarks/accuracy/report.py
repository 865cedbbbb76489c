"""Tables of results: Markdown to read, JSON to keep."""

from __future__ import annotations

import datetime
import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from statistics import fmean
from typing import Any

from benchmarks.accuracy.peers import HTML_PEERS
from benchmarks.accuracy.tracks import OURS, Row, SetResult

__all__ = ["as_json", "markdown", "versions"]

COLUMNS = ("precision", "recall", "word_f1", "shingle_f1", "must", "mustnot", "exact")
_HEADS = ("from", "how", "precision", "recall", "word F1", "shingle F1", "must", "mustnot", "exact", "errors")


def versions() -> dict[str, str]:
    """What was measured with: this package, Python, and every peer that is installed."""
    found = {"python": platform.python_version()}
    for name in ("newsrinse", "inscriptis", *dict.fromkeys(peer.distribution for peer in HTML_PEERS)):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def markdown(results: Sequence[SetResult], *, worst: int = 0) -> str:
    """The tables of all sets, one after the other."""
    today = datetime.datetime.now(tz=datetime.UTC).date()
    used = ", ".join(f"{name} {number}" for name, number in versions().items())
    parts = [f"Measured on {today} with {used}."]
    for result in results:
        parts += [f"## {result.name}: {result.pages} pages (digest {result.digest})", _rows_table(result)]
        if result.harm and result.harm.articles:
            harm = result.harm
            parts.append(
                f"Harm: {100 * harm.lost / max(harm.words, 1):.3f} % of the words of gold articles lost, "
                f"{harm.changed} of {harm.articles} articles changed."
            )
        parts += [table for table in (_language_table(result), _worst_list(result, worst)) if table]
    return "\n\n".join(parts) + "\n"


def as_json(results: Sequence[SetResult]) -> dict[str, Any]:
    """All figures, unrounded, with every page that failed and every article that was changed."""
    return {
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "versions": versions(),
        "sets": {result.name: _set_json(result) for result in results},
    }


def _set_json(result: SetResult) -> dict[str, Any]:
    languages = result.languages()
    found: dict[str, Any] = {
        "pages": result.pages,
        "digest": result.digest,
        "languages": languages,
        "rows": [
            {
                "track": row.track,
                "from": row.source,
                "how": row.how,
                "measures": row.measures(),
                "languages": {code: row.measures(code) for code in languages},
                "errors": row.errors,
                "seconds": round(row.seconds, 2),
            }
            for row in result.rows
        ],
    }
    if result.harm:
        found["harm"] = {"measures": result.harm.measures(), "changed": dict(result.harm.changes)}
    return found


def _rows_table(result: SetResult) -> str:
    rows = [(row.source, row.how, *_cells(row.measures()), str(len(row.errors) or "")) for row in result.rows]
    for how in dict.fromkeys(row.how for row in result.rows if row.track == "page"):
        measures = _mean([row.measures() for row in result.rows if (row.track, row.how) == ("page", how)])
        rows.append(("page, mean of the dumps", how, *_cells(measures), ""))
    return _table(_HEADS, rows)


def _cells(measures: dict[str, float]) -> list[str]:
    return [f"{measures[name]:.4f}" if name in measures else "" for name in COLUMNS]


def _mean(measures: Sequence[dict[str, float]]) -> dict[str, float]:
    return {name: fmean(found[name] for found in measures) for name in measures[0]} if measures else {}


def _language_table(result: SetResult) -> str:
    """Word F1 by language: the mean over the dumps, then each other row of ours."""
    ours = [row for row in result.rows if row.how == OURS]
    if not ours or not any("word_f1" in row.measures() for row in ours):
        return ""
    dumps = [row for row in ours if row.track == "page"]
    others = [row for row in ours if row.track != "page"]
    heads = ["language", "pages", *(["page, mean of the dumps"] if dumps else []), *(row.source for row in others)]
    rows = []
    for code, count in result.languages().items():
        columns = [_f1(dumps, code)] if dumps else []
        rows.append([code, str(count), *columns, *(_f1([row], code) for row in others)])
    return f"Word F1 of what is cleaned, by language:\n\n{_table(heads, rows)}"


def _f1(rows: Sequence[Row], code: str) -> str:
    found = [row.measures(code).get("word_f1") for row in rows]
    known = [value for value in found if value is not None]
    return f"{fmean(known):.4f}" if known else ""


def _worst_list(result: SetResult, count: int) -> str:
    parts = []
    for row in result.rows if count else ():
        if row.how == OURS:
            lines = [
                f"- {page}: word F1 {scores.f1:.3f}, precision {scores.precision:.3f}, recall {scores.recall:.3f}"
                for page, scores in row.worst(count)
            ]
            parts.append(f"Lowest of {row.source}:\n\n" + "\n".join(lines))
    return "\n\n".join(parts)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
