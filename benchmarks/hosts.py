"""What each host costs beside `cleaner bulk`: the same Parquet files in and out, all on one core.

    python benchmarks/hosts.py --mb 4
    python benchmarks/hosts.py --hosts bulk,polars,spark --data pages.parquet

Every run is a process tree held to one core, so MB/s are MB/s a core. Each host also cleans a file of one short
document; that time, its start, is taken off, and shown. Hosts are run in turn, several rounds, and the best time of
each counts: others use the machine too. Hosts that are missing are named and left out.
Scrapy is not here: it reads no files. Figures are only comparable within one run.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FILES = 2
ROW_GROUP = 100
TEXT = "text"

BULK = "bulk"
RUNS = {
    "in memory": """
import pyarrow.parquet as pq, cleaner
for file in sorted(IN.glob("*.parquet")):
    table = pq.read_table(file)
    pq.write_table(table.set_column(0, "text", cleaner.clean_column(table["text"])), OUT / file.name)
""",
    BULK: """
from cleaner.cli import main
sys.argv = ["cleaner", "bulk", str(IN), str(OUT), "--field", "text", "--workers", "1", "--overwrite"]
main()
""",
    "pandas": """
import pandas as pd, cleaner.integrations.pandas
for file in sorted(IN.glob("*.parquet")):
    frame = pd.read_parquet(file, dtype_backend="pyarrow")
    frame["text"] = frame["text"].cleaner.clean()
    frame.to_parquet(OUT / file.name)
""",
    "polars": """
import polars as pl, cleaner.integrations.polars
pl.scan_parquet(IN / "*.parquet").with_columns(pl.col("text").cleaner.clean()).sink_parquet(OUT / "a.parquet")
""",
    "duckdb": """
import duckdb
from cleaner.integrations.duckdb import register
register(duckdb.connect()).execute(
    f"COPY (SELECT clean(text) AS text FROM '{IN}/*.parquet') TO '{OUT}/a.parquet' (FORMAT parquet)")
""",
    "datasets": """
from datasets import Dataset
from cleaner.integrations.datasets import CleanBatch
files = [str(file) for file in sorted(IN.glob("*.parquet"))]
pages = Dataset.from_parquet(files, cache_dir=str(OUT))
pages.with_format("arrow").map(CleanBatch("text"), batched=True).to_parquet(OUT / "a.parquet")
""",
    "datatrove": """
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import ParquetReader
from datatrove.pipeline.writers import ParquetWriter
from cleaner.integrations.datatrove import ResidueFormatter
LocalPipelineExecutor([ParquetReader(str(IN)), ResidueFormatter(), ParquetWriter(str(OUT))]).run()
""",
    "spark": """
from pyspark.sql import SparkSession
from cleaner.integrations.spark import clean
os.environ["PYSPARK_PYTHON"] = sys.executable
spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
spark.read.parquet(str(IN)).withColumn("text", clean("text")).write.parquet(str(OUT / "a"))
spark.stop()
""",
    "ray": """
import ray
from cleaner.integrations.ray import clean
ray.init(num_cpus=3, include_dashboard=False, object_store_memory=300 << 20, log_to_driver=False)
clean(ray.data.read_parquet(str(IN)), "text", actors=1).write_parquet(str(OUT / "a"))
""",
}
LIBRARIES = {"in memory": "pyarrow", BULK: "pyarrow", "spark": "pyspark"}
"""Where the library is not called as the row."""


def main() -> None:
    """Run, and print Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mb", type=float, default=4.0, help="size of the corpus, unpacked")
    parser.add_argument("--hosts", default=",".join(RUNS), help="which rows, with commas")
    parser.add_argument("--data", type=Path, help="a Parquet file with page_resiliparse, as for whole_runs.py")
    parser.add_argument("--rounds", type=int, default=2, help="how often each host is run")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = write_corpus(folder, options.mb, options.data)
        hosts = [host for host in options.hosts.split(",") if is_there(host)]
        rounds = [{host: figures(host, folder / str(n)) for host in hosts} for n in range(options.rounds)]
        found = {host: tuple(map(min, zip(*(times[host] for times in rounds), strict=True))) for host in hosts}
    seconds = {host: max(whole - start, 1e-9) for host, (start, whole) in found.items()}
    base = seconds.get(BULK, float("nan"))
    print(f"{size:.1f} MB, Python {sys.version.split()[0]}\n\n| host | MB/s a core | times bulk's time | start, s |")
    print("| --- | ---: | ---: | ---: |")
    for host, spent in seconds.items():
        print(f"| {host} | {size / spent:.2f} | {spent / base:.2f} | {found[host][0]:.1f} |")


def is_there(host: str) -> bool:
    """Whether the host is installed; where it is not, say so."""
    from importlib.util import find_spec

    library = LIBRARIES.get(host, host)
    if find_spec(library) is None:
        print(f"{library} is not installed: {host} is left out", file=sys.stderr)
        return False
    return True


def write_corpus(folder: Path, megabytes: float, data: Path | None) -> float:
    """The files, and a short one beside them. Returns: the megabytes of text."""
    sys.path.insert(0, str(Path(__file__).parent / "speed"))
    import corpus
    import pyarrow as pa
    import pyarrow.parquet as pq

    texts = corpus.texts(megabytes, data)
    for name, rows in (("start", ["One line."]), *((f"in/{n}", texts[n::FILES]) for n in range(FILES))):
        file = folder / name / "part.parquet" if name == "start" else folder / f"{name}.parquet"
        file.parent.mkdir(exist_ok=True)
        pq.write_table(pa.table({TEXT: rows}), file, compression="zstd", row_group_size=ROW_GROUP)
    return sum(len(text.encode()) for text in texts) / 1e6


def figures(host: str, folder: Path) -> tuple[float, float]:
    """Seconds that the host takes for the short file, and for the corpus, in a folder of this round."""
    start, whole = (timed(host, folder.parent / name, folder / f"{host}-{name}") for name in ("start", "in"))
    return start, whole


def timed(host: str, source: Path, out: Path) -> float:
    """Seconds of one run on one core."""
    out.mkdir(parents=True)
    code = (
        f"import os, sys; from pathlib import Path; IN, OUT = Path({str(source)!r}), Path({str(out)!r})\n{RUNS[host]}"
    )
    script = out.with_suffix(".py")
    script.write_text(f"if __name__ == '__main__':\n{indented(code)}")
    core = min(os.sched_getaffinity(0))
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),
    )
    spent = time.perf_counter() - begun
    if done.returncode:
        sys.exit(f"{host} failed:\n{done.stderr}")
    return spent


def indented(code: str) -> str:
    """Python under a condition."""
    return "".join(f"    {line}\n" for line in code.splitlines())


if __name__ == "__main__":
    main()
