"""The gate: no change lowers a measure below its floor unless somebody says so.

`floors.json` holds, for each set, what it was measured on and the floor of every measure. Public sets
are pinned by the digest of all their pages: other pages, other figures. The repository's own pages are
pinned by name, so that adding one needs no new floor, and mending one's expectation counts at once.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.accuracy.sets import PageSet, recognise, seeds
from benchmarks.accuracy.tracks import OURS, TRACKS, run

__all__ = ["FLOORS", "OWN", "Measured", "failures", "measured", "own_sets", "pinned", "update"]

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FLOORS = HERE / "floors.json"
PLACES = 4
"""Floors are cut, not rounded, to so many places: what was measured always passes."""
MEASURES = ("word_f1", "shingle_f1", "must", "mustnot", "exact")
"""Precision and recall are left out: one rises where the other falls, and word F1 has both."""
OWN = ("fixtures", "seeds")


class Measured(NamedTuple):
    """What a set's pages give now."""

    name: str
    pages: int
    digest: str
    ids: list[str]
    measures: dict[str, float]


def own_sets() -> list[PageSet]:
    """The pages of the repository."""
    return [*recognise(ROOT / "fixtures"), seeds(ROOT / "seeds", HERE / "seeds.toml")]


def pinned(floors: Path) -> dict[str, Any]:
    """The floors by set; empty where there is no file yet. Raises: ValueError for a file that is no JSON."""
    found: dict[str, Any] = json.loads(floors.read_text(encoding="utf-8")) if floors.exists() else {}
    return found


def measured(pages: PageSet, only: Collection[str] | None = None) -> Measured:
    """Run all tracks of ours on a set, or on its pages of these names."""

    def some() -> Any:
        return (page for page in pages.read() if only is None or page.id in only)

    result = run(PageSet(pages.name, some), TRACKS, ())
    found: dict[str, float] = {}
    for row in result.rows:
        if row.how == OURS:
            kept = {
                f"{row.track} {row.source} {name}": value for name, value in row.measures().items() if name in MEASURES
            }
            found.update(kept)
    if result.harm:
        found.update({f"harm {name}": value for name, value in result.harm.measures().items()})
    ids = sorted({scored.page for row in result.rows for scored in row.pages})
    return Measured(pages.name, result.pages, result.digest, ids, found)


def failures(floors: Path, results: Sequence[Measured]) -> list[str]:
    """What is below its floor, and floors that cannot be compared; empty where all is well."""
    found = []
    for name, said in pinned(floors).items():
        result = next((result for result in results if result.name == name), None)
        if result is None:
            continue
        if name in OWN:
            gone = sorted(set(said["ids"]) - set(result.ids))
            found += [f"{name}: page {page!r} is gone; pin the floors anew (--update)" for page in gone]
        elif said["digest"] != result.digest:
            found.append(
                f"{name}: pinned on {said['pages']} pages with digest {said['digest']}, these are {result.pages} "
                f"with {result.digest}; pin the floors anew (--update)"
            )
            continue
        found += _below(name, said["floors"], result.measures)
    return found


def update(floors: Path, results: Sequence[Measured], *, allow_regression: bool = False) -> list[str]:
    """Pin what was measured. Returns the floors that would fall; with any, only writes where that is allowed."""
    said = pinned(floors)
    lowered: list[str] = []
    for result in results:
        now = {name: _cut(value) for name, value in sorted(result.measures.items())}
        lowered += _below(result.name, said.get(result.name, {}).get("floors", {}), result.measures)
        what: dict[str, Any] = {"ids": result.ids} if result.name in OWN else {"digest": result.digest}
        said[result.name] = {"pages": result.pages, **what, "floors": now}
    if not lowered or allow_regression:
        floors.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return lowered


def _below(name: str, floors: dict[str, float], measures: dict[str, float]) -> list[str]:
    found = []
    for measure, floor in floors.items():
        value = measures.get(measure)
        if value is None:
            found.append(f"{name}: {measure} is not measured any more, its floor is {floor:.{PLACES}f}")
        elif _cut(value) < floor:
            found.append(f"{name}: {measure} is {value:.{PLACES}f}, its floor is {floor:.{PLACES}f}")
    return found


def _cut(value: float) -> float:
    scale: float = 10**PLACES
    return math.floor(round(value * scale, 6)) / scale
