"""Packs: where rule files are, and a digest of what they hold."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from cleaner.errors import PackError, Problem

__all__ = [
    "SCORECARD", "builtin_folder", "content_of", "digest_of", "fingerprint", "pack_files", "pack_path",
    "scorecard_fingerprint", "state",
]  # fmt: skip

SCORECARD = "scorecard"
"""The folder of the decision's numbers, beside the package's rules; no part of a pack."""


SETTLED_SECONDS = 2.0
"""Files that changed so recently may change again without a later time: that of some file systems is so coarse."""


def builtin_folder() -> Path:
    """The rules that come with the package: inside the wheel, or beside the package in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "_packs"
    return installed if installed.is_dir() else package.parent / "rules"


def pack_path(given: str | os.PathLike[str]) -> Path:
    """The path of a pack as a user gave it.

    Raises: PackError for an empty one, as of a shell variable that is not set: it is not the current folder.
    """
    if not os.fspath(given):
        raise _no_pack("''")
    return Path(given)


def pack_files(path: Path) -> list[Path]:
    """The TOML files of a pack, in the order in which they are read; at least one.

    Raises: PackError where there is no such pack.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise _no_pack(str(path))
    files = sorted(file for file in path.rglob("*.toml") if file.parent.name != SCORECARD and not file.is_dir())
    if not files:
        raise _no_pack(str(path), "no .toml file in it")
    return files


def _no_pack(path: str, found: str = "no such rule pack") -> PackError:
    return PackError([Problem(path, 0, 0, "E100", found, "give a folder or a .toml file")])


def content_of(file: Path) -> bytes:
    """What a file of a pack holds. Raises: PackError where it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        found = f"cannot be read: {error.strerror or error}"
        raise PackError([Problem(file.as_posix(), 0, 0, "E100", found, "mend or remove it")]) from None


def scorecard_fingerprint() -> str:
    """A digest of the decision's numbers."""
    return digest_of((file.name, file.read_bytes()) for file in sorted((builtin_folder() / SCORECARD).glob("*.toml")))


def fingerprint(paths: Sequence[Path]) -> str:
    """A digest of the packs' content: what a cache of them is keyed by."""
    return digest_of(
        (str(file.relative_to(path)) if path.is_dir() else file.name, content_of(file))
        for path in paths
        for file in pack_files(path)
    )


def digest_of(files: Iterable[tuple[str, bytes]]) -> str:
    """A digest of named contents, in their order."""
    import hashlib  # loads OpenSSL, 6 ms: a start from the cache reads no content

    digest = hashlib.blake2b(digest_size=16)
    for name, content in files:
        digest.update(f"{name}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
        digest.update(content)
    return digest.hexdigest()


def state(folder: Path, others: Iterable[Path] = ()) -> str:
    """What the file system says of files, without reading them: as long as it is equal, so are they.

    A line for each file, in ASCII: its place, size, times of change and number. Not told is a change of the same size
    that sets both times back, which no editor, installer or version control does. Empty where a file has just changed.
    """
    files = [str(file) for file in others]
    for where, folders, names in os.walk(folder):
        folders.sort()
        files += [os.path.join(where, name) for name in sorted(names)]
    try:
        found = [os.stat(file) for file in files]
    except OSError:  # gone while it was looked at
        return ""
    newest = max((max(each.st_mtime_ns, each.st_ctime_ns) for each in found), default=0)
    if newest >= time.time_ns() - SETTLED_SECONDS * 1e9:
        return ""
    return "".join(
        f"{file!a} {each.st_size} {each.st_mtime_ns} {each.st_ctime_ns} {each.st_ino}\n"
        for file, each in zip(files, found, strict=True)
    )
