"""A run in an interpreter of its own, with its time and its peak of memory."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
from pathlib import Path

STATUS = Path("/proc/self/status")
RUN = """
import sys, time
sys.path.insert(0, {here!r})
from apart import peak_megabytes
{before}
began = time.perf_counter()
{run}
print(time.perf_counter() - began, peak_megabytes())
"""


def peak_megabytes() -> float:
    """The most memory this process has held, in MiB.

    A process started by another begins `ru_maxrss` at its parent's peak on Linux, so a large test run would be
    counted as its child's; the kernel's own high-water mark starts anew with each program.
    """
    if STATUS.exists():
        mark = re.search(r"^VmHWM:\s+(\d+) kB", STATUS.read_text(), re.MULTILINE)
        if mark:
            return int(mark[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run_apart(before: str, run: str) -> tuple[float, float]:
    """Seconds that the statements `run` take after the statements `before`, and the peak of both in MiB."""
    code = RUN.format(here=str(Path(__file__).parent), before=before, run=run)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=600)
    seconds, megabytes = map(float, done.stdout.split())
    return seconds, megabytes
