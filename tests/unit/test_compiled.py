"""Compiled packs and their cache: whatever happens to it, the rules are the same."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import platformdirs
import pytest

from cleaner.errors import PackError
from cleaner.rules import compiled as module
from cleaner.rules import packs
from cleaner.rules.cache import cache_folder
from cleaner.rules.compiled import compile_pack, load_compiled
from cleaner.rules.load import load
from cleaner.rules.match import Matcher

LINES = ["Home", "Teilen Facebook", "Read also: a storm", "Prose."]
RULES = (
    'id = "share-label"\ncategory = "share"\nlabels = true',
    'id = "read-also"\ncategory = "navigation"\nmatch = "^{read_also}: "\npoints = 5',
)


@pytest.fixture
def pack(make_rules: Callable[..., Path]) -> Path:
    """A small pack with two rules."""
    return make_rules(*RULES)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "newsrinse"


def the_file(cache: Path) -> Path:
    """The one file in the cache."""
    (file,) = cache.iterdir()
    return file


def test_cached_pack_equals_the_built_one(pack: Path, cache: Path) -> None:
    """What is read back is what was written."""
    built = load_compiled([pack])
    cached = load_compiled([pack])

    assert the_file(cache).name.endswith(".msgpack")
    assert cached == built
    assert Matcher(cached).match(LINES) == Matcher(built).match(LINES)


def test_cache_keeps_the_newest_packs(pack: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who edits rules all day does not fill the disk; other files are left alone."""
    monkeypatch.setattr(module, "KEPT_PACKS", 2)
    cache.mkdir(parents=True)
    old = [cache / name for name in ("pack-1.msgpack", "pack-2.msgpack", "other.msgpack")]
    for age, file in enumerate(old, start=1):
        file.touch()
        os.utime(file, (age, age))
    load_compiled([pack])

    assert [file.exists() for file in old] == [False, True, True]
    assert len(list(cache.glob("pack-*"))) == 2


