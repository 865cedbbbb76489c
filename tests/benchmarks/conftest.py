"""Tiny page sets of our own making, in each set's format, written anew for each test.

They are made here instead of lying beside it: the formats have gzipped pages, which no diff shows.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_sets import FIRST, SECOND, THIRD, page, put


@pytest.fixture
def wcxb(tmp_path: Path) -> Path:
    """Two development pages and five test pages, of which three stand in the development split, one is no article."""

    def truth(url: str, kind: str = "article") -> dict[str, object]:
        return {
            "url": url,
            "_internal": {"page_type": {"primary": kind}},
            "ground_truth": {"main_content": f"{FIRST}\n\n{SECOND}", "with": [FIRST], "without": ["Home"]},
        }

    pages = {
        "dev/0001": (truth("https://a.example/1"), page(FIRST, SECOND)),
        "dev/0002": (truth("https://a.example/2"), page(FIRST, SECOND, "2")),
        "test/0002": (truth("https://b.example/same-id"), page(FIRST, SECOND, "3")),
        "test/4001": (truth("https://a.example/1/#top"), page(FIRST, SECOND, "4")),
        "test/4002": (truth("https://b.example/same-content"), page(FIRST, SECOND)),
        "test/4003": (truth("https://b.example/its-own"), page(FIRST, SECOND, "5")),
        "test/4004": (truth("https://b.example/shop", "product"), page(FIRST, SECOND, "6")),
    }
    for name, (said, html) in pages.items():
        split, _, number = name.partition("/")
        put(tmp_path / split / "ground-truth" / f"{number}.json", said)
        put(tmp_path / split / "html" / f"{number}.html.gz", html)
    return tmp_path


@pytest.fixture
def aeb(tmp_path: Path) -> Path:
    """Two pages, and one whose HTML is not there."""
    rows = {"aa": FIRST, "bb": f"{FIRST}\n{SECOND}", "cc": THIRD}
    put(
        tmp_path / "ground-truth.json",
        {name: {"articleBody": body, "url": f"https://{name}.example/"} for name, body in rows.items()},
    )
    put(tmp_path / "html" / "aa.html.gz", page(FIRST))
    put(tmp_path / "html" / "bb.html.gz", page(FIRST, SECOND))
    return tmp_path


@pytest.fixture
def fundus(tmp_path: Path) -> Path:
    """A publisher of two versions and two pages, one whose name begins another's, and one whose page changed."""

    def body(*paragraphs: str) -> dict[str, object]:
        sections = [{"headline": ["Cake"] if n else [], "paragraphs": [text]} for n, text in enumerate(paragraphs)]
        return {"body": {"summary": ["The doctor was late."], "sections": sections}, "title": "Ferry waits"}

    put(tmp_path / "uk/Ferry.json", {"V1": body(FIRST), "V2": body(SECOND, THIRD)})
    put(tmp_path / "uk/FerryTV.json", {"V1": body(THIRD)})
    put(tmp_path / "uk/Gone.json", {"V1": body(FIRST)})
    put(tmp_path / "uk/Ferry_2023_01_01.html.gz", page("The doctor was late.", FIRST))
    put(tmp_path / "uk/Ferry_2024_01_01.html.gz", page("The doctor was late.", SECOND, "Cake", THIRD))
    put(tmp_path / "uk/FerryTV_2024_01_01.html.gz", page("The doctor was late.", THIRD))
    put(tmp_path / "uk/Gone_2024_01_01.html.gz", page("Nothing like it stands here any more."))
    put(tmp_path / "uk/meta.info", {"Ferry_2023_01_01.html.gz": {"url": "https://ferry.example/1", "crawl_date": "x"}})
    return tmp_path


@pytest.fixture
def fundus_paper(tmp_path: Path) -> Path:
    """A page with an optional paragraph."""
    put(tmp_path / "ground_truth.json", {"Ferry_0": {"url": "https://ferry.example/", "body": [FIRST, f"[{SECOND}]"]}})
    put(tmp_path / "html/Ferry_0.html.gz", page(FIRST, SECOND))
    return tmp_path


@pytest.fixture(params=["evaldata.json", "evaldata.py"])
def trafilatura(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Two pages in two folders, and one that is not there, annotated as newer and older versions have it."""
    rows = {
        f"https://{name}.example/": {"file": f"{name}.html", "with": [FIRST], "without": ["Home", "newsletter"]}
        for name in ("a", "b", "c")
    }
    put(tmp_path / request.param, rows if request.param.endswith("json") else f"import os\nEVAL_PAGES = {rows!r}\n")
    put(tmp_path / "cache/a.html", page(FIRST))
    put(tmp_path / "eval/b.html", page(FIRST, SECOND))
    return tmp_path


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Two fixtures: a text and a page."""
    for slug, name, content in (("a-text", "page.txt", f"Home\n\n{FIRST}\n"), ("html-b", "page.html", page(FIRST))):
        put(tmp_path / slug / name, content)
        put(tmp_path / slug / "expected.txt", f"{FIRST}\n")
        put(tmp_path / slug / "page.toml", f"url = 'https://x.example/'\nkeep = ['{FIRST}']\ndrop = ['Home']\n")
    return tmp_path


@pytest.fixture
def make_parquet(tmp_path: Path) -> Callable[..., Path]:
    """Writes a development set of some rows."""

    def make(*golds: str, name: str = "small") -> Path:
        pa = pytest.importorskip("pyarrow", reason="reading Parquet is an extra")
        pq = pytest.importorskip("pyarrow.parquet", reason="reading Parquet is an extra")
        rows = [
            {
                "id": str(number),
                "url": "https://x.example/",
                "html": page(gold),
                "gold": gold,
                "must": [gold],
                "mustnot": ["Home"],
                "page_a": f"Home\nLog in\n{gold}",
                "extract_b": gold,
            }
            for number, gold in enumerate(golds)
        ]
        pq.write_table(pa.Table.from_pylist(rows), tmp_path / f"{name}.parquet")
        return tmp_path / f"{name}.parquet"

    return make
