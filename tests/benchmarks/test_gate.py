"""The gate: floors hold, and are lowered by nobody's accident. The repository's own pages are above theirs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_sets import FIRST, SECOND

from benchmarks.accuracy import gate
from benchmarks.accuracy.__main__ import main
from benchmarks.accuracy.gate import FLOORS, Measured, failures, measured, own_sets, pinned, update
from benchmarks.accuracy.sets import PageSet, recognise


def result(name: str = "public", digest: str = "d1", ids: tuple[str, ...] = ("a", "b"), **measures: float) -> Measured:
    """What a set gives."""
    return Measured(name, len(ids), digest, list(ids), measures or {"word_f1": 0.9})


@pytest.fixture
def floors(tmp_path: Path) -> Path:
    """A file of floors with a public set and our own."""
    file = tmp_path / "floors.json"
    update(file, [result(), result("fixtures")])
    return file


@pytest.mark.parametrize("pages", own_sets(), ids=lambda pages: pages.name)
def test_own_pages_are_above_their_floors(pages: PageSet) -> None:
    """Fixtures and seeds: exact pages, word F1, snippets, harm. After a wanted change: docs/measures.md, The gate."""
    found = measured(pages, pinned(FLOORS)[pages.name]["ids"])

    assert failures(FLOORS, [found]) == []


@pytest.mark.parametrize(("value", "below"), [(0.8999, True), (0.9, False), (0.9001, False)])
def test_measure_fails_just_below_its_floor(floors: Path, value: float, below: bool) -> None:
    """At the floor and above it passes."""
    found = failures(floors, [result(word_f1=value)])

    assert found == ([f"public: word_f1 is {value:.4f}, its floor is 0.9000"] if below else [])


def test_what_was_measured_passes_though_floors_are_short(tmp_path: Path) -> None:
    """Floors are cut, not rounded up."""
    file = tmp_path / "floors.json"
    update(file, [result(word_f1=0.90019999)])

    assert pinned(file)["public"]["floors"] == {"word_f1": 0.9001}
    assert failures(file, [result(word_f1=0.90019999)]) == []


def test_missing_measure_fails(floors: Path) -> None:
    """A track that vanishes is no success; a new one has no floor yet."""
    found = failures(floors, [result(exact=1.0)])

    assert found == ["public: word_f1 is not measured any more, its floor is 0.9000"]


def test_other_pages_of_a_public_set_cannot_be_compared(floors: Path) -> None:
    """Whatever they score."""
    (found,) = failures(floors, [result(digest="d2", word_f1=1.0)])

    assert found.startswith("public: pinned on 2 pages with digest d1, these are 2 with d2; pin the floors anew")


def test_own_set_may_grow_and_change_but_not_lose_pages(floors: Path) -> None:
    """Pages are pinned by name."""
    assert failures(floors, [result("fixtures", digest="d2", ids=("a", "b", "c"))]) == []
    assert failures(floors, [result("fixtures", ids=("a",))]) == [
        "fixtures: page 'b' is gone; pin the floors anew (--update)"
    ]


def test_sets_that_are_not_there_are_not_asked(floors: Path) -> None:
    """A machine without the public sets has the gate of our own pages."""
    assert failures(floors, []) == []
    assert failures(floors.with_name("none.json"), [result()]) == []


def test_update_refuses_to_lower_a_floor(floors: Path) -> None:
    """Nothing at all is written then, unless it is allowed."""
    before = floors.read_text()
    lowered = update(floors, [result(word_f1=0.8), result("fixtures", word_f1=0.95)])

    assert lowered == ["public: word_f1 is 0.8000, its floor is 0.9000"]
    assert floors.read_text() == before

    assert update(floors, [result(word_f1=0.8)], allow_regression=True) == lowered
    assert pinned(floors)["public"]["floors"] == {"word_f1": 0.8}


def test_update_raises_floors_and_keeps_other_sets(floors: Path) -> None:
    """What was not measured stays as it was."""
    assert update(floors, [result(digest="d2", word_f1=0.95)]) == []
    assert pinned(floors)["public"] == {"pages": 2, "digest": "d2", "floors": {"word_f1": 0.95}}
    assert pinned(floors)["fixtures"] == {"pages": 2, "ids": ["a", "b"], "floors": {"word_f1": 0.9}}


def test_pages_of_other_names_are_not_measured(own: Path) -> None:
    """A new page with a known failure lowers nothing before it is pinned."""
    (pages,) = recognise(own)

    assert measured(pages, ["a-text"]).pages == 1
    assert measured(pages).pages == 2


def test_command_pins_passes_and_fails(
    make_parquet: Callable[..., Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Exit code 0 where all is well, 1 below a floor, nothing lowered without the second flag."""
    monkeypatch.setattr(gate, "own_sets", list)
    data, file = make_parquet(FIRST, SECOND), tmp_path / "floors.json"
    args = ["gate", "--data", str(data), "--floors", str(file)]

    assert main([*args, "--update"]) == 0
    assert main(args) == 0
    assert capsys.readouterr().out.splitlines() == ["small: 17 measures of 2 pages"] * 2

    said = json.loads(file.read_text())
    said["small"]["floors"]["page page_a exact"] = 2
    file.write_text(json.dumps(said))

    assert main(args) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "BELOW small: page page_a exact is 1.0000, its floor is 2.0000"
    assert main([*args, "--update"]) == 1
    assert json.loads(file.read_text()) == said
    assert main([*args, "--update", "--allow-regression"]) == 0
    assert main(args) == 0
