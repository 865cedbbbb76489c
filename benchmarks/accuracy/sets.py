"""Readers of public page sets, each from a folder as its authors publish it.

wcxb             Murrough-Foley/web-content-extraction-benchmark: {dev,test}/ground-truth/ID.json,
                 {dev,test}/html/ID.html.gz
aeb              scrapinghub/article-extraction-benchmark: ground-truth.json, html/ID.html.gz
fundus           flairNLP/fundus, tests/resources/parser/test_data: COUNTRY/{Publisher.json, meta.info,
                 Publisher_DATE.html.gz}
fundus-paper     dobbersc/fundus-evaluation, dataset: ground_truth.json, html/ID.html.gz
trafilatura      adbar/trafilatura, tests: evaldata.json (before 2.2 evaldata.py), cache/ and eval/
parquet          the columns id, url, html, gold, must, mustnot, page_*, extract_*
fixtures         this repository's: SLUG/{page.txt | page.html, expected.txt, page.toml}

A page that cannot be read is left out and named; it never stops a run.
"""

from __future__ import annotations

import ast
import gzip
import hashlib
import json
import sys
import tomllib
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.accuracy.dumps import visible_text
from benchmarks.accuracy.metrics import word_scores
from benchmarks.accuracy.pages import Page

__all__ = ["PageSet", "recognise", "seeds"]

MIN_FUNDUS_RECALL = 0.5
"""A snapshot goes with the version of the parser whose body stands on the page. Where less than half of its
words do, the page changed its layout and the body is another page's."""
TRAFILATURA_NAMES = ("EVAL_PAGES",)


class PageSet(NamedTuple):
    """A named set and what reads it anew each time."""

    name: str
    read: Callable[[], Iterator[Page]]


def recognise(folder: Path) -> list[PageSet]:
    """The sets a folder holds, told by the files that stand in it. Raises: ValueError where there is none."""
    if folder.suffix == ".parquet":
        return [PageSet(folder.stem, partial(_parquet, folder))]
    found = [
        PageSet(name, partial(read, folder))
        for name, marks, read in _FORMATS
        if any(next(folder.glob(mark), None) for mark in marks)
    ]
    found += [PageSet(file.stem, partial(_parquet, file)) for file in sorted(folder.glob("*.parquet"))]
    if not found:
        raise ValueError(f"{folder}: no page set known here; see benchmarks/accuracy/sets.py for the formats")
    return found


def seeds(folder: Path, lines: Path) -> PageSet:
    """This repository's seeds: which of their lines are the article stands in a TOML file."""

    def read() -> Iterator[Page]:
        for name, numbers in tomllib.loads(lines.read_text(encoding="utf-8")).items():
            text = (folder / name).read_bytes().decode("utf-8")
            given = text.splitlines()
            gold = "\n\n".join(given[number - 1] for number in numbers)
            yield Page(name, "", None, gold, dumps={"page": text}, articles={})

    return PageSet("seeds", read)


# Readers ------------------------------------------------------------------------------------


def _wcxb(folder: Path, split: str) -> Iterator[Page]:
    """Articles only. Test pages that stand in the development split too are left out."""
    seen = _wcxb_keys(folder / "dev") if split == "test" else set()
    for file in sorted((folder / split / "ground-truth").glob("*.json")):
        row = _json(file)
        html = _gzip(folder / split / "html" / f"{file.stem}.html.gz")
        if row is None or html is None:
            continue
        kind = row.get("_internal", {}).get("page_type", {}).get("primary", "article")
        if kind != "article" or not seen.isdisjoint(_keys(file.stem, row.get("url"), html)):
            continue
        truth = row.get("ground_truth", {})
        yield Page(
            id=file.stem,
            url=row.get("url") or "",
            html=html,
            gold=truth.get("main_content") or None,
            must=_strings(truth.get("with")),
            mustnot=_strings(truth.get("without")),
        )


def _wcxb_keys(folder: Path) -> set[str]:
    found: set[str] = set()
    for file in sorted((folder / "ground-truth").glob("*.json")):
        row, html = _json(file), _gzip(folder / "html" / f"{file.stem}.html.gz")
        found |= _keys(file.stem, (row or {}).get("url"), html)
    return found


def _keys(name: str, url: object, html: bytes | None) -> set[str]:
    """What makes two pages the same one: id, address, or content."""
    found = {f"id {name}"}
    if isinstance(url, str) and url:
        found.add(f"url {url.partition('#')[0].rstrip('/')}")
    if html:
        found.add(f"content {hashlib.blake2b(html, digest_size=16).hexdigest()}")
    return found


def _aeb(folder: Path) -> Iterator[Page]:
    for name, row in sorted((_json(folder / "ground-truth.json") or {}).items()):
        html = _gzip(folder / "html" / f"{name}.html.gz")
        if html is not None:
            yield Page(name, row.get("url") or "", html, row.get("articleBody") or None)


