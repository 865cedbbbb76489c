"""Whole runs: text and HTML beside their peers, end to end, growth, and peak memory.

    taskset -c 0 python benchmarks/speed/whole_runs.py --parts memory,html,growth
    taskset -c 0 python benchmarks/speed/whole_runs.py --parts sizes --data ../shared/data/wcxb-dev.parquet
    python benchmarks/speed/whole_runs.py --parts bulk --out benchmarks/speed/results

Prints Markdown; with --out, writes NAME.md and NAME.json. Figures are only comparable within one run.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import corpus
import peers
import pyarrow as pa
import pyarrow.parquet as pq

import cleaner

FACTORS = (1, 4, 16)
SIZES = 5, 15
"""Kilobytes of a short and of a usual dump."""
MAX_DUMPS = 60
SAMPLE_SECONDS = 0.05
Row = dict[str, str | float]


def main() -> None:
    """Run the parts, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parts", default="memory,html,sizes,growth,bulk", help="which, with commas")
    parser.add_argument("--mb", type=float, default=2.0, help="size of the corpus")
    parser.add_argument("--pages", type=int, default=60, help="HTML pages")
    parser.add_argument("--data", type=Path, help="a Parquet file with page_resiliparse and html")
    parser.add_argument("--out", type=Path, help="write NAME.md and NAME.json")
    options = parser.parse_args()
    parts: dict[str, Callable[[argparse.Namespace], list[Row]]] = {
        "memory": in_memory,
        "html": html,
        "sizes": sizes,
        "growth": growth,
        "bulk": bulk,
    }
    tables = {name: parts[name](options) for name in options.parts.split(",")}
    machine = f"Python {platform.python_version()}, pyarrow {pa.__version__}, newsrinse {cleaner.__version__}"
    markdown = f"{machine}\n\n" + "\n".join(as_markdown(name, rows) for name, rows in tables.items())
    print(markdown)
    if options.out:
        options.out.with_suffix(".md").write_text(markdown, encoding="utf-8")
        found = {"machine": machine, "mb": options.mb, **tables}
        options.out.with_suffix(".json").write_text(json.dumps(found, indent=2), encoding="utf-8")


def in_memory(options: argparse.Namespace) -> list[Row]:
    """Text, one core, without files."""
    texts = corpus.texts(options.mb, options.data)
    size = megabytes(texts)
    column = pa.array(texts, pa.large_string())
    cleaner.clean_column(column[:5])
    peer = seconds(lambda: [peers.c4_lines(text) for text in texts])
    ours = seconds(lambda: cleaner.clean_column(column), times=1)
    again = seconds(lambda: cleaner.clean_column(column), times=1)
    return [
        {"what": "C4 line rules in Python", "MB/s": size / peer, "times the peer": 1.0},
        {"what": "clean_column, first time", "MB/s": size / ours, "times the peer": peer / ours},
        {"what": "clean_column, lines seen before", "MB/s": size / again, "times the peer": peer / again},
    ]


def html(options: argparse.Namespace) -> list[Row]:
    """HTML, one core, beside extractors that are installed."""
    pages = corpus.pages(options.pages, options.data)
    runs = peers.html_peers(pages)
    clean_html = getattr(cleaner, "clean_html", None)
    if clean_html is not None:
        clean_html(pages[0])
        runs["clean_html"] = lambda: [clean_html(page) for page in pages]
    found = {name: seconds(run, times=1) for name, run in runs.items()}
    base = found.get("trafilatura", float("nan"))
    return [
        {"what": name, "pages/s": len(pages) / spent, "times trafilatura": base / spent}
        for name, spent in found.items()
    ]


