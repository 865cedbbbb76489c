"""datatrove: real local runs with two tasks, their statistics, and going on after a task was lost."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys

import pytest

from cleaner import Cleaner

pytest.importorskip("datatrove", reason="datatrove is not installed: newsrinse[datatrove]")
from cleaner.integrations.datatrove import ArticleExtractor, ResidueFormatter

RUN = """
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader, WarcReader
from datatrove.pipeline.writers import JsonlWriter
from cleaner.integrations.datatrove import ArticleExtractor, ResidueFormatter

if __name__ == "__main__":
    LocalPipelineExecutor(
        pipeline=[{steps}, JsonlWriter("out", compression=None)], tasks=2, workers=2, logging_dir="log"
    ).run()
"""


def run(folder, steps):
    """Run such a pipeline in the folder; what it wrote by document, and the statistics of its steps."""
    (folder / "run.py").write_text(RUN.format(steps=steps))
    done = subprocess.run(
        [sys.executable, "run.py"], cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for file in (folder / "out").iterdir() for line in file.read_text().splitlines()]
    return {row["id"]: row for row in rows}, json.loads((folder / "log" / "stats.json").read_text())


@pytest.fixture
def full(texts):
    """The texts that datatrove reads: it passes by documents without any."""
    return {str(n): text for n, text in enumerate(texts.rows) if text}


@pytest.fixture
def folder(full, tmp_path):
    """Two files of JSON Lines, one a task."""
    (tmp_path / "in").mkdir()
    for task in (0, 1):
        rows = [json.dumps({"id": n, "text": text, "other": n}) for n, text in full.items() if int(n) % 2 == task]
        (tmp_path / "in" / f"{task}.jsonl").write_text("\n".join(rows))
    return tmp_path


def test_formatter_in_two_tasks_and_resumed(full, folder):
    """Texts are the cleaner's, statistics its counts; a run again does only the task that was lost."""
    steps = 'JsonlReader("in"), ResidueFormatter()'
    expected = {n: Cleaner().text(text) for n, text in full.items()}
    found, stats = run(folder, steps)
    step = next(one["stats"] for one in stats if "newsrinse" in one["name"])
    subscribe = [s for r in expected.values() for s in r.removed if s.category == "subscribe"]

    assert {n: row["text"] for n, row in found.items()} == {n: result.text for n, result in expected.items()}
    assert all(row["metadata"]["other"] == n for n, row in found.items())
    assert total(step["total"]) == len(full)
    assert total(step["changed"]) == sum(bool(result.removed) for result in expected.values())
    assert total(step["removed_subscribe"]) == sum(span.end - span.start for span in subscribe)

    (folder / "log" / "completions" / "00001").unlink()
    (folder / "out" / "00001.jsonl").unlink()
    kept = (folder / "out" / "00000.jsonl").stat().st_mtime_ns
    again, _ = run(folder, steps)

    assert again == found
    assert (folder / "out" / "00000.jsonl").stat().st_mtime_ns == kept


def total(stat):
    """The sum of a statistic, which is a bare number where each document added one."""
    return stat["total"] if isinstance(stat, dict) else stat


def test_extractor_reads_warc(pages, tmp_path):
    """Pages of two WARC files become the cleaner's articles; what has none is dropped and counted."""
    pytest.importorskip("warcio", reason="warcio is not installed: newsrinse[datatrove]")
    (tmp_path / "in").mkdir()
    whole = [page for page in pages.rows if page and is_utf8(page)]
    for task in (0, 1):
        with gzip.open(tmp_path / "in" / f"{task}.warc.gz", "wb") as out:
            for number, page in enumerate(whole):
                if number % 2 == task:
                    out.write(response(number, page))
    expected = {f"<urn:uuid:{n}>": Cleaner().html(page.decode()).text for n, page in enumerate(whole)}
    found, stats = run(tmp_path, 'WarcReader("in"), ArticleExtractor(timeout=30)')
    step = next(one["stats"] for one in stats if "newsrinse" in one["name"])

    assert {n: row["text"] for n, row in found.items()} == {n: text for n, text in expected.items() if text}
    assert total(step["extracted"]) == len(whole)


def is_utf8(page):
    """Whether datatrove's reader needs not guess: its guess is not what is tested here."""
    try:
        return bool(page.decode())
    except UnicodeDecodeError:
        return False


def response(number, page):
    """A WARC record as crawlers write them."""
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
        f"WARC-Target-URI: http://example.org/{number}\r\nWARC-Date: 2026-11-22T00:00:00Z\r\n"
        f"WARC-Identified-Payload-Type: text/html\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def test_failure_passes_the_text_and_is_counted(monkeypatch):
    """A document that cannot be cleaned stays as it is."""
    step = ResidueFormatter()

    class Broken:
        def text(self, text):
            raise RecursionError

    step._cleaner = Broken()

    assert step.format("One line.") == "One line."
    assert step.stats["failed_RecursionError"].total == 1


def test_options_reach_datatrove():
    """The time limit is datatrove's, and so is its default."""
    assert ArticleExtractor(timeout=7).timeout == 7
    assert ArticleExtractor().timeout == 1
