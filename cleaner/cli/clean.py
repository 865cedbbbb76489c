"""The filter: pages in, articles out."""

from __future__ import annotations

import errno
import gc
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import click

from cleaner.cli.inputs import Input, open_inputs, silence_stdout
from cleaner.cli.recognise import is_html
from cleaner.files.plain import decode

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from cleaner import Cleaner, Result
    from cleaner._cleaner import Extractor, Output
    from cleaner.decide.decide import Source

__all__ = ["clean", "cleaner_options", "make_cleaner"]

_EPILOG = """\b
Examples:
  cleaner < page.txt                      the article, nothing else
  cleaner a.html b.txt > articles.txt     several pages, HTML and text
  curl -s https://example.org/ | cleaner  a page as served
  cleaner --markdown --links --url https://example.org/news/1 page.html
  cleaner --explain page.txt              what goes, by which rule
  cleaner --keep caption --drop headline page.txt
  cleaner --field text < in.jsonl > out.jsonl
  cleaner --field body --html < in.jsonl  the field holds HTML, and gets the article
  cleaner rules show subscribe-channel    a rule, with its examples

\b
HTML is told from text by the file's name (.html, .htm, .xhtml) or by its beginning: a doctype or html,
or a block such as <p> or <div> with nothing outside of it. A text that speaks of tags, or begins with
one, is a text. Where that goes wrong, say --html or --text.

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
            click.option(
                "--filters",
                multiple=True,
                metavar="FILE",
                type=click.Path(),
                help="HTML: drop what this filter list (Adblock, uBlock syntax) hides. Repeatable.",
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
                help="Loss guard: the largest share of prose that may go. 1 switches it off.  [default: 0.7]",
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
    filters: Sequence[str],
    lang: str | None,
    source: Source,
    max_loss: float | None,
    force_rules: bool,
) -> Cleaner:
    """A `Cleaner` from the options; a bad pack or an unknown name ends the program with exit code 2.

    What of a filter list is not used is told on stderr.
    """
    gc.disable()  # the rules are many small objects that all stay: looking for garbage among them takes 12 ms
    from cleaner import Cleaner, CleanerError
    from cleaner.decide.guard import DEFAULT_MAX_LOSS

    try:
        cleaner = Cleaner(
            keep=keep,
            drop=drop,
            rules=rules,
            filters=filters,
            lang=lang,
            source=source,
            max_loss=DEFAULT_MAX_LOSS if max_loss is None else max_loss,
            force=force_rules,
        )
    except (CleanerError, ValueError) as error:
        click.echo(f"cleaner: {error}", err=True)
        raise click.exceptions.Exit(2) from None
    finally:
        gc.freeze()
        gc.enable()
    for note in cleaner.notes:
        click.echo(f"cleaner: {note.detail}", err=True)
    return cleaner


class _Nameless(click.Context):
    """What is typed to call the filter: the program, and no name of a sub-command."""

    @property
    def command_path(self) -> str:
        """In usage and hints."""
        return self.parent.command_path if self.parent else super().command_path


class _Filter(click.Command):
    """The filter, which users call without a name."""

    context_class = _Nameless


def _begun(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """What may stand where files do: a file, or first of all a sub-command."""
    from click.shell_completion import CompletionItem

    root = ctx.find_root()
    names = [] if ctx.params.get("files") else root.command.list_commands(root)  # type: ignore[attr-defined]
    commands = [CompletionItem(name) for name in names if incomplete and name.startswith(incomplete)]
    return [*commands, CompletionItem(incomplete, type="file")]


class _Task(NamedTuple):
    """What is done with each input."""

    cleaner: Cleaner
    kind: str
    """"html" or "text"; "auto" where the input itself tells."""
    url: str | None
    charset: str | None
    extractor: Extractor
    output: Output
    links: bool
    explain: bool
    as_json: bool
    field: str | None
    to_file: bool

    def html(self, page: bytes | str) -> Result:
        """The result of a page's source."""
        return self.cleaner.html(
            page,
            self.url,
            charset=self.charset,
            extractor=self.extractor,
            output=self.output,
            links=self.links,
        )


_ONLY_HTML = ("url", "charset", "markdown", "extractor", "filters")
"""Options that a text has no use for."""


@click.command("cleaner", cls=_Filter, epilog=_EPILOG)
@click.argument("files", nargs=-1, type=click.Path(allow_dash=True), shell_complete=_begun)
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write there instead of to stdout.")
@click.option("--explain", is_flag=True, help="Show what goes and stays, and why, instead of the article.")
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object a page: text, removed, notes; of HTML title, language too."
)
@click.option("--field", metavar="NAME", help="Input is JSON Lines: clean this field, leave all else untouched.")
@click.option("--html", "as_html", is_flag=True, help="Input is HTML, whatever it looks like; with --field, the field.")
@click.option("--text", "as_text", is_flag=True, help="Input is text, whatever it looks like.")
@click.option("--markdown", is_flag=True, help="HTML: write headings, lists, tables, quotes, code and emphasis.")
@click.option("--links", is_flag=True, help="HTML: with --markdown, links too.")
@click.option("--url", metavar="URL", help="HTML: the page's address, for its links and for filters.")
@click.option("--charset", metavar="NAME", help="HTML: what the HTTP header said, such as windows-1251.")
@click.option(
    "--extractor",
    type=click.Choice(["own", "trafilatura", "resiliparse"]),
    help="HTML: what finds the article that is cleaned; the others must be installed.  [default: own]",
)
@cleaner_options
@click.version_option(package_name="newsrinse", prog_name="cleaner", message="%(prog)s %(version)s")
def clean(files: tuple[str, ...], output: str | None, **options: Any) -> None:
    """Take the website's residue out of scraped news pages, HTML or text.

    Reads FILES, or standard input, and writes the article to standard output: no menus, captions,
    credits, "Subscribe", "Read also", share buttons or stray interface strings. Text without residue
    passes through unchanged. Texts are UTF-8; UTF-16 and UTF-32 are known by their byte order mark. HTML
    may have any encoding. UTF-8 comes out.
    """
    _check(files, output, options)
    task = _task(options, to_file=output is not None)
    failed = 0
    with ExitStack() as stack:
        try:
            out = stack.enter_context(open(output, "wb")) if output else _stdout()
        except OSError as error:
            raise _unwritable(output or "stdout", error) from None
        try:
            for page in open_inputs(files):
                failed += _one_input(page, task, out)
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


