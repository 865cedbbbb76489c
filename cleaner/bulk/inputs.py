"""What a command line names: files, globs, folders and fsspec addresses; and what each becomes in OUT."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from glob import glob, has_magic
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from msgspec import Struct

from cleaner.bulk.formats import format_name
from cleaner.errors import CleanerError

__all__ = ["BadInput", "InputFile", "find_inputs", "is_address", "open_input", "stamp_of"]


class BadInput(CleanerError):
    """What the command line names cannot be an input or an output."""


class InputFile(Struct, frozen=True):
    """One file of the input."""

    path: str
    """Where it lies: a path, or an address that fsspec knows."""
    name: str
    """Its place under OUT, with slashes."""
    size_bytes: int
    stamp: str
    """Changes when the file does, as far as its file system tells: the time of its last change, or a tag."""


def find_inputs(names: Sequence[str], out: str) -> tuple[list[InputFile], list[str]]:
    """The files to clean, by their place under OUT; and files in folders that are of no known format.

    A file named outright must have a known ending; in folders and globs others are passed by. Names that
    begin with ``.`` or ``_`` in a folder are not data, and what lies in OUT is no input.
    Raises: BadInput.
    """
    found: dict[str, InputFile] = {}
    passed_by: list[str] = []
    for name in names:
        files = list(_remote(name) if is_address(name) else _local(name, Path(out), whole=len(names) == 1))
        for file in files:
            if format_name(file.name) is None:
                passed_by.append(file.path)
            elif not is_address(out) and (Path(out) / file.name).resolve() == Path(file.path).resolve():
                raise BadInput(f"{file.path} is input and output: give another OUT")
            elif file.name in found and found[file.name].path != file.path:
                raise BadInput(f"{found[file.name].path} and {file.path} would both become {file.name}; run them apart")
            else:
                found[file.name] = file
    if not found:
        raise BadInput("no file to clean: the names end in " + ", ".join(_endings()))
    return [found[name] for name in sorted(found)], passed_by


def is_address(name: str) -> bool:
    """Whether a name is an address such as ``s3://bucket/file``, not a path."""
    return "://" in name


def open_input(file: InputFile) -> BinaryIO:
    """The file as a seekable stream of bytes. Raises: OSError."""
    if not is_address(file.path):
        return open(file.path, "rb")
    stream: BinaryIO = _fsspec().open(file.path, "rb").open()
    return stream


def stamp_of(file: InputFile) -> tuple[int, str]:
    """Size and stamp as they are now. Raises: OSError."""
    if is_address(file.path):
        system, path = _fsspec().core.url_to_fs(file.path)
        return int(system.info(path)["size"] or 0), str(system.ukey(path))
    now = os.stat(file.path)
    return now.st_size, str(now.st_mtime_ns)


def _local(name: str, out: Path, *, whole: bool) -> Iterator[InputFile]:
    path = Path(name)
    if path.is_dir():
        # One folder becomes OUT itself; several keep their names beside each other.
        base = path if whole else path.resolve().parent
        yield from _files(_walk(path, out), path if whole else path.resolve(), base)
    elif path.exists():
        if format_name(path.name) is None:
            raise BadInput(f"{name}: no known format; a name ends in {', '.join(_endings())}")
        yield _file(path, path.name)
    elif has_magic(name):
        matches = sorted(Path(match) for match in glob(name, recursive=True))
        base = _fixed_part(name)
        yield from (_file(match, match.relative_to(base).as_posix()) for match in matches if match.is_file())
    else:
        raise BadInput(f"{name}: no such file or folder")


def _files(paths: Iterable[Path], folder: Path, base: Path) -> Iterator[InputFile]:
    for path in paths:
        full = path if folder == base else path.resolve()
        yield _file(path, full.relative_to(base).as_posix())


def _file(path: Path, name: str) -> InputFile:
    try:
        found = path.stat()
    except OSError:  # a link that leads nowhere, a file that has just gone: told when it is read, as failures are
        return InputFile(str(path), name, 0, "")
    return InputFile(str(path), name, found.st_size, str(found.st_mtime_ns))


def _walk(folder: Path, out: Path) -> Iterator[Path]:
    inside = out.resolve()
    for place, folders, files in os.walk(folder, followlinks=True):
        around = Path(place).resolve()
        found = {name: (Path(place) / name).resolve() for name in folders if _is_data(name)}
        # A link to a folder that it lies in would lead round for ever.
        folders[:] = sorted(name for name, full in found.items() if full != inside and not around.is_relative_to(full))
        paths = (Path(place) / name for name in sorted(files) if _is_data(name))
        yield from (path for path in paths if path.is_file() or not path.exists())  # to open a pipe is to wait


def _is_data(name: str) -> bool:
    return not name.startswith((".", "_"))


def _fixed_part(pattern: str) -> Path:
    """The folder that a glob's matches have in common by its spelling: what OUT mirrors from there on."""
    parts = Path(pattern).parts
    fixed = next(number for number, part in enumerate(parts) if has_magic(part))
    return Path(*parts[:fixed])


def _remote(name: str) -> Iterator[InputFile]:
    fsspec = _fsspec()
    try:
        system, path = fsspec.core.url_to_fs(name)
        if has_magic(path):
            base = str(_fixed_part(path))
            paths = system.glob(path)
        else:
            is_folder = system.isdir(path)
            base, paths = (path, system.find(path)) if is_folder else (str(PurePosixPath(path).parent), [path])
        for found in sorted(paths):
            place = PurePosixPath(found).relative_to(base)
            if all(map(_is_data, place.parts)):
                size = int(system.info(found)["size"] or 0)
                yield InputFile(system.unstrip_protocol(found), str(place), size, str(system.ukey(found)))
    except (OSError, ValueError, ImportError) as error:
        raise BadInput(f"{name}: {error}") from None


def _fsspec() -> Any:
    try:
        import fsspec
    except ImportError:
        raise BadInput("addresses need fsspec: pip install 'newsrinse[bulk,remote]'") from None
    return fsspec


def _endings() -> list[str]:
    from cleaner.bulk.formats import ENDINGS

    return list(ENDINGS)
