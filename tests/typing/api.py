"""The public API as typed programs use it: ``mypy --strict tests/typing/api.py`` must pass.

Lines marked ``type: ignore[code]`` are wrong calls: strict mypy complains about an ignore that is not needed,
so each of them fails the check if it ever becomes right. Nothing here is run.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, assert_type

import cleaner
from cleaner import (
    Block,
    Cleaner,
    CleanerError,
    MissingExtra,
    Note,
    PackError,
    Points,
    Problem,
    Removed,
    Result,
    UnknownName,
    clean_html,
    clean_text,
)


def results() -> None:
    """What comes back."""
    result = clean_text("text")
    assert_type(result, Result)
    assert_type(result.text, str)
    assert_type(result.removed, tuple[Removed, ...])
    assert_type(result.blocks, tuple[Block, ...])
    assert_type(result.notes, tuple[Note, ...])
    assert_type(cleaner.clean_text("text"), Result)
    assert_type((result.page_text, result.title, result.language), tuple[str, str, str])
    for item in result.removed:
        assert_type(item.start, int)
        assert_type(item.end, int)
        assert_type(item.text, str)
        assert_type(item.category, str)
        assert_type(item.rule, str)
        assert_type(item.points, float)
        assert_type(item.path, str)
    for block in result.blocks:
        assert_type(block.verdict, Literal["keep", "trim", "drop"])
        assert_type(block.score, float)
        assert_type(block.points, tuple[Points, ...])
    for note in result.notes:
        assert_type((note.reason, note.detail), tuple[str, str])
    assert_type(hash(result), int)
    assert_type({result: 1}, dict[Result, int])


def settings() -> None:
    """Every setting, in each of its forms."""
    clean = Cleaner(
        keep={"caption"},
        drop=["headline"],
        rules=["pack", Path("pack.toml")],
        lang="de",
        source="article",
        max_loss=0.3,
        force=True,
        filters=["list.txt", Path("list.txt")],
    )
    assert_type(clean.notes, tuple[Note, ...])
    Cleaner()
    Cleaner(keep=(), drop=frozenset({"byline"}), rules=(), lang=None, source="auto", max_loss=1)
    Cleaner(keep=(name for name in ("caption", "credit")))
    assert_type(clean.text("text"), Result)
    assert_type(clean.texts(["one", "two"]), Iterator[Result])
    assert_type(clean.html_batch([b"<p>one", "<p>two"], ["https://example.org/", None]), list[Result])
    assert_type(list(clean.texts(line for line in ("one", "two"))), list[Result])
    assert_type([result.text for result in map(clean.text, ["one"])], list[str])


def html() -> None:
    """Pages, as text or as bytes, with every setting."""
    clean = Cleaner()
    assert_type(clean.html("<p>text"), Result)
    assert_type(clean.html(b"<p>text", "https://example.org/", charset="utf-8"), Result)
    assert_type(clean.html("<p>text", url=None, charset=None, extractor="own", output="text", links=False), Result)
    assert_type(clean.html("<p>text", extractor="trafilatura"), Result)
    assert_type(clean.html("<p>text", extractor="own", output="markdown", links=True), Result)
    assert_type(clean_html("<p>text"), Result)
    assert_type(clean_html(b"<p>text", "https://example.org/", extractor="own", output="markdown"), Result)
    assert_type(clean_html(b"<p>text", charset="utf-8", output="markdown", links=True), Result)
    assert_type(cleaner.clean_html("<p>text"), Result)
    assert_type(clean.in_language("de"), Cleaner)
    assert_type(clean.in_language(None).identity(), dict[str, str])


def errors() -> None:
    """What can go wrong, as objects."""
    try:
        Cleaner(rules=["pack"])
    except PackError as error:
        assert_type(error.problems, tuple[Problem, ...])
        for problem in error.problems:
            assert_type((problem.path, problem.line, problem.column), tuple[str, int, int])
            assert_type((problem.code, problem.found, problem.expected), tuple[str, str, str])
    except UnknownName as error:
        assert_type(error.name, str)
        assert_type(error.known, tuple[str, ...])
        caught: ValueError = error
        assert_type(caught.args, tuple[Any, ...])
    except MissingExtra as error:
        assert_type(str(error), str)
    except CleanerError as error:
        assert_type(error, CleanerError)


def wrong_calls(clean: Cleaner, result: Result) -> None:
    """Calls that must not pass."""
    clean_text(b"bytes")  # type: ignore[arg-type]
    clean_text()  # type: ignore[call-arg]
    clean_text("text", keep={"caption"})  # type: ignore[call-arg]
    Cleaner({"caption"})  # type: ignore[call-arg]
    Cleaner(keep=3)  # type: ignore[arg-type]
    Cleaner(keep=[1])  # type: ignore[list-item]
    Cleaner(source="pages")  # type: ignore[arg-type]
    Cleaner(max_loss="much")  # type: ignore[arg-type]
    Cleaner(lang=b"de")  # type: ignore[arg-type]
    Cleaner(rules=[1])  # type: ignore[list-item]
    Cleaner(keeps={"caption"})  # type: ignore[call-arg]
    clean.text(None)  # type: ignore[arg-type]
    clean.texts([b"bytes"])  # type: ignore[list-item]
    clean.html()  # type: ignore[call-arg]
    clean.html(None)  # type: ignore[arg-type]
    clean.html("<p>", None, "utf-8")  # type: ignore[call-arg]
    clean.html("<p>", extractor="readability")  # type: ignore[arg-type]
    clean.html("<p>", output="html")  # type: ignore[arg-type]
    clean.html("<p>", links="yes")  # type: ignore[arg-type]
    clean_html(1)  # type: ignore[arg-type]
    result.texts  # type: ignore[attr-defined]
    result.removed.append(1)  # type: ignore[attr-defined]
    result.removed[0].start = 1  # type: ignore[misc]
    result.blocks[0].verdict = "keep"  # type: ignore[misc]
    Note("reason")  # type: ignore[call-arg]
    clean_text("text").text.start  # type: ignore[attr-defined]
