"""``cleaner rules measure``: what every rule does on real pages, and what that says of its status."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from cleaner.rules.labelled import LabelledText
    from cleaner.rules.match import Matcher
    from cleaner.rules.measure import Counts, LanguageFigures, Measurement, RuleFigures

__all__ = ["measure"]

_HEADER = ("rule", "status", "suggested", "points", "hits", "with gold", "wrong", "wrong %", "alone", "harm", "time %")
_LANGUAGE_HEADER = ("language", "texts", "lines", "residue", "certain", "right", "precision", "recall")
MAX_SHOWN_CHARS = 160
"""Of a wrongly hit line: enough to see why."""


@click.command("measure")
@click.option(
    "--on",
    "folders",
    required=True,
    multiple=True,
    type=click.Path(exists=True),
    help="Folder (or file) of texts, see below; repeatable.",
)
@click.option(
    "--column", "columns", multiple=True, metavar="NAME", help="Only this column of Parquet files; repeatable."
)
@click.option("--every", type=click.IntRange(min=1), default=1, metavar="N", help="Only every N-th page.")
@click.option("--languages", is_flag=True, help="A line for each language of a rule as well.")
@click.option("--wrong-lines", is_flag=True, help="Some wrongly hit lines of each rule as well, to be read.")
@click.option("--json", "as_json", is_flag=True, help="All figures as one JSON object.")
@click.argument("packs", nargs=-1, type=click.Path())
def measure(
    folders: tuple[str, ...],
    packs: tuple[str, ...],
    *,
    columns: tuple[str, ...],
    every: int,
    languages: bool,
    wrong_lines: bool,
    as_json: bool,
) -> None:
    """Measure every rule on texts: hits, wrong hits, what it alone catches, overlap, time.

    The folder holds Parquet files with texts in page_* and extract_* and the article in gold; fixtures
    (page.txt beside expected.txt); .txt files, and .jsonl files with the field text and perhaps gold. Without
    gold nothing is known of wrong hits. Rules with a selector are measured on HTML: the column html, page.html of
    fixtures, .html files. PACKS are added to the rules of the package; candidates are
    measured as if they were active.

    Exit code 1 if a file could not be read; it is named on stderr.
    """
    from cleaner.rules.labelled import read_labelled
    from cleaner.rules.measure import measure as measure_rules

    failed: list[Path] = []

    def complain(path: Path, what: str) -> None:
        failed.append(path)
        click.echo(f"cleaner: {path}: {what}", err=True)

    matcher = _matcher(packs)
    html = bool(matcher.pack.selectors)
    texts = (text for folder in folders for text in read_labelled(Path(folder), complain, columns, html=html))
    measurement = measure_rules(matcher, _some(texts, every))
    if not measurement.texts and not measurement.pages:
        click.echo(f"cleaner: {', '.join(folders)}: no texts to measure on", err=True)
        raise click.exceptions.Exit(1)
    if as_json:
        import msgspec

        click.echo(msgspec.json.format(msgspec.json.encode(measurement), indent=2))
    else:
        _show(measurement, by_language=languages, wrong_lines=wrong_lines)
    if failed:
        raise click.exceptions.Exit(1)


def _matcher(packs: tuple[str, ...]) -> Matcher:
    from cleaner.errors import PackError
    from cleaner.rules.compiled import compile_pack
    from cleaner.rules.load import load
    from cleaner.rules.match import Matcher
    from cleaner.rules.packs import builtin_folder

    try:
        pack = load([builtin_folder(), *map(Path, packs)])
    except PackError as error:
        click.echo(str(error), err=True)
        raise click.exceptions.Exit(2) from None
    return Matcher(compile_pack(pack, statuses=("active", "candidate")))


def _some(texts: Iterator[LabelledText], every: int) -> Iterator[LabelledText]:
    """The texts of every N-th page, with a count on a terminal's stderr: a large folder takes minutes."""
    from itertools import groupby

    shown = sys.stderr.isatty()
    for number, (_, of_page) in enumerate(groupby(texts, key=lambda text: text.page)):
        if number % every == 0:
            yield from of_page
        if shown and number % 20 == 0:
            click.echo(f"\r{number} pages", err=True, nl=False)
    if shown:
        click.echo("\r", err=True, nl=False)


