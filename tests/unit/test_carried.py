"""Packs and filter lists travel with a pickled cleaner."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path

import pytest

from cleaner import Cleaner
from cleaner.rules import carried as module
from cleaner.rules.carried import carry, unpack

RULES = """[[rule]]
id = "teapot-line"
summary = "A teapot's line"
why = "Because of the test."
category = "widget"
match = ['^teapot of the day$']
points = 6
status = "active"
source = "Tests"
drop = ["Teapot of the day"]
keep = ["The teapot of the day was sold.", "Teapots"]
known_failures = []
false_positives = "None"
"""
TEXT = "Teapot of the day\n\nThe gardener carried the kettle beyond the river while another donkey painted a ladder."


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack of one rule, in a folder."""
    folder = tmp_path / "home" / "my_rules"
    folder.mkdir(parents=True)
    (folder / "teapot.toml").write_text(RULES)
    return folder


def test_same_files_in_the_same_place_are_used_there(pack: Path) -> None:
    """Nothing is copied where the path holds the same."""
    assert unpack(carry([str(pack)])) == (str(pack),)


@pytest.mark.parametrize("single", [False, True], ids=["folder", "file"])
def test_pack_goes_along(pack: Path, single: bool) -> None:
    """On a machine that has no such path the rules hold all the same."""
    cleaner = Cleaner(rules=[pack / "teapot.toml" if single else pack])
    sent = pickle.dumps(cleaner)
    shutil.rmtree(pack)
    arrived = pickle.loads(sent)

    assert arrived.text(TEXT) == cleaner.text(TEXT)
    assert arrived.text(TEXT).removed[0].rule == "teapot-line"
    assert arrived.identity() == pickle.loads(sent).identity()


def test_changed_pack_does_not_change_what_was_sent(pack: Path) -> None:
    """What counts is the pack that the cleaner was built with when it was sent."""
    sent = pickle.dumps(Cleaner(rules=[pack]))
    (pack / "teapot.toml").write_text(RULES.replace("teapot", "kettle").replace("Teapot", "Kettle"))

    assert pickle.loads(sent).text(TEXT).removed


def test_copy_can_be_sent_on(pack: Path) -> None:
    """From machine to machine."""
    sent = pickle.dumps(Cleaner(rules=[pack]))
    shutil.rmtree(pack)

    assert pickle.loads(pickle.dumps(pickle.loads(sent))).text(TEXT).removed


def test_filter_list_goes_along(tmp_path: Path) -> None:
    """Filter lists as well, under their own name."""
    file = tmp_path / "my.txt"
    file.write_text("##.teapot\n##+js(nothing)\n")
    cleaner = Cleaner(filters=[file])
    sent = pickle.dumps(cleaner)
    file.unlink()
    arrived = pickle.loads(sent)

    assert [note.reason for note in arrived.notes] == [note.reason for note in cleaner.notes]
    assert arrived.identity() == pickle.loads(sent).identity()


def test_cache_that_cannot_be_written_is_done_without(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A temporary folder serves then."""
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder would have to be")
    monkeypatch.setattr(module, "cache_folder", lambda: blocked / "newsrinse")
    sent = carry([str(pack)])
    shutil.rmtree(pack)
    (arrived,) = unpack(sent)

    assert (Path(arrived) / "teapot.toml").read_text() == RULES
