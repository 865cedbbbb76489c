"""``cleaner bulk``: files by the folder, in many processes, resumable."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NoReturn

import click

from cleaner.cli.clean import cleaner_options, make_cleaner

if TYPE_CHECKING:
    from cleaner.bulk.runner import Outcome

__all__ = ["bulk"]

_EPILOG = """\b
Examples:
  cleaner bulk crawl/ clean/                          a folder, mirrored
  cleaner bulk 'data/*.parquet' clean/ --field body
  cleaner bulk CC-MAIN-0001.warc.wet.gz clean/ --workers 8
  cleaner bulk pages.jsonl.zst clean/ --html-field html --url-field url
  cleaner bulk crawl/ clean/ --resume                 go on after a stop

\b
OUT holds the outputs under the names of the inputs, and beside them
  _failed/          what could not be cleaned: file, offset, reason, record
  _stats.json       what was removed, by category and rule
  _manifest.jsonl   what is done, for --resume

\b
Exit codes: 0 done; 1 some documents or files failed, or the output cannot be written; 2 wrong usage;
130 stopped by Ctrl-C."""

INTERRUPTED = 130
"""The shell's code for a program that was stopped by Ctrl-C."""


@click.command("bulk", epilog=_EPILOG)
@click.argument("inputs", nargs=-1, required=True, metavar="IN...")
@click.argument("out", metavar="OUT")
@click.option("--field", default="text", show_default=True, metavar="NAME", help="The field or column with the text.")
@click.option("--html-field", metavar="NAME", help="Clean this HTML instead; the article goes to --field.")
@click.option("--url-field", metavar="NAME", help="The page's address, where it helps.")
@click.option("--lang-field", metavar="NAME", help="The article's language, where it is known.")
@click.option(
    "--removed", is_flag=True, help="Also write what went: a field or column 'removed', or NAME.removed.jsonl."
)
@click.option("--workers", type=click.IntRange(1), metavar="N", help="Processes.  [default: one a core]")
@click.option(
    "--batch-size", type=click.IntRange(1), default=1000, show_default=True, metavar="N", help="Documents at a time."
)
@click.option("--resume", is_flag=True, help="Go on with what a stopped run left in OUT.")
@click.option("--overwrite", is_flag=True, help="Begin anew, whatever is in OUT.")
@click.option("-q", "--quiet", is_flag=True, help="No progress and no table.")
@cleaner_options
def bulk(inputs: tuple[str, ...], out: str, *, workers: int | None, quiet: bool, **options: Any) -> None:
    """Clean files by the folder: IN... to OUT.

    IN are files, globs, folders, or addresses such as s3://bucket/path; .jsonl, .ndjson (also .gz, .zst),
    .parquet, .warc, .wet (also .gz) and .txt. OUT is a folder that mirrors them. A document that cannot be
    cleaned passes unchanged and is told in OUT/_failed.
    """
    try:
        from cleaner.bulk.inputs import BadInput, find_inputs
        from cleaner.bulk.progress import reporter_for
        from cleaner.bulk.runner import CannotResume, CannotWrite, Settings, run
    except ImportError as error:
        raise click.UsageError(f"{error.name} is missing: pip install 'newsrinse[bulk]'") from None
    from cleaner.errors import CleanerError

    if options["resume"] and options["overwrite"]:
        raise click.UsageError("--resume and --overwrite exclude each other")
    settings = Settings(
        fields=_fields(options), workers=workers or _cores(), **{name: options.pop(name) for name in _RUN_OPTIONS}
    )
    cleaner = make_cleaner(**options)
    began = time.monotonic()
    try:
        with _terminable():
            files, passed_by = find_inputs(inputs, out)
            reporter = reporter_for(quiet=quiet)
            if passed_by:
                reporter.say(f"{len(passed_by)} files of other formats are passed by, the first is {passed_by[0]}")
            outcome = run(files, out, cleaner, settings, reporter)
            _write_stats(out, cleaner.identity(), outcome)
    except KeyboardInterrupt:
        _end("stopped; nothing half written is left", out, INTERRUPTED)
    except (BadInput, CannotResume) as error:
        raise click.UsageError(str(error)) from None
    except CannotWrite as error:
        _end(f"cannot write: {error}; what is whole is kept", out, 1)
    except CleanerError as error:
        click.echo(f"cleaner: {error}", err=True)
        raise click.exceptions.Exit(1) from None
    _finish(outcome, out, time.monotonic() - began, quiet=quiet)


_RUN_OPTIONS = ("batch_size", "resume", "overwrite")


def _fields(options: dict[str, Any]) -> Any:
    from cleaner.bulk.formats.piece import Fields

    return Fields(**{name: options.pop(name) for name in ("field", "html_field", "url_field", "lang_field", "removed")})


def _cores() -> int:
    """Cores that this process may use, which in a container are fewer than the machine's."""
    with suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _terminable() -> Iterator[None]:
    """A polite kill stops a run as Ctrl-C does."""

    def interrupt(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _write_stats(out: str, identity: dict[str, str], outcome: Outcome) -> None:
    from cleaner.bulk.destination import STATS, Destination
    from cleaner.bulk.report import stats
    from cleaner.bulk.runner import CannotWrite

    try:
        Destination(out).write(stats(identity, outcome), STATS)
    except OSError as error:
        raise CannotWrite(f"{out}: {error.strerror or error}") from None


def _end(what: str, out: str, code: int) -> NoReturn:
    click.echo(f"cleaner: {what}. The same command with --resume goes on in {out}.", err=True)
    raise click.exceptions.Exit(code) from None


def _finish(outcome: Outcome, out: str, seconds: float, *, quiet: bool) -> None:
    from cleaner.bulk.destination import FAILED
    from cleaner.bulk.report import table

    if not quiet:
        click.echo(table(outcome, seconds), err=True)
    if outcome.tally.failed:
        click.echo(f"cleaner: {outcome.tally.failed:,} failed: see {out}/{FAILED}", err=True)
        raise click.exceptions.Exit(1)