def _show(measurement: Measurement, *, by_language: bool, wrong_lines: bool) -> None:
    """The tables: rules by their hits, those with reasons below; then languages."""
    from cleaner.rules.measure import MIN_HITS

    pages = f"; {measurement.pages} pages of HTML, for rules with selectors" if measurement.pages else ""
    click.echo(
        f"{measurement.texts} texts, {measurement.texts_with_gold} of them with gold; {measurement.lines} lines"
        f"{pages}\n"
    )
    ranked = sorted(measurement.rules, key=lambda rule: (-rule.total.hits, rule.id))
    rows: list[Sequence[str]] = []
    for rule in ranked:
        rows.append((*_rule_row(rule), "  ".join(f"{name} {count}" for name, count in rule.overlap)))
        if by_language:
            rows += [(f"  {code}", *[""] * 3, *_count_cells(counts), "", "") for code, counts in rule.languages.items()]
    _table((*_HEADER, "hits the same lines"), rows)
    for rule in ranked if wrong_lines else ():
        if rule.wrong_lines:
            click.echo(f"\n{rule.id}, wrongly hit:")
            click.echo("\n".join(f"  {line[:MAX_SHOWN_CHARS]}" for line in rule.wrong_lines))
    changes = [rule for rule in ranked if rule.suggested != rule.status]
    _reasons("Another status is suggested", changes)
    few = [f"{rule.id} {rule.total.judged}" for rule in ranked if rule.total.hits and rule.total.judged < MIN_HITS]
    dead = [rule.id for rule in ranked if not rule.total.hits]
    _names(f"Fewer than {MIN_HITS} hits with gold, the status is left as it is", few)
    _names("Dead here, no hit at all", dead)
    click.echo("\nWhat rules alone are certain of, in lines of texts with gold:")
    _table(_LANGUAGE_HEADER, [_language_row(code, figures) for code, figures in measurement.languages.items()])


def _rule_row(rule: RuleFigures) -> Sequence[str]:
    points = "label" if rule.labels else f"{rule.points:g}"
    return (rule.id, rule.status, rule.suggested, points, *_count_cells(rule.total), f"{100 * rule.time_ratio:.1f}")


def _count_cells(counts: Counts) -> Sequence[str]:
    wrong = f"{100 * counts.wrong_ratio:.1f}" if counts.judged else "-"
    return (str(counts.hits), str(counts.judged), str(counts.wrong), wrong, str(counts.alone), str(counts.alone_wrong))


def _language_row(code: str, figures: LanguageFigures) -> Sequence[str]:
    counts = (figures.texts, figures.lines, figures.residue, figures.certain, figures.certain_residue)
    return (code, *map(str, counts), f"{figures.precision:.3f}", f"{figures.recall:.3f}")


def _names(heading: str, names: list[str]) -> None:
    if names:
        click.echo(f"\n{heading}: {', '.join(names)}")


def _reasons(heading: str, rules: list[RuleFigures]) -> None:
    if rules:
        click.echo(f"\n{heading}:")
        _table((), [(f"  {rule.id}", f"{rule.status} > {rule.suggested}", rule.reason) for rule in rules])


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Aligned columns: words to the left, numbers to the right."""
    lines = [header, *rows] if header else rows
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    numeric = [all(_is_number(cell) for cell in column) for column in zip(*rows, strict=True)]
    for line in lines:
        cells = zip(line, widths, numeric, strict=True)
        click.echo(
            "  ".join(cell.rjust(width) if right else cell.ljust(width) for cell, width, right in cells).rstrip()
        )


def _is_number(cell: str) -> bool:
    return not cell or cell in ("-", "label") or cell.replace(".", "", 1).isdigit()