def test_cache_saves_reading_the_pack(pack: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a warm cache nothing is compiled."""
    built = load_compiled([pack])
    monkeypatch.setattr(module, "compile_pack", lambda *_: pytest.fail("compiled again"))

    assert load_compiled([pack]) == built


SPOILED: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda content: b"",
    "truncated": lambda content: content[: len(content) // 2],
    "one-byte-short": lambda content: content[:-1],
    "one-byte-long": lambda content: content + b"x",
    "one-bit-flipped": lambda content: content[:-50] + bytes([content[-50] ^ 1]) + content[-49:],
    "checksum-spoiled": lambda content: b"00000000" + content[8:],
    "no-line-end": lambda content: content.replace(b"\n", b""),
    "random-bytes": lambda content: bytes(range(256)) * 9,
    "another-type": lambda content: module._checksum(b"\x93\x01\x02\x03") + b"\n\x93\x01\x02\x03",
    "pickle": lambda content: module._checksum(b"\x80\x04N.") + b"\n\x80\x04N.",
}


@pytest.mark.parametrize("damage", SPOILED)
def test_spoiled_cache_is_built_again(pack: Path, cache: Path, damage: str) -> None:
    """A cache that is corrupt, cut or something else is ignored and replaced by a good one."""
    built = load_compiled([pack])
    good = the_file(cache).read_bytes()
    the_file(cache).write_bytes(SPOILED[damage](good))
    again = load_compiled([pack])

    assert again == built
    assert the_file(cache).read_bytes() == good


def test_deleted_cache_is_built_again(pack: Path, cache: Path) -> None:
    """Whoever empties the cache loses nothing but a little time."""
    built = load_compiled([pack])
    shutil.rmtree(cache.parent)
    again = load_compiled([pack])

    assert again == built
    assert the_file(cache).is_file()


def test_directory_in_the_place_of_the_cache_is_fine(pack: Path, cache: Path) -> None:
    """Where the file cannot be written, the pack is compiled each time."""
    built = load_compiled([pack])
    file = the_file(cache)
    file.unlink()
    file.mkdir()

    assert load_compiled([pack]) == built
    assert list(cache.iterdir()) == [file]


def test_file_in_the_place_of_the_cache_folder_is_fine(pack: Path, cache: Path) -> None:
    """Where the folder cannot be made, the pack is compiled each time."""
    cache.parent.mkdir()
    cache.write_text("not a folder")
    built = load_compiled([pack])

    assert Matcher(built).match(LINES)
    assert cache.read_text() == "not a folder"


def test_unwritable_cache_folder_is_fine(pack: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing may be written, the pack is compiled each time."""
    cache.mkdir(parents=True)
    cache.chmod(0o500)
    if os.access(cache, os.W_OK):  # root writes anywhere: let the system call refuse instead

        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr("tempfile.mkstemp", refuse)
    built = load_compiled([pack])

    assert Matcher(built).match(LINES)
    assert list(cache.iterdir()) == []


def test_failed_write_leaves_nothing_behind(pack: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk costs the cache, not the start, and no half file stays."""

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    built = load_compiled([pack])

    assert Matcher(built).match(LINES)
    assert list(cache.iterdir()) == []


@pytest.mark.parametrize("name", ["rules.toml", "lexicon/en.toml", "concepts.toml"])
def test_changed_pack_is_compiled_anew(pack: Path, cache: Path, name: str) -> None:
    """The key is the content of every file."""
    load_compiled([pack])
    file = pack / name
    file.write_text(file.read_text() + "\n# changed\n")
    load_compiled([pack])

    assert len(list(cache.iterdir())) == 2


def test_added_and_renamed_files_change_the_key(pack: Path, cache: Path) -> None:
    """A file's name counts as well as what it holds."""
    load_compiled([pack])
    (pack / "empty.toml").write_text("")
    load_compiled([pack])
    (pack / "empty.toml").rename(pack / "void.toml")
    load_compiled([pack])

    assert len(list(cache.iterdir())) == 3


def test_stale_cache_of_other_code_is_not_read(pack: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another format has another name."""
    built = load_compiled([pack])
    monkeypatch.setattr(module, "CACHE_FORMAT", "0")
    again = load_compiled([pack])

    assert again == built
    assert len(list(cache.iterdir())) == 2


def test_forced_pack_has_a_cache_of_its_own(pack: Path, cache: Path) -> None:
    """A slow pack that was forced once is refused the next time without force."""
    file = pack / "rules.toml"
    file.write_text(file.read_text().replace("^{read_also}: ", "(a+)+$"))
    forced = load_compiled([pack], force=True)

    assert len(forced.rules) == 2
    with pytest.raises(PackError, match="E111"):
        load_compiled([pack])


def test_only_active_rules_are_compiled(pack: Path) -> None:
    """Candidates are measured first, retired rules keep their id only."""
    file = pack / "rules.toml"
    file.write_text(file.read_text().replace('"active"', '"candidate"', 1))
    loaded = load([pack])

    assert [rule.rule.id for rule in compile_pack(loaded).rules] == ["read-also"]
    assert [rule.rule.id for rule in compile_pack(loaded, statuses=("active", "candidate")).rules] == [
        "share-label",
        "read-also",
    ]


def test_own_rules_are_read_again_when_they_change(pack: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is remembered of the package's rules holds as long as the file system says that they are the same."""
    monkeypatch.setattr(module, "builtin_folder", lambda: pack)
    monkeypatch.setattr(packs, "SETTLED_SECONDS", 0.0)
    before = module._content([pack])
    monkeypatch.setattr(module, "fingerprint", lambda _: pytest.fail("read again"))
    again = module._content([pack])
    monkeypatch.undo()
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache.parent))
    monkeypatch.setattr(module, "builtin_folder", lambda: pack)
    file = pack / "rules.toml"
    file.write_text(file.read_text("utf-8").replace("points = 5", "points = 4"), "utf-8")
    after = module._content([pack])

    assert again == before
    assert after != before


def test_files_that_have_just_changed_have_no_state(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They may change again within the tick of a file system's clock."""
    monkeypatch.setattr(packs, "SETTLED_SECONDS", 3600.0)
    fresh = packs.state(pack)
    monkeypatch.setattr(packs, "SETTLED_SECONDS", -1.0)
    settled = packs.state(pack)

    assert fresh == ""
    assert settled != ""


@pytest.mark.parametrize("note", ["", "x", "a b c", "\u00e9 b"])
def test_spoiled_note_of_the_own_rules_is_ignored(cache: Path, note: str) -> None:
    """They are read, and the note is written anew."""
    content = module._content([packs.builtin_folder()])
    for file in cache.glob("*.seen"):
        file.write_text(note, "utf-8")

    assert module._content([packs.builtin_folder()]) == content


@pytest.mark.parametrize("home", ["", " ", "/somewhere/else"])
def test_cache_lies_where_the_platform_wants_it(monkeypatch: pytest.MonkeyPatch, home: str) -> None:
    """As the library that knows all platforms has it."""
    monkeypatch.setenv("XDG_CACHE_HOME", home)

    assert str(cache_folder()) == platformdirs.user_cache_dir("newsrinse", appauthor=False)