def sizes(options: argparse.Namespace) -> list[Row]:
    """One dump at a time: the first time, when the program has not seen its lines, and again."""
    rows: list[Row] = []
    for size in SIZES:
        dumps = corpus.of_size(size, options.data)[:MAX_DUMPS]
        if len(dumps) < 2:  # the first one warms up
            continue
        cleaner.clean_text(dumps[0])
        first, again = (
            median(1000 * seconds(lambda dump=dump: cleaner.clean_text(dump), times=1) for dump in dumps[1:])
            for _ in range(2)
        )
        rows.append({"what": f"{len(dumps)} dumps of {size} KB", "median ms, new": first, "seen before": again})
    return rows


def growth(options: argparse.Namespace) -> list[Row]:
    """What a megabyte costs in corpora of 1, 4 and 16 times the size, and in pages as much larger."""
    rows: list[Row] = []
    part = options.mb / FACTORS[-1]
    for what, sizes in (
        ("corpus", [(part * factor, 1) for factor in FACTORS]),
        ("page", [(options.mb, factor) for factor in FACTORS]),
    ):
        for factor, (size, joined) in zip(FACTORS, sizes, strict=True):
            column = pa.array(corpus.texts(size, options.data, pages_joined=joined))
            spent = seconds(lambda column=column: cleaner.Cleaner().column(column), times=1)
            rows.append({"what": f"{what} × {factor}", "MB/s": megabytes(column.to_pylist()) / spent})
    return rows


def bulk(options: argparse.Namespace) -> list[Row]:
    """Parquet to Parquet and JSON Lines to JSON Lines, with one worker and two, and the processes' peak memory."""
    texts = corpus.texts(options.mb, options.data)
    size = megabytes(texts)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pq.write_table(pa.table({"text": texts}), folder / "a.parquet", compression="zstd", row_group_size=100)
        (folder / "a.jsonl").write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
        start_up = 0.0
        (folder / "none.jsonl").write_text('{"text": ""}\n', encoding="utf-8")
        for source, workers in (("none.jsonl", 1), ("a.parquet", 1), ("a.parquet", 2), ("a.jsonl", 1), ("a.jsonl", 2)):
            spent, peak = timed_run(folder / source, folder / f"{source}-{workers}", workers)
            if source == "none.jsonl":
                start_up = spent
                continue
            rows.append(
                {
                    "what": f"{source}, {workers} workers",
                    "MB/s": size / spent,
                    "MB/s less start-up": size / max(spent - start_up, 1e-9),
                    "peak MB a process": peak,
                }
            )
    return rows


def timed_run(source: Path, out: Path, workers: int) -> tuple[float, float]:
    """Seconds of a run, and the largest peak memory of its processes in megabytes (0 where /proc is absent)."""
    command = [sys.executable, "-m", "cleaner", "bulk", str(source), str(out), "--workers", str(workers), "--quiet"]
    began, peak = time.perf_counter(), 0.0
    process = subprocess.Popen(command)
    while process.poll() is None:
        peak = max(peak, *(peak_megabytes(pid) for pid in (process.pid, *children(process.pid))))
        time.sleep(SAMPLE_SECONDS)
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed")
    return time.perf_counter() - began, peak


def children(pid: int) -> list[int]:
    """Child processes."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    except OSError:
        return []


def peak_megabytes(pid: int) -> float:
    """The most memory a process has had so far."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1e3 for line in status.splitlines() if line.startswith("VmHWM")), 0.0)


def megabytes(texts: Sequence[str]) -> float:
    """UTF-8 bytes in millions."""
    return sum(len(text.encode()) for text in texts) / 1e6


def seconds(run: Callable[[], object], times: int = 3) -> float:
    """The best of several times."""
    best = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - began)
    return best


def as_markdown(title: str, rows: Sequence[Row]) -> str:
    """A table."""
    if not rows:
        return f"## {title}\n\nno peer is installed\n"
    names = list(rows[0])
    lines = [f"## {title}", "", f"| {' | '.join(names)} |", f"| {' | '.join('---' for _ in names)} |"]
    for row in rows:
        shown = [f"{value:.3g}" if isinstance(value, float) else value for value in row.values()]
        lines.append(f"| {' | '.join(shown)} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
