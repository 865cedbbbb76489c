"""The filter: pages in, articles out."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from cleaner.cli.inputs import Input, decode, open_inputs, silence_stdout

if TYPE_CHECKING:
    from cleaner import Cleaner, Result
    from cleaner.decide.decide import Source

__all__ = ["clean", "cleaner_options", "make_cleaner"]

_EPILOG = """\b
Examples:
  cleaner < page.txt                      the article, nothing else
  cleaner a.txt b.txt > articles.txt      several pages
  cleaner --explain page.txt              what goes, by which rule
  cleaner --keep caption --drop headline page.txt
  cleaner --field text < in.jsonl > out.jsonl
  cleaner rules show subscribe-channel    a rule, with its examples

\b
Further commands: cleaner bulk --help, cleaner rules --help
Shell completion: eval "$(_CLEANER_COMPLETE=bash_source cleaner)"   (or zsh_source, fish_source)

\b
Exit codes: 0 done; 1 some inputs failed, named on stderr; 2 wrong usage or a bad rule pack."""


def cleaner_options(function: Any) -> Any:
    """The options that are settings of `Cleaner`."""
    for option in reversed(
        (
            click.option("--keep", multiple=True, metavar="CATEGORY", help="Keep this kind of residue. Repeatable."),
            click.option(
                "--drop", multiple=True, metavar="CATEGORY", help="Drop this kind too, such as headline. Repeatable."
            ),
            click.option(
                "--rules", multiple=True, metavar="PATH", type=click.Path(), help="Add a rule pack. Repeatable."
            ),
            click.option("--lang", metavar="CODE", help="The article's language, where it is known, such as de."),
            click.option(
                "--source",
                type=click.Choice(["auto", "page", "article"]),
                default="auto",
                show_default=True,
                help="page: a whole-page dump; article: an extractor's article.",
            ),
            click.option(
                "--max-loss",
                type=click.FloatRange(0, 1),
                metavar="SHARE",
                help="Loss guard: the largest share of prose that may go. 1 switches it off.  [default: 0.5]",
            ),
            click.option("--force-rules", is_flag=True, help="Take rules that the lint refuses as slow."),
        )
    ):
        function = option(function)
    return function


def make_cleaner(
    *,
    keep: Sequence[str],
    drop: Sequence[str],
    rules: Sequence[str],
    lang: str | None,
    source: Source,
    max_loss: float | None,
    force_rules: bool,
) -> Cleaner:
    """A `Cleaner` from the options; a bad pack or an unknown name ends the program with exit code 2."""
    from cleaner import Cleaner, CleanerError
    from cleaner.decide.guard import DEFAULT_MAX_LOSS

    try:
        return Cleaner(
            keep=keep,
            drop=drop,
            rules=rules,
            lang=lang,
            source=source,
            max_loss=DEFAULT_MAX_LOSS if max_loss is None else max_loss,
            force=force_rules,
        )
    except CleanerError as error:
        click.echo(f"cleaner: {error}", err=True)
        raise click.exceptions.Exit(2) from None


class _Filter(click.Command):
    """The filter, which users call without a name."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Leave the name out."""
        formatter.write_usage("cleaner", "[OPTIONS] [FILES]...")


