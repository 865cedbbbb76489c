"""Where a run is, on stderr: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

__all__ = ["Bar", "Lines", "Quiet", "reporter_for"]

LINE_SECONDS = 10.0
"""A log gets a line so often."""


class _Counts:
    """What has been told so far, and how fast."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.input_bytes = self.documents = self.chars_in = self.chars_removed = self.total_bytes = 0

    def add(self, input_bytes: int, documents: int, chars_in: int, chars_removed: int) -> None:
        self.input_bytes += input_bytes
        self.documents += documents
        self.chars_in += chars_in
        self.chars_removed += chars_removed

    def speed(self) -> str:
        seconds = max(time.monotonic() - self.began, 1e-3)
        share = self.chars_removed / self.chars_in if self.chars_in else 0.0
        return (
            f"{self.input_bytes / 1e6 / seconds:.1f} MB/s, {self.documents / seconds:,.0f} documents/s, "
            f"{share:.1%} removed"
        )

    def left(self) -> str:
        """How long it will take, as far as one can tell."""
        if not self.input_bytes:
            return "--:--"
        seconds = (time.monotonic() - self.began) * (self.total_bytes / self.input_bytes - 1)
        return time.strftime("%H:%M:%S", time.gmtime(max(0.0, seconds)))


class Quiet:
    """Says only what the user must know."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def begin(self, files: int, total_bytes: int) -> None:
        """So much is to be done."""

    def advance(self, *, input_bytes: int = 0, documents: int = 0, chars_in: int = 0, chars_removed: int = 0) -> None:
        """So much more is done."""

    def say(self, message: str) -> None:
        """Something the user should know."""
        self._stream.write(f"cleaner: {message}\n")

    def end(self) -> None:
        """The run is over."""


class Lines(Quiet):
    """A line now and then, for logs."""

    def begin(self, files: int, total_bytes: int) -> None:
        """Say how much is to be done."""
        self._counts, self._said = _Counts(), time.monotonic()
        self._counts.total_bytes = total_bytes
        self._stream.write(f"cleaner: {files:,} files, {total_bytes / 1e6:,.1f} MB\n")

    def advance(self, *, input_bytes: int = 0, documents: int = 0, chars_in: int = 0, chars_removed: int = 0) -> None:
        """Count, and say it if the last time is a while ago."""
        self._counts.add(input_bytes, documents, chars_in, chars_removed)
        if time.monotonic() - self._said >= LINE_SECONDS:
            self._said = time.monotonic()
            share = self._counts.input_bytes / max(self._counts.total_bytes, 1)
            self._stream.write(f"cleaner: {share:.0%}, {self._counts.speed()}, {self._counts.left()} left\n")


class Bar(Quiet):
    """A bar on a terminal."""

    def begin(self, files: int, total_bytes: int) -> None:  # noqa: ARG002  the bar shows bytes
        """Show the bar."""
        self._counts = _Counts()
        console = Console(file=self._stream)
        speed = TextColumn("{task.fields[speed]}")
        self._bar = Progress(BarColumn(), TaskProgressColumn(), speed, TimeRemainingColumn(), console=console)
        self._task = self._bar.add_task("", total=total_bytes, speed="")
        self._bar.start()

    def advance(self, *, input_bytes: int = 0, documents: int = 0, chars_in: int = 0, chars_removed: int = 0) -> None:
        """Move the bar."""
        self._counts.add(input_bytes, documents, chars_in, chars_removed)
        self._bar.update(self._task, advance=input_bytes, speed=self._counts.speed())

    def say(self, message: str) -> None:
        """Say it above the bar."""
        self._bar.console.print(f"cleaner: {message}", markup=False, highlight=False)

    def end(self) -> None:
        """Leave the bar as it is."""
        self._bar.stop()


def reporter_for(*, quiet: bool) -> Quiet:
    """What fits standard error."""
    if quiet:
        return Quiet(sys.stderr)
    return Bar(sys.stderr) if sys.stderr.isatty() else Lines(sys.stderr)
