"""A worker: a process that cleans pieces and joins parts, one task after the other.

It tells its parent what it does through a pipe; what it says arrives even if it dies right after. It
ends when its parent does.
"""

from __future__ import annotations

import os
import signal
import threading
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from cleaner.bulk.desk import Desk
from cleaner.bulk.formats import format_of
from cleaner.bulk.formats.piece import Fields, Part, Parts, Piece, concatenate, part_path
from cleaner.bulk.inputs import InputFile
from cleaner.bulk.tally import Tally

if TYPE_CHECKING:
    from cleaner._cleaner import Cleaner

__all__ = [
    "Announced",
    "CleanTask",
    "Cleaned",
    "JoinTask",
    "Joined",
    "Message",
    "Progressed",
    "Ready",
    "Setup",
    "Task",
    "Unreadable",
    "Unwritable",
    "work",
]

WARM_UP = "The mayor resigned on Monday.\n\nSubscribe"
"""Cleaned once before the first task: rules are loaded while the parent still looks for work."""


class Setup(Struct, frozen=True):
    """What all tasks of a run share."""

    fields: Fields
    batch_size: int


class CleanTask(Struct, frozen=True):
    """Clean a piece."""

    file: InputFile
    piece: Piece
    folder: str
    careful: bool = False
    """One document at a time: this piece has killed a worker."""
    suspect: int | None = None
    """The document that a careful worker died over."""
    set_aside: frozenset[int] = frozenset()
    """Documents that two careful workers have died over."""
    tries: int = 0
    """How many careful workers have died over none."""


class JoinTask(Struct, frozen=True):
    """Put the parts of a file together."""

    file: InputFile
    folder: str
    parts: dict[str, list[int]]
    """For each kind, the pieces that have such a part."""
    note: bytes
    tries: int = 0


Task = CleanTask | JoinTask


class Ready(Struct, frozen=True):
    """The worker is warm."""


class Announced(Struct, frozen=True):
    """This document is next."""

    document: int


class Progressed(Struct, frozen=True):
    """So much of the piece is cleaned."""

    documents: int
    chars_in: int
    chars_removed: int


class Cleaned(Struct, frozen=True):
    """A piece is done."""

    parts: list[Part]
    checksum: int
    tally: Tally


class Joined(Struct, frozen=True):
    """A file's wholes are there, to be published."""

    wholes: list[Part]


class Unreadable(Struct, frozen=True):
    """A piece cannot be read at all."""

    reason: str
    detail: str


class Unwritable(Struct, frozen=True):
    """The output cannot be written."""

    detail: str


Message = Ready | Announced | Progressed | Cleaned | Joined | Unreadable | Unwritable


def work(tasks: Connection[Message, Task | None], cleaner: Cleaner, setup: Setup) -> None:
    """Do tasks until there are none: the body of a worker process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _use_one_core()
    cleaner.text(WARM_UP)
    tasks.send(Ready())
    while (task := tasks.recv()) is not None:
        tasks.send(_clean(task, cleaner, setup, tasks) if isinstance(task, CleanTask) else _join(task))


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _use_one_core() -> None:
    """Workers are many: none of them should start threads for all cores."""
    import pyarrow as pa

    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    pa.set_memory_pool(pa.system_memory_pool())  # Arrow's own keep what was freed, and grow with the run


def _clean(task: CleanTask, cleaner: Cleaner, setup: Setup, tasks: Connection[Message, Task | None]) -> Message:
    folder = Path(task.folder)
    parts = Parts(folder, task.piece.index)
    before = Progressed(0, 0, 0)

    def announce(document: int | None) -> None:
        nonlocal before
        if document is not None:
            tasks.send(Announced(document))
            return
        now = Progressed(desk.tally.documents, desk.tally.chars_in, desk.tally.chars_removed)
        tasks.send(
            Progressed(
                now.documents - before.documents,
                now.chars_in - before.chars_in,
                now.chars_removed - before.chars_removed,
            )
        )
        before = now

    desk = Desk(
        cleaner,
        task.file.name,
        batch_size=setup.batch_size,
        careful=task.careful,
        set_aside=task.set_aside,
        announce=announce,
    )
    try:
        format_of(task.file.name).clean(task.file, task.piece, desk, setup.fields, parts)
        if desk.failures:
            parts.place("failed").writelines(msgspec.json.encode(failure) + b"\n" for failure in desk.failures)
        desk.tally.bytes_in = task.piece.input_bytes
        return Cleaned(parts.commit(), parts.checksum, desk.tally)
    except Exception as error:  # noqa: BLE001  whatever a file does, the run goes on
        parts.discard()
        if parts.failure is not None:
            return Unwritable(parts.failure.strerror or str(parts.failure))
        return Unreadable(type(error).__name__, str(error))


def _join(task: JoinTask) -> Message:
    folder, wholes = Path(task.folder), []
    try:
        for kind, indices in task.parts.items():
            paths = [part_path(folder, index, kind) for index in indices]
            whole = folder / f"whole.{kind}"
            if kind == "main":
                format_of(task.file.name).join(paths, whole, task.note)
            else:
                concatenate(paths, whole)
            wholes.append(Part(kind, whole.stat().st_size))
    except (OSError, ValueError) as error:
        return Unwritable(getattr(error, "strerror", None) or str(error))
    return Joined(wholes)
