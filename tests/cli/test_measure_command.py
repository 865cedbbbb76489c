"""`cleaner rules measure`: the table, JSON, and what cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from in_process import invoke

DONE, FAILED, MISUSED = 0, 1, 2
PROSE = "The ferry left the harbour late because the crew had waited for the doctor from the island."
OTHER = "Nobody complained, the captain said, and the doctor had brought cake for everybody on board."
RULE = """\
[[rule]]
id = "{id}"
summary = "A line about the lighthouse"
why = "A test needs it."
category = "share"
match = '{match}'
points = 6
status = "candidate"
source = "Tests"
drop = ["The lighthouse club"]
keep = ["A light", "A house"]
false_positives = "Lighthouses"
"""


def measure(*args: str) -> tuple[int, str, str]:
    """`cleaner rules measure`: exit code, stdout, stderr."""
    return invoke("rules", "measure", *args)


@pytest.fixture(autouse=True)
def _few_words(make_pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package's rules are a small pack: what is counted does not hang on the shipped rules."""
    folder = make_pack()
    monkeypatch.setattr("cleaner.rules.packs.builtin_folder", lambda: folder)
    monkeypatch.setattr("cleaner.rules.compiled.builtin_folder", lambda: Path(__file__).resolve().parents[2] / "rules")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Two rules: one that is right, one that hits nothing but the article."""
    file = tmp_path / "mine.toml"
    file.write_text(RULE.format(id="club", match="lighthouse club") + RULE.format(id="captain", match="captain said"))
    return file


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """Twelve pages in one file, and one without gold."""
    folder = tmp_path / "texts"
    folder.mkdir()
    page = {"text": f"{PROSE}\nThe lighthouse club\n{OTHER}", "gold": f"{PROSE}\n{OTHER}"}
    (folder / "a.jsonl").write_text("\n".join([json.dumps(page)] * 12))
    (folder / "b.txt").write_text(f"{PROSE}\nThe lighthouse club\n")
    return folder


def test_table_has_a_line_for_every_rule(pack: Path, texts: Path) -> None:
    """Hits, wrong hits, what it alone catches, and the suggested status; the most hits first."""
    code, out, err = measure("--on", str(texts), str(pack))
    lines = out.splitlines()
    club = lines[3].split()

    assert (code, err) == (DONE, "")
    assert lines[0] == "13 texts, 12 of them with gold; 38 lines"
    assert lines[2].split()[:4] == ["rule", "status", "suggested", "points"]
    assert club[:10] == ["club", "candidate", "active", "6", "13", "12", "0", "0.0", "13", "0"]
    assert [line.split()[0] for line in lines[3:5]] == ["club", "captain"]
    assert "  captain  candidate > retired  12 of 12 hits wrong (100.0%); no evidence of residue from 50% on" in lines
    assert len({line.index("candidate") for line in lines[3:5]}) == 1


def test_languages_and_wrong_lines_are_shown_on_request(pack: Path, texts: Path) -> None:
    """Below the rule, and below the table."""
    code, out, _ = measure("--on", str(texts), "--languages", "--wrong-lines", str(pack))
    lines = out.splitlines()

    assert code == DONE
    assert lines[4].split() == ["en", "13", "12", "0", "0.0", "13", "0"]
    assert lines[lines.index("captain, wrongly hit:") + 1] == f"  {OTHER}"


def test_every_language_has_precision_and_recall(pack: Path, texts: Path) -> None:
    """Of what rules alone are certain of: the candidates are not asked."""
    _, out, _ = measure("--on", str(texts), str(pack))

    assert out.splitlines()[-2].split() == [
        "language", "texts", "lines", "residue", "certain", "right", "precision", "recall",
    ]  # fmt: skip
    assert out.splitlines()[-1].split() == ["en", "12", "36", "12", "0", "0", "1.000", "0.000"]


def test_dead_rules_are_named(texts: Path, tmp_path: Path) -> None:
    """And those with too few hits to be judged."""
    file = tmp_path / "mine.toml"
    file.write_text(RULE.format(id="dead", match="zeppelin") + RULE.format(id="few", match="lighthouse club"))
    _, out, _ = measure("--on", str(texts / "b.txt"), str(file))

    assert "Dead here, no hit at all: dead" in out.splitlines()
    assert "Fewer than 10 hits with gold, the status is left as it is: few 0" in out.splitlines()


def test_json_has_all_figures(pack: Path, texts: Path) -> None:
    """One object, languages and reasons included."""
    code, out, _ = measure("--on", str(texts), "--json", str(pack))
    found = json.loads(out)
    club = next(rule for rule in found["rules"] if rule["id"] == "club")

    assert code == DONE
    assert (found["texts"], found["texts_with_gold"], found["lines"]) == (13, 12, 38)
    assert club["total"] == {"hits": 13, "judged": 12, "wrong": 0, "alone": 13, "alone_wrong": 0}
    assert club["languages"]["en"] == club["total"]
    assert (club["suggested"], club["reason"]) == ("active", "0 of 12 hits wrong (0.0%)")


def test_every_takes_some_pages_and_folders_add_up(pack: Path, texts: Path) -> None:
    """Pages are counted through all folders."""
    other = texts.with_name("other.txt")
    other.write_text(PROSE)
    _, out, _ = measure("--on", str(texts), "--on", str(other), "--every", "13", str(pack))

    assert out.splitlines()[0] == "2 texts, 1 of them with gold; 4 lines"


def test_file_that_cannot_be_read_is_named_and_the_rest_is_measured(pack: Path, texts: Path) -> None:
    """Exit code 1."""
    (texts / "c.jsonl").write_text("{")
    code, out, err = measure("--on", str(texts), str(pack))

    assert code == FAILED
    assert err == f"cleaner: {texts / 'c.jsonl'}: line 1: no JSON object; the rest of the file is left out\n"
    assert out.startswith("13 texts")


def test_folder_without_texts_is_said(tmp_path: Path, pack: Path) -> None:
    """Exit code 1."""
    (tmp_path / "empty").mkdir()
    code, _, err = measure("--on", str(tmp_path / "empty"), str(pack))

    assert code == FAILED
    assert err == f"cleaner: {tmp_path / 'empty'}: no texts to measure on\n"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "Error: Missing option '--on'.\n"),
        (["--on", "/none/such"], "Error: Invalid value for '--on': Path '/none/such' does not exist.\n"),
        (["--on", ".", "/none/such"], "E100 /none/such: no such rule pack; give a folder or a .toml file.\n"),
    ],
)
def test_misuse_is_said(args: list[str], message: str) -> None:
    """Exit code 2, nothing on stdout."""
    code, out, err = measure(*args)

    assert (code, out) == (MISUSED, "")
    assert err.endswith(message)