@click.command("cleaner", cls=_Filter, epilog=_EPILOG)
@click.argument("files", nargs=-1, type=click.Path(allow_dash=True))
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write there instead of to stdout.")
@click.option("--explain", is_flag=True, help="Show what goes and stays, and why, instead of the article.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a page: text, removed, notes.")
@click.option("--field", metavar="NAME", help="Input is JSON Lines: clean this field, leave all else untouched.")
@cleaner_options
@click.version_option(package_name="newsrinse", prog_name="cleaner", message="%(prog)s %(version)s")
def clean(
    files: tuple[str, ...], output: str | None, *, explain: bool, as_json: bool, field: str | None, **settings: Any
) -> None:
    """Take the website's residue out of scraped news text.

    Reads FILES, or standard input, and writes the article to standard output: no menus, captions,
    credits, "Subscribe", "Read also", share buttons or stray interface strings. Text without residue
    passes through unchanged. UTF-8 in and out; UTF-16 and UTF-32 are known by their byte order mark.
    """
    if sum((explain, as_json, field is not None)) > 1:
        raise click.UsageError("--explain, --json and --field exclude each other")
    if output and any(_same_file(output, file) for file in files):
        raise click.UsageError(f"{output} is input and output: write to another file")
    if output and (not files or "-" in files) and _is_stdin(output):
        raise click.UsageError(f"{output} is input and output: write to another file")
    cleaner = make_cleaner(**settings)
    failed = 0
    with ExitStack() as stack:
        try:
            out = stack.enter_context(open(output, "wb")) if output else _stdout()
        except OSError as error:
            raise _unwritable(output or "stdout", error) from None
        try:
            for page in open_inputs(files):
                failed += _one_input(page, cleaner, out, explain=explain, as_json=as_json, field=field)
            out.flush()
        except BrokenPipeError:  # the reader has enough; click would call that a failure
            silence_stdout()
            raise click.exceptions.Exit(0) from None
        except OSError as error:
            failure = error
            with suppress(OSError):
                out.close() if output else silence_stdout()
            raise _unwritable(output or "stdout", failure) from None
    if failed:
        raise click.exceptions.Exit(1)


def _unwritable(name: str, error: OSError) -> click.exceptions.Exit:
    click.echo(f"cleaner: {name}: cannot write: {error.strerror}", err=True)
    return click.exceptions.Exit(1)


def _stdout() -> BinaryIO:
    if sys.stdout is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    return sys.stdout.buffer


def _is_stdin(output: str) -> bool:
    try:
        return os.path.samestat(os.stat(output), os.fstat(0)) and stat.S_ISREG(os.fstat(0).st_mode)
    except OSError:
        return False


def _same_file(output: str, file: str) -> bool:
    return file != "-" and Path(output).exists() and Path(file).exists() and Path(output).samefile(file)


def _one_input(page: Input, cleaner: Cleaner, out: BinaryIO, *, explain: bool, as_json: bool, field: str | None) -> int:
    """Clean one input. Returns how much of it failed: pages, or lines of JSON."""
    if field is not None:
        from cleaner.cli.jsonl import clean_lines

        return clean_lines(page, field, cleaner, out)
    text = _read(page)
    if text is None:
        return 1
    result = cleaner.text(text)
    for note in result.notes:
        click.echo(f"cleaner: {page.name}: {note.reason}: {note.detail}", err=True)
    out.writelines(_rendered(page, result, explain=explain, as_json=as_json))
    return 0


def _read(page: Input) -> str | None:
    """The text of an input; None where it cannot be cleaned, which has then been said."""
    try:
        content = page.read()
    except OSError as error:
        page.complain(error.strerror or str(error))
        return None
    text, complaint = decode(content)
    if complaint:
        page.complain(complaint)
    if looks_like_html(text):
        page.complain("this is HTML; so far text is cleaned: extract the text first, with trafilatura for instance")
        return None
    return text


def looks_like_html(text: str) -> bool:
    """Whether a text is a page's source: its first characters are a document's."""
    start = text[:1000].lstrip("\ufeff \t\r\n").lower()
    return start.startswith(("<!doctype html", "<html", "<head", "<body", "<?xml")) and ">" in text


def _rendered(page: Input, result: Result, *, explain: bool, as_json: bool) -> Iterator[bytes]:
    if as_json:
        from cleaner.render.json import page_object

        yield page_object(page.name, result) + b"\n"
    elif explain:
        from cleaner.render.terminal import explain_page

        yield (
            encode(click.unstyle(shown) if not _in_colour() else shown)
            if (shown := explain_page(page.name, result))
            else b""
        )
    else:
        article = encode(result.text)
        yield article
        if not page.last and article and not article.endswith(b"\n"):
            yield b"\n"  # the next page begins on a line of its own


def encode(text: str) -> bytes:
    """UTF-8; bytes that were not UTF-8 come out as they came in, lone surrogates as three bytes."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def _in_colour() -> bool:
    """Colour for a terminal, unless the user asked for none (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
