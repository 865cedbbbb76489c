"""Kill `cleaner bulk` at random moments, resume it, and compare the output byte for byte with an uninterrupted run.

    python benchmarks/bulk_kill.py [--runs 20] [--kills 4] [--seed 1]

Each run kills (-9) the parent or one of its workers several times, then resumes to the end. The input
is made on the spot from `fixtures/`. Exit code 1 if any run differs.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2
FIRST_KILL_SECONDS = 0.3
LAST_KILL_SHARE = 0.5
"""Moments are drawn from the first part of what a whole run takes, its start included: a run that was killed has less
left to do, and a kill behind its end would test nothing."""


def main() -> None:
    """Run, print, and exit with 1 if any output differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--kills", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    moments = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        source, whole = Path(folder, "in"), Path(folder, "whole")
        make_input(source)
        began = time.monotonic()
        finish(source, whole)
        last = max(FIRST_KILL_SECONDS, LAST_KILL_SHARE * (time.monotonic() - began))
        want = contents(whole)
        equal = killed = 0
        for number in range(options.runs):
            out = Path(folder, f"out-{number}")
            parents, workers = interrupted_run(
                source, out, options.kills, partial(moments.uniform, FIRST_KILL_SECONDS, last), moments
            )
            same = contents(out) == want
            equal += same
            killed += parents + workers
            print(f"run {number}: {parents} parents, {workers} workers killed: {'equal' if same else 'DIFFERENT'}")
        print(f"{equal} of {options.runs} equal, {killed} processes killed")
    sys.exit(equal != options.runs)


def make_input(folder: Path) -> None:
    """Texts of the fixtures in every format but HTML."""
    folder.mkdir()
    texts = [path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("fixtures/*/page.txt"))]
    lines = [json.dumps({"id": number, "text": text}) for number, text in enumerate(texts)]
    for number in range(8):
        (folder / f"{number}.jsonl").write_text("\n".join(lines[number::8]), encoding="utf-8")
    (folder / "packed.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    pq.write_table(pa.table({"text": texts}), folder / "table.parquet", row_group_size=10)
    (folder / "page.txt").write_text(texts[0], encoding="utf-8")


def command(source: Path, out: Path) -> list[str]:
    """The command, always with --resume: on an empty output that begins."""
    bulk = [sys.executable, "-m", "cleaner", "bulk", str(source), str(out)]
    return [*bulk, "--workers", str(WORKERS), "--resume", "--quiet"]


def finish(source: Path, out: Path) -> None:
    """Run to the end."""
    subprocess.run(command(source, out), check=True)


def interrupted_run(
    source: Path, out: Path, kills: int, wait: Callable[[], float], chance: random.Random
) -> tuple[int, int]:
    """Run with kills, and finish. Returns how many parents and workers were killed."""
    parents = workers = 0
    process = start(source, out)
    for _ in range(kills):
        time.sleep(wait())
        children = workers_of(process.pid)
        if process.poll() is None and children and chance.random() < 0.5:
            workers += kill(chance.choice(children))
        else:
            parents += process.poll() is None
            process.kill()
            process.wait()
            process = start(source, out)
    process.wait()
    finish(source, out)
    return parents, workers


def start(source: Path, out: Path) -> subprocess.Popen[bytes]:
    """A run in the background; what it says of its dead workers is not shown."""
    return subprocess.Popen(command(source, out), stderr=subprocess.DEVNULL)


def workers_of(pid: int) -> list[int]:
    """The worker processes of a run: spawned children, without multiprocessing's own tracker."""
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        return [int(child) for child in found if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]
    except OSError:
        return []


def kill(pid: int) -> int:
    """Kill a process. Returns whether it was there."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return 0
    return 1


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but the manifest, whose lines stand in the order in which things were done."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "_manifest.jsonl"
    }


if __name__ == "__main__":
    main()
