"""The scorecard: tables of points, and the files they are read from."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest

from cleaner.decide.scorecard import Table, read_scorecard
from cleaner.decide.titles import MARKS
from cleaner.rules.packs import SCORECARD, builtin_folder
from cleaner.signals.dom import HTML_SIGNALS
from cleaner.signals.table import SIGNALS, Signal

SMALL = (Signal("size", ("small", "big")), Signal("colour", ("red", "green", "blue")))
TABLE = 'fitted_on = "a test"\nbase = {base}\n[signals.words]\n"2 to 3 words" = 1.5\n'
FILES = {
    "decision.toml": """
drop_at = 5.0
certain_at = 4.0
[labels]
one_word = -3.0
one_long_word = -1.0
full_stop = -4.0
numbered = -4.0
long_word_chars = 9
[titles]
"""
    + "".join(f"{name} = 1.0\n" for name in ("enough", *MARKS))
    + """
[structure]
headline = -8.0
main_prose = -2.0
preformatted = -6.0
doubt = -3.0
shown_at = 12.0
shown_share = 0.03
shown_blocks = 4
shown_near = 3
shown_within = 25
switch = 0.3
""",
    "text.toml": TABLE.format(base=1.0),
    "html.toml": TABLE.format(base=2.0) + '[signals."inside nav"]\nyes = 3.0\n',
    "evidence.toml": 'fitted_on = "a test"\n[words]\ncookies = 1.0\n[lines]\n"read more" = 2.0\n',
    "names.toml": 'fitted_on = "a test"\n[near]\nshare = 1.0\n[far]\nsidebar = 2.0\n',
}


@pytest.fixture
def make_scorecard(tmp_path: Path) -> Callable[..., Path]:
    """Writes the files of a small scorecard, some of them otherwise."""

    def make(**changed: str) -> Path:
        for name, text in (FILES | {f"{stem}.toml": text for stem, text in changed.items()}).items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    return make


def test_points_are_added_over_signals() -> None:
    """The base, and of every signal the points of its bin; what the table leaves out has none."""
    table = Table("a test", 0.5, {"colour": {"green": 2.0, "blue": -1.0}})
    bins = np.array([[0, 0], [1, 1], [0, 2]], dtype=np.uint8)

    assert table.points(bins, SMALL).tolist() == [0.5, 2.5, -0.5]
    assert table.points(bins[:0], SMALL).tolist() == []


def test_matrix_has_a_row_for_each_signal() -> None:
    """In the order of the signals and of their bins, whatever the order of the file."""
    table = Table("a test", 9.0, {"colour": {"blue": 3.0, "red": 1.0}, "size": {"big": 2.0}})

    assert table.matrix(SMALL).tolist() == [[0.0, 2.0, 0.0], [1.0, 0.0, 3.0]]
    assert table.matrix(SMALL) is table.matrix(SMALL)


@pytest.mark.parametrize(
    ("signals", "message"),
    [
        ({"sise": {"big": 1.0}}, "scorecard: unknown signal or bin in 'sise': ['sise']"),
        (
            {"size": {"huge": 1.0, "big": 1.0, "bigger": 1.0}},
            "scorecard: unknown signal or bin in 'size': ['bigger', 'huge']",
        ),
        ({"size": {"big": 1.0}, "colour": {"big": 1.0}}, "scorecard: unknown signal or bin in 'colour': ['big']"),
    ],
)
def test_unknown_signals_and_bins_are_refused(signals: dict[str, dict[str, float]], message: str) -> None:
    """A slip in the file is not passed over."""
    with pytest.raises(ValueError, match="unknown") as error:
        Table("a test", 0.0, signals).checked(SMALL)

    assert str(error.value) == message


def test_known_signals_and_bins_are_fine() -> None:
    """The table itself comes back, a table of nothing too."""
    table = Table("a test", 0.0, {"size": {"big": 1.0}})

    assert table.checked(SMALL) is table
    assert Table("a test", 0.0, {}).checked(SMALL).signals == {}


def test_scorecard_is_read_from_its_files(make_scorecard: Callable[..., Path]) -> None:
    """Each number from its place."""
    scorecard, fitted = read_scorecard(make_scorecard())

    assert (scorecard.drop_at, scorecard.certain_at) == (5.0, 4.0)
    assert (scorecard.labels.long_word_chars, scorecard.structure.switch) == (9, 0.3)
    assert (fitted.text.base, fitted.html.base) == (1.0, 2.0)
    assert fitted.html.signals["inside nav"] == {"yes": 3.0}
    assert (fitted.names.near, fitted.names.far) == ({"share": 1.0}, {"sidebar": 2.0})
    assert np.frombuffer(fitted.evidence.points, np.float32).sum() == 3.0


@pytest.mark.parametrize("name", FILES)
def test_missing_file_stops_the_start(make_scorecard: Callable[..., Path], name: str) -> None:
    """All five are needed."""
    folder = make_scorecard()
    (folder / name).unlink()
    with pytest.raises(FileNotFoundError) as error:
        read_scorecard(folder)

    assert name in str(error.value)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"decision": "drop_at = "}, "Invalid value"),
        ({"decision": FILES["decision.toml"].replace("switch = 0.3", "")}, "missing required field `switch`"),
        ({"decision": FILES["decision.toml"] + "more = 1.0\n"}, "unknown field `more`"),
        ({"decision": FILES["decision.toml"].replace("= 9", "= 9.5")}, "Expected `int`, got `float`"),
        ({"text": TABLE.format(base="'much'")}, "Expected `float`, got `str`"),
        ({"text": "base = 1.0\n[signals]\n"}, "missing required field `fitted_on`"),
        (
            {"text": TABLE.format(base=1.0).replace("2 to 3", "2 to 4")},
            "unknown signal or bin in 'words': ['2 to 4 words']",
        ),
        ({"text": FILES["html.toml"]}, "unknown signal or bin in 'inside nav'"),
        ({"html": TABLE.format(base=1.0).replace("words]", "wrods]")}, "unknown signal or bin in 'wrods'"),
        ({"evidence": 'fitted_on = "a test"\n[words]\n"..." = 1.0\n[lines]\n'}, "'...' has not one to 2 words"),
        ({"evidence": 'fitted_on = "a test"\n[words]\n'}, "missing required field `lines`"),
        ({"names": 'fitted_on = "a test"\n[near]\n[far]\n[further]\n'}, "unknown field `further`"),
    ],
)
def test_wrong_file_stops_the_start(make_scorecard: Callable[..., Path], changed: dict[str, str], message: str) -> None:
    """What is not as it should be is said; nothing is guessed."""
    with pytest.raises(ValueError, match=r"\w") as error:
        read_scorecard(make_scorecard(**changed))

    assert message in str(error.value)


def test_shipped_files_are_fine(tmp_path: Path) -> None:
    """They are read, and their tables can be stored and read back without being made."""
    folder = tmp_path / "scorecard"
    shutil.copytree(builtin_folder() / SCORECARD, folder)
    _, fitted = read_scorecard(folder)
    fitted.text.matrix(SIGNALS)
    fitted.html.matrix(HTML_SIGNALS)

    assert msgspec.msgpack.decode(msgspec.msgpack.encode(fitted), type=type(fitted)) == fitted
