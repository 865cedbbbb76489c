"""A stand-in for `Cleaner` that is quick, takes HTML, and fails, raises or dies on demand; and runs with it."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from cleaner.bulk import worker
from cleaner.bulk.formats import stream
from cleaner.bulk.formats.piece import Fields
from cleaner.bulk.inputs import find_inputs
from cleaner.bulk.progress import Quiet
from cleaner.bulk.report import stats
from cleaner.bulk.runner import Outcome, Settings, run
from cleaner.bulk.worker import CleanTask, Message, Setup, Task
from cleaner.errors import UnknownName
from cleaner.result import Note, Removed, Result

RESIDUE = re.compile(r"(?m)^Subscribe\b.*\n?")
TAG = re.compile(r"<[^>]*>")


class StandIn:
    """Drops lines that begin with "Subscribe"."""

    def __init__(self, lang: str | None = None, rules: str = "1") -> None:
        self.lang, self.rules = lang, rules

    def text(self, text: str) -> Result:
        """Clean a text, or do what it asks for."""
        if "RAISE" in text:
            raise ValueError("asked to fail")
        if "DIE" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "SLOW" in text:
            time.sleep(0.004)
        removed = tuple(
            Removed(found.start(), found.end(), found[0], "subscribe", "subscribe-line", 5.0)
            for found in RESIDUE.finditer(text)
        )
        notes = (Note("in_language", self.lang),) if self.lang else ()
        return Result(RESIDUE.sub("", text), lambda: removed, notes, lambda: (), text)

    def batch(self, texts: Sequence[str]) -> list[Result]:
        """Clean texts together."""
        return list(map(self.text, texts))

    def html(self, page: bytes | str, url: str | None = None, charset: str | None = None) -> Result:
        """Clean a page: its text is what is not a tag."""
        text = page.decode(charset or "utf-8") if isinstance(page, bytes) else page
        return self.text(f"{url or ''}{TAG.sub('', text)}")

    def html_batch(
        self,
        pages: Sequence[bytes | str],
        urls: Sequence[str | None] | None = None,
        *,
        charsets: Sequence[str | None] | None = None,
    ) -> list[Result]:
        """Clean pages together."""
        none = [None] * len(pages)
        return [self.html(*page) for page in zip(pages, urls or none, charsets or none, strict=True)]

    def in_language(self, lang: str | None) -> StandIn:
        """For a language; "xx" is none."""
        if lang == "xx":
            raise UnknownName("language", "xx", ["en"])
        return StandIn(lang, self.rules)

    def identity(self) -> dict[str, str]:
        """What decides."""
        return {"program": "stand-in", "rules": self.rules, "scorecard": "", "settings": ""}


def clean_all(
    inputs: list[str], out: str, *, cleaner: StandIn | None = None, workers: int = 2, piece_bytes: int = 1, **options
) -> Outcome:
    """A run with small pieces."""
    names = ("field", "html_field", "url_field", "lang_field", "removed")
    fields = Fields(**{name: options.pop(name) for name in names if name in options}, piece_bytes=piece_bytes)
    files, _ = find_inputs(inputs, out)
    cleaner = cleaner or StandIn()
    settings = Settings(fields=fields, workers=workers, **options)
    outcome = run(files, out, cleaner, settings, Quiet(sys.stderr))
    (Path(out) / "_stats.json").write_bytes(stats(cleaner.identity(), outcome))
    return outcome


class InlineMember:
    """A worker that works where it stands."""

    task = announced = None

    def __init__(self, cleaner: StandIn, setup: Setup) -> None:
        self._cleaner, self._setup, self.said = cleaner, setup, []

    def send(self, message: Message) -> None:
        """Take what the task says on its way."""
        self.said.append(message)

    def give(self, task: Task) -> None:
        """Do it at once."""
        self.task = task
        self.send(
            worker._clean(task, self._cleaner, self._setup, self) if isinstance(task, CleanTask) else worker._join(task)
        )


class InlineCrew:
    """A crew of one that needs no process: what is tested with it starts at once."""

    def __init__(self, _size: int, cleaner: StandIn, setup: Setup) -> None:
        self._member = InlineMember(cleaner, setup)

    def hire(self, wanted: int) -> None:
        """There is one."""

    def idle(self) -> list[InlineMember]:
        """It is idle when it has said what came of the last task."""
        return [] if self._member.said else [self._member]

    def busy(self) -> int:
        """Whether it has something to say."""
        return len(self._member.said)

    def has_news(self) -> bool:
        """The same."""
        return bool(self._member.said)

    def listen(self, _seconds: float) -> Iterator[tuple[InlineMember, Message]]:
        """What it says."""
        while self._member.said:
            yield self._member, self._member.said.pop(0)

    def dismiss(self) -> None:
        """It stays."""

    end = dismiss


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of an output but the manifest, whose lines stand in the order in which things were done."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "_manifest.jsonl"
    }


if __name__ == "__main__":
    stream.READ_BYTES = 4096
    clean_all(sys.argv[1:2], sys.argv[2], resume="--resume" in sys.argv)
