"""The run: files are cut into pieces, workers clean them, parts become files, and the manifest knows it all.

Order inside a file is kept because parts are joined in the order of pieces, whoever cleaned them. What
waits is bounded: pieces are cut only as workers ask for them. A worker that dies costs its piece a
retry, one document at a time; a document that two more workers die over is set aside.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec
from msgspec import Struct, field

from cleaner.bulk.crew import Crew, Member
from cleaner.bulk.desk import Failure
from cleaner.bulk.destination import FAILED, Destination
from cleaner.bulk.formats import format_of
from cleaner.bulk.formats.piece import Fields, Piece, part_path
from cleaner.bulk.inputs import InputFile, stamp_of
from cleaner.bulk.manifest import FileDone, FileState, Manifest, PieceDone, Run
from cleaner.bulk.report import file_note
from cleaner.bulk.tally import Tally
from cleaner.bulk.worker import (
    Announced,
    Cleaned,
    CleanTask,
    Joined,
    JoinTask,
    Message,
    Progressed,
    Setup,
    Task,
    Unreadable,
    Unwritable,
)
from cleaner.errors import CleanerError

if TYPE_CHECKING:
    from cleaner._cleaner import Cleaner

__all__ = ["CannotResume", "CannotWrite", "Outcome", "Reporter", "Settings", "run"]

LISTEN_SECONDS = 0.2
"""How long the parent waits for news before it looks around."""
MAX_TRIES = 3
"""A piece over which so many careful workers die outside any document cannot be read; a join likewise."""


_OTHERS = {"program": "another version of the program", "rules": "other rules", "settings": "other settings"}


class CannotResume(CleanerError):
    """What is in OUT was made under other rules, settings or options; or is there and may not be touched."""


class CannotWrite(CleanerError):
    """The output cannot be written: a full disk, for example. What is whole is kept."""


class Reporter(Protocol):
    """Who is told how far the run is."""

    def begin(self, files: int, total_bytes: int) -> None:
        """So much is to be done."""

    def advance(self, *, input_bytes: int = 0, documents: int = 0, chars_in: int = 0, chars_removed: int = 0) -> None:
        """So much more is done."""

    def say(self, message: str) -> None:
        """Something the user should know."""

    def end(self) -> None:
        """The run is over, one way or another."""


class Settings(Struct, frozen=True):
    """How a run is run."""

    fields: Fields = Fields()
    workers: int = 1
    batch_size: int = 1000
    resume: bool = False
    overwrite: bool = False


class Outcome(Struct):
    """What a run did."""

    tally: Tally
    files: int
    failed_files: dict[str, str]
    """Files that could not be cleaned at all, and why."""


class _FileWork(Struct):
    """A file on its way."""

    file: InputFile
    folder: Path
    pieces: dict[int, PieceDone] = field(default_factory=dict)
    out: int = 0
    """Pieces that are with workers, or wait for one."""
    is_cut: bool = False
    """All its pieces are known."""
    is_joining: bool = False


def run(inputs: Sequence[InputFile], out: str, cleaner: Cleaner, settings: Settings, reporter: Reporter) -> Outcome:
    """Clean files into OUT.

    Raises: CannotResume, Busy, NoWorkers; CannotWrite. KeyboardInterrupt passes through; in every case
    the run can go on with `resume`, and nothing half written is in a place of an output.
    """
    try:
        destination = Destination(out)
        manifest = Manifest(destination.home)
    except OSError as error:
        raise CannotWrite(f"{out}: {error.strerror or error}") from None
    try:
        _open_manifest(manifest, destination, inputs, Run(cleaner.identity(), settings.fields), settings)
        return _Run(inputs, destination, manifest, cleaner, settings, reporter).finish()
    except OSError as error:
        raise CannotWrite(f"{error.filename or out}: {error.strerror or error}") from None
    finally:
        manifest.close()


def _open_manifest(
    manifest: Manifest, destination: Destination, inputs: Sequence[InputFile], run: Run, settings: Settings
) -> None:
    """See whether what is in OUT may be continued or replaced."""
    if manifest.run is not None and settings.resume:
        if manifest.run != run:
            raise CannotResume(f"{destination.name} was made {_difference(manifest.run, run)}; --overwrite begins anew")
        return
    there = [*manifest.files, *(file.name for file in inputs if destination.size_bytes(file.name) is not None)]
    if there and not settings.overwrite:
        way = "--resume continues that run, " if manifest.run is not None and not settings.resume else ""
        raise CannotResume(f"{destination.name} holds {there[0]} already; {way}--overwrite begins anew")
    for state in manifest.files.values():
        for part in state.done.outputs if state.done else ():
            destination.remove(_output_name(state.file.name, part.kind))
    destination.sweep()
    manifest.begin(run)


def _difference(before: Run, now: Run) -> str:
    for name, value in now.identity.items():
        if before.identity.get(name) != value:
            return f"with {_OTHERS.get(name, f'another {name}')}"
    return "with other fields or pieces"


class _Run:
    """One run: `finish` is the loop, the other methods its steps."""

    def __init__(
        self,
        inputs: Sequence[InputFile],
        destination: Destination,
        manifest: Manifest,
        cleaner: Cleaner,
        settings: Settings,
        reporter: Reporter,
    ) -> None:
        self._inputs, self._destination, self._manifest = inputs, destination, manifest
        self._settings, self._reporter = settings, reporter
        self._identity = cleaner.identity()
        self._crew = Crew(settings.workers, cleaner, Setup(settings.fields, settings.batch_size))
        self._works: dict[str, _FileWork] = {}
        self._urgent: deque[Task] = deque()
        """Joins and retries: they come before new pieces."""
        self._ready: deque[CleanTask] = deque()
        """Pieces cut ahead, at most one a worker."""
        self._cutter = self._cut()
        self._is_cut = False
        self._total = Tally()
        self._failed_files: dict[str, str] = {}

    def finish(self) -> Outcome:
        """Clean everything."""
        self._reporter.begin(len(self._inputs), sum(file.size_bytes for file in self._inputs))
        try:
            self._cut_ahead()
            while self._assign():
                self._cut_ahead()
                for member, message in self._crew.listen(LISTEN_SECONDS):
                    self._hear(member, message)
            self._crew.dismiss()
        finally:
            self._crew.end()
            self._reporter.end()
        self._destination.sweep()
        return Outcome(self._total, len(self._inputs), self._failed_files)

    # Handing out

    def _assign(self) -> bool:
        """Give tasks to who is idle. Returns whether anything is still to be done."""
        self._crew.hire(self._crew.busy() + len(self._urgent) + len(self._ready))
        for member in self._crew.idle():
            if not self._urgent and not self._ready:
                self._cut_ahead(1)
            if self._urgent or self._ready:
                member.give(self._urgent.popleft() if self._urgent else self._ready.popleft())
        return bool(self._crew.busy() or self._urgent or self._ready or not self._is_cut)

    def _cut_ahead(self, wanted: int | None = None) -> None:
        """Cut pieces, one a worker; if nothing is `wanted` at once, only while no worker waits to be heard."""
        while len(self._ready) < (wanted or self._settings.workers) and not self._is_cut:
            if wanted is None and self._crew.has_news():
                return
            task = next(self._cutter, None)
            self._is_cut = task is None
            if task is not None:
                self._ready.append(task)

    def _cut(self) -> Iterator[CleanTask]:
        """The pieces of all files that are to be cleaned, in order."""
        for file in self._inputs:
            try:
                yield from self._cut_file(file)
            except (OSError, ValueError) as error:
                self._fail_file(file, type(error).__name__, str(error))

    def _cut_file(self, file: InputFile) -> Iterator[CleanTask]:
        state = self._manifest.files.get(file.name)
        if state is not None and not self._holds(file, state):
            self._reporter.say(f"{file.name}: changed since; cleaned anew")
            state = None
        if state is not None and state.done is not None:
            self._take_done(state.done)
            return
        work = self._begin_work(file, state)
        after = _last_of_first(work.pieces)
        if after is None or not after.is_last:
            for piece in format_of(file.name).pieces(file, self._settings.fields, after):
                if file.name not in self._works:
                    return  # it failed meanwhile
                if piece.index not in work.pieces:
                    work.out += 1
                    yield CleanTask(file, piece, str(work.folder))
        work.is_cut = True
        self._join_if_whole(work)

    def _begin_work(self, file: InputFile, state: FileState | None) -> _FileWork:
        """Begin a file, or take up what there is of it. Raises: CannotWrite."""
        work = _FileWork(file, self._destination.work(file.name))
        try:
            if state is None:
                self._destination.sweep(file.name)
                self._manifest.begin_file(file)
            else:
                work.pieces = {index: piece for index, piece in state.pieces.items() if _is_whole(piece, work.folder)}
            work.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:  # the output's, not the input's: see `_cut`
            raise CannotWrite(f"{self._destination.name}: {error.strerror or error}") from None
        self._works[file.name] = work
        for piece in work.pieces.values():
            self._advance(piece.tally, documents_too=True)
        return work

    def _holds(self, file: InputFile, state: FileState) -> bool:
        """Whether what the manifest says of a file holds for what lies there now."""
        if state.done is not None and any(
            self._destination.size_bytes(_output_name(file.name, part.kind)) != part.size_bytes
            for part in state.done.outputs
        ):
            return False
        if stamp_of(file) == (state.file.size_bytes, state.file.stamp):
            return True
        return file.size_bytes == state.file.size_bytes and self._has_checksums(file, state)

    def _has_checksums(self, file: InputFile, state: FileState) -> bool:
        """Whether a file that was touched, or copied, still has the bytes that were cleaned."""
        known = dict(enumerate(state.done.checksums)) if state.done else {}
        known |= {index: piece.checksum for index, piece in state.pieces.items()}
        source = format_of(file.name)
        for piece in source.pieces(file, self._settings.fields, None):
            if piece.index in known and source.checksum_of(file, piece) != known.pop(piece.index):
                return False
        return not known

    # Listening

    def _hear(self, member: Member, message: Message | None) -> None:
        task = member.task
        if isinstance(message, Announced):
            member.announced = message.document
            return
        if isinstance(message, Progressed):
            member.announced = None
            self._reporter.advance(
                documents=message.documents, chars_in=message.chars_in, chars_removed=message.chars_removed
            )
            return
        member.task = None
        if message is None:
            self._retry(task, member)
        elif isinstance(message, Unwritable):
            raise CannotWrite(f"{self._destination.name}: {message.detail}")
        elif isinstance(message, Unreadable) and isinstance(task, CleanTask):
            self._fail_file(task.file, message.reason, message.detail)
        elif isinstance(message, Cleaned) and isinstance(task, CleanTask):
            self._take_piece(task, message)
        elif isinstance(message, Joined) and isinstance(task, JoinTask):
            self._take_file(task, message)

    def _retry(self, task: Task | None, member: Member) -> None:
        """A worker has died: its task goes to another one, a piece one document at a time."""
        if task is None or task.file.name not in self._works:
            return
        how = member.how_it_ended()
        if isinstance(task, CleanTask) and not task.careful:
            self._reporter.say(f"{task.file.name}: a worker died ({how}); its piece is tried again")
            self._urgent.append(msgspec.structs.replace(task, careful=True))
        elif isinstance(task, CleanTask) and member.announced is not None:
            self._urgent.append(self._suspecting(task, member.announced, how))
        elif task.tries + 1 < MAX_TRIES:
            self._urgent.append(msgspec.structs.replace(task, tries=task.tries + 1))
        else:
            self._fail_file(task.file, "worker_died", f"reading it ended its workers ({how})")

    def _suspecting(self, task: CleanTask, document: int, how: str) -> CleanTask:
        """One death over a document is chance: somebody may have killed the worker. Two set it aside."""
        if document != task.suspect:
            return msgspec.structs.replace(task, suspect=document)
        self._reporter.say(f"{task.file.name}: a document ended its workers ({how}); it is set aside")
        return msgspec.structs.replace(task, suspect=None, set_aside=task.set_aside | {document})

    def _take_piece(self, task: CleanTask, message: Cleaned) -> None:
        work = self._works.get(task.file.name)
        if work is None:
            return  # the file has failed meanwhile
        piece = msgspec.structs.replace(task.piece, content=None)
        done = PieceDone(task.file.name, piece, message.checksum, message.parts, message.tally)
        self._manifest.add(done)
        work.pieces[piece.index] = done
        work.out -= 1
        self._advance(message.tally)
        self._join_if_whole(work)

    def _join_if_whole(self, work: _FileWork) -> None:
        if not work.is_cut or work.out or work.is_joining:
            return
        work.is_joining = True
        parts: dict[str, list[int]] = {}
        for index in sorted(work.pieces):
            for part in work.pieces[index].parts:
                parts.setdefault(part.kind, []).append(index)
        tally = Tally.of(piece.tally for piece in work.pieces.values())
        self._urgent.append(JoinTask(work.file, str(work.folder), parts, file_note(self._identity, tally)))

    def _take_file(self, task: JoinTask, message: Joined) -> None:
        """Put a file's outputs in their places, the article last, and only then say that it is done."""
        name = task.file.name
        work = self._works[name]
        for part in sorted(message.wholes, key=lambda part: part.kind == "main"):
            self._destination.publish(Path(task.folder) / f"whole.{part.kind}", _output_name(name, part.kind))
        for kind in {"failed", "removed"} - {part.kind for part in message.wholes}:
            self._destination.remove(_output_name(name, kind))
        checksums = [work.pieces[index].checksum for index in sorted(work.pieces)]
        tally = Tally.of(piece.tally for piece in work.pieces.values())
        self._manifest.add(FileDone(name, checksums, list(message.wholes), tally))
        self._destination.sweep(name)
        del self._works[name]
        self._total.add(tally)

    def _take_done(self, done: FileDone) -> None:
        self._total.add(done.tally)
        self._advance(done.tally, documents_too=True)

    def _fail_file(self, file: InputFile, reason: str, detail: str) -> None:
        """A file that cannot be cleaned has no output; the run goes on. It is tried again on resume."""
        if file.name in self._failed_files:
            return
        self._failed_files[file.name] = f"{reason}: {detail}"
        self._reporter.say(f"{file.name}: {detail}; no output is made of it")
        self._works.pop(file.name, None)
        self._urgent = deque(task for task in self._urgent if task.file.name != file.name)
        self._ready = deque(task for task in self._ready if task.file.name != file.name)
        failure = Failure(file.path, 0, reason, detail)
        self._destination.write(msgspec.json.encode(failure) + b"\n", _output_name(file.name, "failed"))
        self._total.failures[reason] = self._total.failures.get(reason, 0) + 1
        self._reporter.advance(input_bytes=file.size_bytes)

    def _advance(self, tally: Tally, *, documents_too: bool = False) -> None:
        """Tell of a piece; its documents too, if no worker has told of them."""
        if documents_too:
            self._reporter.advance(
                documents=tally.documents, chars_in=tally.chars_in, chars_removed=tally.chars_removed
            )
        self._reporter.advance(input_bytes=tally.bytes_in)


def _output_name(name: str, kind: str) -> str:
    """Where a part of a file's output stands in OUT."""
    if kind == "failed":
        return f"{FAILED}/{name}.jsonl"
    return name if kind == "main" else f"{name}.{kind}.jsonl"


def _is_whole(piece: PieceDone, folder: Path) -> bool:
    """Whether all parts of a piece are there as the manifest says."""
    return all(_size(part_path(folder, piece.piece.index, part.kind)) == part.size_bytes for part in piece.parts)


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _last_of_first(pieces: dict[int, PieceDone]) -> Piece | None:
    """The last of the pieces that are done without a gap from the first on: cutting goes on behind it."""
    index = 0
    while index in pieces:
        index += 1
    return pieces[index - 1].piece if index else None