def _fundus(folder: Path) -> Iterator[Page]:
    for file in sorted(folder.glob("*/*.json")):
        row = _json(file) or {}
        versions = [_fundus_body(row[key]["body"]) for key in sorted(row) if row[key].get("body")]
        about = _json(file.with_name("meta.info")) or {}
        # Names of publishers begin one another (Stern, SternTV): the rest of the name is a date.
        pages = [p for p in sorted(file.parent.glob(f"{file.stem}_*.html.gz")) if p.name[len(file.stem) + 1].isdigit()]
        for page in pages:
            html = _gzip(page)
            if html is None:
                continue
            gold = _standing(versions, html)
            if gold is None:
                _complain(page, "the body of no version stands on it")
                continue
            url = about.get(page.name, {}).get("url") or file.stem
            yield Page(f"{file.parent.name}/{page.name}", url, html, gold)


def _fundus_body(body: dict[str, Any]) -> str:
    """Summary, headings and paragraphs, in order."""
    parts = list(_strings(body.get("summary")))
    for section in body.get("sections") or ():
        parts += [*_strings(section.get("headline")), *_strings(section.get("paragraphs"))]
    return "\n\n".join(part.strip() for part in parts if part.strip())


def _standing(versions: list[str], html: bytes) -> str | None:
    """The body that stands on a page best. Files do not say which page a version is for."""
    text = visible_text(html)
    recalls = [(word_scores(text, body).recall, body) for body in versions if body]
    best, body = max(recalls, default=(0.0, ""))
    return body if best >= MIN_FUNDUS_RECALL else None


def _fundus_paper(folder: Path) -> Iterator[Page]:
    for name, row in sorted((_json(folder / "ground_truth.json") or {}).items()):
        html = _gzip(folder / "html" / f"{name}.html.gz")
        if html is None:
            continue
        body = [paragraph.strip() for paragraph in _strings(row.get("body")) if paragraph.strip()]
        marked = [paragraph.startswith("[") and paragraph.endswith("]") for paragraph in body]
        plain = [paragraph[1:-1] if mark else paragraph for paragraph, mark in zip(body, marked, strict=True)]
        optional = tuple(paragraph for paragraph, mark in zip(plain, marked, strict=True) if mark)
        yield Page(name, row.get("url") or "", html, "\n\n".join(plain) or None, optional)


def _trafilatura(folder: Path) -> Iterator[Page]:
    """Snippets, no gold text."""
    file = folder / "evaldata.json"
    rows = _json(file) if file.exists() else _literal(folder / "evaldata.py", TRAFILATURA_NAMES)
    for url, row in sorted((rows or {}).items()):
        places = [folder / where / str(row.get("file")) for where in ("cache", "eval")]
        page = next((place for place in places if place.is_file()), None)
        if page is None:
            _complain(places[0], "no such page")
            continue
        yield Page(
            str(row["file"]), url, page.read_bytes(), None, (), _strings(row.get("with")), _strings(row.get("without"))
        )


def _parquet(file: Path) -> Iterator[Page]:
    import pyarrow.parquet as pq  # an extra: the other formats need nothing

    table = pq.ParquetFile(file)
    for batch in table.iter_batches(16):
        for row in batch.to_pylist():
            yield Page(
                id=str(row.get("id")),
                url=row.get("url") or "",
                html=row.get("html"),
                gold=row.get("gold") or None,
                must=_strings(row.get("must")),
                mustnot=_strings(row.get("mustnot")),
                dumps={name: text or "" for name, text in row.items() if name.startswith("page_")} or None,
                articles={name: text or "" for name, text in row.items() if name.startswith("extract_")} or None,
            )


def _fixtures(folder: Path) -> Iterator[Page]:
    for about in sorted(folder.glob("*/page.toml")):
        said = tomllib.loads(about.read_text(encoding="utf-8"))
        text, html = about.with_name("page.txt"), about.with_name("page.html")
        yield Page(
            id=about.parent.name,
            url=said.get("url", ""),
            html=html.read_bytes() if html.exists() else None,
            gold=about.with_name("expected.txt").read_bytes().decode("utf-8"),
            must=_strings(said.get("keep")),
            mustnot=_strings(said.get("drop")),
            dumps={"page": text.read_bytes().decode("utf-8")} if text.exists() else {},
            articles={},
        )


_FORMATS: list[tuple[str, tuple[str, ...], Callable[[Path], Iterator[Page]]]] = [
    ("wcxb-dev", ("dev/ground-truth/*.json",), lambda folder: _wcxb(folder, "dev")),
    ("wcxb-test", ("test/ground-truth/*.json",), lambda folder: _wcxb(folder, "test")),
    ("aeb", ("ground-truth.json",), _aeb),
    ("fundus", ("*/meta.info",), _fundus),
    ("fundus-paper", ("ground_truth.json",), _fundus_paper),
    ("trafilatura", ("evaldata.json", "evaldata.py"), _trafilatura),
    ("fixtures", ("*/page.toml",), _fixtures),
]


# Files --------------------------------------------------------------------------------------


def _json(file: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        _complain(file, str(error))
        return None
    return found if isinstance(found, dict) else None


def _gzip(file: Path) -> bytes | None:
    try:
        return gzip.decompress(file.read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        _complain(file, str(error))
        return None


def _literal(file: Path, names: Iterable[str]) -> dict[str, Any] | None:
    """A dictionary that a Python file assigns to one of the names; the file is read, never run."""
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id in names for t in node.targets):
            found = ast.literal_eval(node.value)
            return found if isinstance(found, dict) else None
    return None


def _strings(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, (list, tuple)) else ()


def _complain(file: Path, what: str) -> None:
    sys.stderr.write(f"{file}: {what}; left out\n")
