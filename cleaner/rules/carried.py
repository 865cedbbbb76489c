"""Packs and filter lists that go with a pickled cleaner to another process or machine.

Their files are carried along. Where they arrive, the same path is used if it holds the same; otherwise the files are
unpacked in the cache, in a folder named by their digest, or in a temporary one where the cache cannot be written.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from cleaner.errors import PackError
from cleaner.rules.cache import cache_folder, write_aside
from cleaner.rules.packs import digest_of, pack_files

__all__ = ["Carried", "carry", "unpack"]


class Carried(NamedTuple):
    """A folder or a file, with what is in it."""

    path: str
    files: tuple[tuple[str, bytes], ...]
    """Names below the path, and contents; the name of the path itself where that is the file."""


def carry(paths: Iterable[str]) -> tuple[Carried, ...]:
    """Read packs, or filter lists. Raises: PackError for a pack that is gone, OSError for a list."""
    return tuple(_read(Path(path)) for path in paths)


def _read(path: Path) -> Carried:
    files = [path] if path.is_file() else pack_files(path)
    named = ((file.name if file == path else file.relative_to(path).as_posix(), file.read_bytes()) for file in files)
    return Carried(str(path), tuple(named))


def unpack(carried: Iterable[Carried]) -> tuple[str, ...]:
    """Paths that hold what was carried. Raises: OSError where nothing can be written at all."""
    return tuple(_path_of(each) for each in carried)


def _path_of(carried: Carried) -> str:
    if _holds(Path(carried.path), carried):
        return carried.path
    name = Path(carried.path).name
    single = [file for file, _ in carried.files] == [name]
    place = Path("carried", digest_of(carried.files), "" if single else name)
    for base in (cache_folder, _temporary_folder):
        folder = base() / place
        path = folder / name if single else folder
        if _holds(path, carried):
            return str(path)
        try:
            for file, content in carried.files:
                write_aside(folder / file, content)
        except OSError:
            continue
        return str(path)
    message = f"{carried.path} came with the cleaner and cannot be written here, not even in a temporary folder"
    raise OSError(message)


def _holds(path: Path, carried: Carried) -> bool:
    """Whether the path holds what was carried, and nothing else that would be read."""
    try:
        return path.exists() and _read(path).files == carried.files
    except (OSError, PackError):
        return False


def _temporary_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="newsrinse-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