def _check(files: Sequence[str], output: str | None, options: dict[str, Any]) -> None:
    """Refuse options that contradict each other, and an output that is an input. Raises: UsageError."""
    if sum((options["explain"], options["as_json"], options["field"] is not None)) > 1:
        raise click.UsageError("--explain, --json and --field exclude each other")
    if options["as_html"] and options["as_text"]:
        raise click.UsageError("--html and --text exclude each other")
    if options["links"] and not options["markdown"]:
        raise click.UsageError("--links is for --markdown")
    if options["extractor"] not in (None, "own"):
        for name in ("markdown", "filters"):
            if options[name]:
                raise click.UsageError(f"--{name} needs the page's elements; leave out --extractor")
    for name in _ONLY_HTML:
        if options[name] and options["as_text"]:
            raise click.UsageError(f"--{name} is for HTML; leave out --text")
        if options[name] and options["field"] is not None and not options["as_html"]:
            raise click.UsageError(f"--{name} is for HTML; add --html if field {options['field']!r} holds it")
    if options["charset"] and options["field"] is not None:
        raise click.UsageError("--charset is for pages as served; JSON Lines are UTF-8")
    if options["charset"] and not _is_charset(options["charset"]):
        raise click.UsageError(f"unknown charset {options['charset']!r}; give an HTTP header's, such as iso-8859-1")
    if output and any(_same_file(output, file) for file in files):
        raise click.UsageError(f"{output} is input and output: write to another file")
    if output and (not files or "-" in files) and _is_stdin(output):
        raise click.UsageError(f"{output} is input and output: write to another file")


def _is_charset(name: str) -> bool:
    """Whether the Encoding standard knows this label."""
    import codecs

    import turbohtml.detect  # noqa: F401  registers the decoders of the standard

    try:
        codecs.lookup(f"whatwg-{name.strip().lower()}")
    except (LookupError, ValueError):
        return False
    return True


def _task(options: dict[str, Any], *, to_file: bool) -> _Task:
    """The options of the command taken from the settings of `Cleaner`."""
    as_html, as_text, markdown = (options.pop(name) for name in ("as_html", "as_text", "markdown"))
    extractor: Extractor = options.pop("extractor") or "own"
    shown = {name: options.pop(name) for name in ("url", "charset", "links", "explain", "as_json", "field")}
    return _Task(
        cleaner=make_cleaner(**options),
        kind="html" if as_html else "text" if as_text else "auto",
        extractor=extractor,
        output="markdown" if markdown else "text",
        to_file=to_file,
        **shown,
    )


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


def _one_input(page: Input, task: _Task, out: BinaryIO) -> int:
    """Clean one input. Returns how much of it failed: pages, or lines of JSON."""
    from cleaner.errors import MissingExtra

    try:
        if task.field is not None:
            from cleaner.cli.jsonl import clean_lines

            return clean_lines(page, task.field, task.html if task.kind == "html" else task.cleaner.text, out)
        try:
            content = page.read()
        except OSError as error:
            page.complain(error.strerror or str(error))
            return 1
        as_html = task.kind == "html" or (task.kind == "auto" and is_html(content, page.path))
        result = task.html(content) if as_html else _text_result(page, content, task.cleaner)
    except MissingExtra as error:
        click.echo(f"cleaner: {error}", err=True)
        raise click.exceptions.Exit(2) from None
    for note in result.notes:
        page.complain(f"{note.reason}: {note.detail}")
    out.writelines(_rendered(page, result, task, as_html=as_html))
    return 0


def _text_result(page: Input, content: bytes, cleaner: Cleaner) -> Result:
    text, complaint = decode(content)
    if complaint:
        page.complain(complaint)
    return cleaner.text(text)


def _rendered(page: Input, result: Result, task: _Task, *, as_html: bool) -> Iterator[bytes]:
    if task.as_json:
        from cleaner.render.json import page_object

        yield page_object(page.name, result, html=as_html) + b"\n"
    elif task.explain:
        from cleaner.render.terminal import explain_page, in_colour

        shown = explain_page(page.name, result)
        yield encode(shown if in_colour() and not task.to_file else click.unstyle(shown))
    else:
        article = encode(result.text)
        yield article
        # The next page begins on a line of its own. A text comes back as it was; an article out of HTML is
        # a text of ours, whose last line ends.
        if (as_html or not page.last) and article and not article.endswith(b"\n"):
            yield b"\n"


def encode(text: str) -> bytes:
    """UTF-8; bytes that were not UTF-8 come out as they came in, lone surrogates as three bytes."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
