"""The crew: worker processes that are hired, given a task each, listened to, and replaced when they die."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import connection, get_context
from typing import TYPE_CHECKING, Any

from cleaner.bulk.worker import Message, Ready, Setup, Task, work
from cleaner.errors import CleanerError

if TYPE_CHECKING:
    from cleaner._cleaner import Cleaner

__all__ = ["Crew", "Member", "NoWorkers"]

MAX_STILLBORN = 3
"""So many workers in a row that die before they are ready say that none will live."""
GOODBYE_SECONDS = 1.0
"""How long a worker without a task has to end by itself."""


class NoWorkers(CleanerError):
    """Worker processes die while they start."""


class Member:
    """One worker: its process, the pipe to it, and what it does."""

    def __init__(self, cleaner: Cleaner, setup: Setup) -> None:
        # Spawned, not forked: the parent has threads (numpy, Arrow), and a fork would take their locks along.
        context = get_context("spawn")
        self.pipe, other = context.Pipe()
        self._process = context.Process(target=work, args=(other, cleaner, setup), daemon=True)
        with _without_interrupts():
            self._process.start()
        other.close()
        self.task: Task | None = None
        self.announced: int | None = None
        self.is_ready = False

    @property
    def pid(self) -> int | None:
        """The process."""
        return self._process.pid

    def give(self, task: Task) -> None:
        """Give it a task. If it is dead, that is noticed when it is listened to."""
        self.task, self.announced = task, None
        with suppress(OSError):
            self.pipe.send(task)

    def end(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._process.join()
        self.pipe.close()

    def dismiss(self) -> None:
        """Let it end by itself."""
        with suppress(OSError):
            self.pipe.send(None)
        self._process.join(GOODBYE_SECONDS)
        self.end()

    def how_it_ended(self) -> str:
        """What the system says of its death."""
        self._process.join()
        code = self._process.exitcode or 0
        with suppress(ValueError):
            return signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return f"exit code {code}"


class Crew:
    """So many workers. Raises: NoWorkers where they die while they start."""

    def __init__(self, size: int, cleaner: Cleaner, setup: Setup) -> None:
        self._size, self._cleaner, self._setup = size, cleaner, setup
        self.members: list[Member] = []
        self._stillborn = 0

    def hire(self, wanted: int) -> None:
        """Hire workers for so many tasks, as far as there is room."""
        while len(self.members) < min(wanted, self._size):
            self.members.append(Member(self._cleaner, self._setup))

    def idle(self) -> list[Member]:
        """Who waits for a task. To give one to a worker that still warms up would hold up the parent."""
        return [member for member in self.members if member.task is None and member.is_ready]

    def busy(self) -> int:
        """How many work."""
        return sum(member.task is not None for member in self.members)

    def listen(self, seconds: float) -> Iterator[tuple[Member, Message | None]]:
        """What workers say within that time; None from one that has died, who is no longer a member."""
        pipes: dict[Any, Member] = {member.pipe: member for member in self.members}
        for pipe in connection.wait(list(pipes), seconds):
            member = pipes[pipe]
            try:
                message: Message = member.pipe.recv()
            except (EOFError, OSError):
                self._bury(member)
                yield member, None
                continue
            if isinstance(message, Ready):
                member.is_ready, self._stillborn = True, 0
            else:
                yield member, message

    def has_news(self) -> bool:
        """Whether a worker has said something that nobody has listened to."""
        return bool(connection.wait([member.pipe for member in self.members], 0))

    def end(self) -> None:
        """End all, whatever they do."""
        for member in self.members:
            member.end()
        self.members.clear()

    def dismiss(self) -> None:
        """Let all end by themselves."""
        for member in self.members:
            member.dismiss()
        self.members.clear()

    def _bury(self, member: Member) -> None:
        self.members.remove(member)
        self._stillborn += not member.is_ready
        if self._stillborn == MAX_STILLBORN:
            raise NoWorkers(f"{MAX_STILLBORN} worker processes in a row died while they started")


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Ctrl-C reaches the whole process group; a worker that still starts must not see it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
