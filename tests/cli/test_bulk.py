"""The command ``cleaner bulk``: options, exit codes, and what it says."""

from __future__ import annotations

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import cleaner

TEXT = "Sign up to our newsletter\n\nThe mayor resigned on Monday after a long night of talks."
ARTICLE = cleaner.clean_text(TEXT).text
BULK = [sys.executable, "-m", "cleaner", "bulk"]


def bulk(*args, **options):
    """Run the command."""
    return subprocess.run([*BULK, *map(str, args)], capture_output=True, text=True, check=False, **options)


@pytest.fixture
def source(tmp_path):
    """A folder with a JSON Lines file and a Parquet file."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.jsonl").write_text("".join(json.dumps({"id": n, "text": TEXT}) + "\n" for n in range(3)))
    pq.write_table(pa.table({"body": [TEXT, None], "lang": ["en", "zz"]}), folder / "b.parquet")
    return folder


def test_folder_is_cleaned_and_counted(source, tmp_path):
    """Nothing on stdout; progress as plain lines and the table on stderr; counts in a file."""
    done = bulk(source / "a.jsonl", tmp_path / "out", "--workers", "1")

    assert (done.returncode, done.stdout) == (0, "")
    lines = (tmp_path / "out" / "a.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in lines] == [{"id": n, "text": ARTICLE} for n in range(3)]
    assert done.stderr.startswith("cleaner: 1 files, 0.0 MB\n1 files, 3 documents (3 changed)")
    assert "subscribe-channel" in done.stderr
    stats = json.loads((tmp_path / "out" / "_stats.json").read_text())
    assert (stats["documents"], stats["categories"]["subscribe"]["documents"]) == (3, 3)
    assert stats["program"] == cleaner.__version__


def test_column_and_language_are_named(source, tmp_path):
    """--field and --lang-field; an unknown language is found out from the text."""
    done = bulk(source / "b.parquet", tmp_path, "-q", "--field", "body", "--lang-field", "lang", "--removed")
    table = pq.read_table(tmp_path / "b.parquet")

    assert (done.returncode, done.stderr) == (0, "")
    assert table.column("body").to_pylist() == [ARTICLE, None]
    assert table.column("removed").to_pylist()[0][0]["category"] == "subscribe"


def test_settings_of_the_filter_count_here_too(source, tmp_path):
    """--keep, --rules and the others mean the same."""
    bulk(source / "a.jsonl", tmp_path, "-q", "--keep", "subscribe")

    assert (tmp_path / "a.jsonl").read_bytes() == (source / "a.jsonl").read_bytes()


def test_failures_are_counted_named_and_exit_1(tmp_path):
    """The rest is cleaned."""
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": TEXT}) + "\n{broken\n")
    done = bulk(tmp_path / "a.jsonl", tmp_path / "out", "-q")

    assert done.returncode == 1
    assert done.stderr == f"cleaner: 1 failed: see {tmp_path}/out/_failed\n"
    assert (tmp_path / "out" / "a.jsonl").read_text() == json.dumps({"text": ARTICLE}) + "\n{broken\n"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["none.jsonl", "out"], "none.jsonl: no such file or folder"),
        (["in", "out", "--resume", "--overwrite"], "--resume and --overwrite exclude each other"),
        (["in/a.jsonl", "in"], "is input and output: give another OUT"),
        (["in"], "Missing argument 'IN...'"),
        (["in", "out", "--workers", "0"], "0 is not in the range x>=1"),
    ],
)
def test_wrong_usage_exits_2(source, tmp_path, args, message):
    """And says what is wrong."""
    done = bulk(*args, cwd=tmp_path)

    assert done.returncode == 2
    assert message in done.stderr


def test_output_is_not_replaced_unasked(source, tmp_path):
    """A second run needs --resume or --overwrite."""
    bulk(source / "a.jsonl", tmp_path / "out", "-q")
    again = bulk(source / "a.jsonl", tmp_path / "out", "-q")
    resumed = bulk(source / "a.jsonl", tmp_path / "out", "-q", "--resume")
    other = bulk(source / "a.jsonl", tmp_path / "out", "-q", "--resume", "--drop", "headline")

    assert again.returncode == 2
    assert "holds a.jsonl already; --resume continues that run, --overwrite begins anew" in again.stderr
    assert (resumed.returncode, resumed.stderr) == (0, "")
    assert "was made with other settings; --overwrite begins anew" in other.stderr


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_stop_says_how_to_go_on(tmp_path, how):
    """Ctrl-C and a polite kill end within two seconds, with exit code 130, and --resume ends the job."""
    (tmp_path / "in").mkdir()
    for number in range(3):
        body = "".join(json.dumps({"text": f"{TEXT} {number} {n}\n\nSubscribe {n}"}) + "\n" for n in range(20_000))
        (tmp_path / "in" / f"{number}.jsonl").write_text(body)
    command = [*BULK, str(tmp_path / "in"), str(tmp_path / "out"), "--workers", "2", "--batch-size", "50"]
    process = subprocess.Popen(command, start_new_session=True, stderr=subprocess.PIPE, text=True)
    while not any((tmp_path / "out").glob("_work/*")):
        time.sleep(0.02)
    time.sleep(1.5)  # workers are warm, and at work
    began = time.monotonic()
    os.killpg(process.pid, how)
    said = process.communicate()[1]

    assert time.monotonic() - began < 5  # two seconds are promised; the machine may be busy
    assert process.returncode == 130
    assert said.endswith(
        f"cleaner: stopped; nothing half written is left. The same command with --resume goes on in {tmp_path}/out.\n"
    )
    assert "Traceback" not in said


def test_wet_file_is_cleaned_as_common_crawl_packs_it(tmp_path):
    """One gzip member a record, in and out."""
    body = TEXT.encode()
    record = (
        (
            "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2026-01-02T03:04:05Z\r\n"
            f"Content-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode()
        + body
        + b"\r\n\r\n"
    )
    (tmp_path / "x.warc.wet.gz").write_bytes(gzip.compress(record) * 2)
    done = bulk(tmp_path / "x.warc.wet.gz", tmp_path / "out", "-q")

    assert done.returncode == 0
    assert gzip.decompress((tmp_path / "out" / "x.warc.wet.gz").read_bytes()).count(ARTICLE.encode()) == 2


def test_filter_and_import_load_no_bulk_library(tmp_path):
    """What one page needs stays small."""
    code = (
        "import sys, cleaner; from cleaner.cli.group import command; cleaner.clean_text('A line.')\n"
        "print([name for name in ('pyarrow', 'orjson', 'rich', 'fastwarc', 'zstandard', 'fsspec') if name in sys.modules])"
    )

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_missing_extra_names_its_command(source, tmp_path):
    """Without the libraries, the command says how to get them."""
    (tmp_path / "hide").mkdir()
    (tmp_path / "hide" / "pyarrow.py").write_text("raise ImportError('hidden', name='pyarrow')")
    path = f"{tmp_path / 'hide'}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
    done = bulk(source, tmp_path / "out", env={**os.environ, "PYTHONPATH": path})

    assert done.returncode == 2
    assert "pyarrow is missing: pip install 'newsrinse[bulk]'" in done.stderr


def test_docs_run_as_they_are_written(tmp_path, root):
    """Every block of docs/bulk.md that is Python or shell, in order, in an empty folder."""
    blocks = re.findall(r"```(python|sh)\n(.*?)```", (root / "docs" / "bulk.md").read_text(), re.DOTALL)
    (tmp_path / "bin").mkdir()
    for name, call in (("cleaner", "-m cleaner "), ("python", "")):
        (tmp_path / "bin" / name).write_text(f'#!/bin/sh\nexec {sys.executable} {call}"$@"\n')
        (tmp_path / "bin" / name).chmod(0o755)
    path = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
    said = ""
    for language, block in blocks:
        command = [sys.executable, "-c", block] if language == "python" else ["sh", "-ec", block]
        done = subprocess.run(
            command, cwd=tmp_path, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        said += done.stdout

    assert "newsletter" not in said.partition("subscribe")[0]
    assert "'body': 'The mayor resigned on Monday after a long night of talks.'" in said
