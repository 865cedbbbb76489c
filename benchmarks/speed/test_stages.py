"""Stages of bulk runs under pytest-benchmark.

python -m pytest benchmarks/speed/test_stages.py --benchmark-only
"""

from __future__ import annotations

import io
import json

import corpus
import peers
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleaner import Cleaner
from cleaner.bulk.column import removed_column, replaced, rows_of
from cleaner.bulk.formats.jsonl import _document
from cleaner.bulk.formats.parquet_footer import join_files
from cleaner.bulk.formats.piece import Fields
from cleaner.bulk.formats.warc import records
from cleaner.bulk.tally import Tally
from cleaner.segment.text import segment
from cleaner.signals.page import Page

MEGABYTES = 0.3


@pytest.fixture(scope="module")
def texts():
    """A small corpus."""
    return corpus.texts(MEGABYTES)


@pytest.fixture(scope="module")
def cleaner_():
    """A warm cleaner."""
    made = Cleaner()
    made.text("The mayor resigned.")
    return made


@pytest.fixture(scope="module")
def results(cleaner_, texts):
    """What cleaning gives."""
    return [cleaner_.text(text) for text in texts]


def test_c4_line_rules(benchmark, texts):
    """The yardstick."""
    benchmark(lambda: [peers.c4_lines(text) for text in texts])


def test_segment(benchmark, texts):
    """Text to blocks."""
    benchmark(lambda: [segment(text) for text in texts])


def test_match(benchmark, cleaner_, texts):
    """Rules over lines that were seen before."""
    found = [Page(segment(text)).lines for text in texts]
    benchmark(lambda: [cleaner_._matcher.match(lines) for lines in found])


def test_clean(benchmark, cleaner_, texts):
    """The whole way, row by row."""
    benchmark(lambda: [cleaner_.text(text) for text in texts])


def test_column_taken_apart(benchmark, texts):
    """Arrow to Python."""
    column = pa.array(texts)
    benchmark(lambda: rows_of(column))


def test_column_put_together(benchmark, texts, results):
    """Python to Arrow, texts and spans."""
    column = pa.array(texts)
    benchmark(lambda: (replaced(column, texts, results), removed_column(results)))


def test_count(benchmark, results):
    """The tally."""

    def count():
        tally = Tally()
        for result in results:
            tally.count(result)

    benchmark(count)


def test_json_lines_read(benchmark, texts):
    """Lines to documents."""
    lines = [json.dumps({"id": number, "text": text}).encode() for number, text in enumerate(texts)]
    benchmark(lambda: [_document(line, 0, None, Fields()) for line in lines])


def test_warc_records_found(benchmark, texts):
    """Record boundaries."""
    content = b"".join(
        b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n" % (len(raw), raw)
        for raw in (text.encode() for text in texts)
    )
    benchmark(lambda: list(records(content, complete=True)))


def test_parquet_joined(benchmark, texts, tmp_path):
    """Parts to a file, without reading their pages."""
    sink = io.BytesIO()
    pq.write_table(pa.table({"text": texts}), sink)
    (tmp_path / "part").write_bytes(sink.getvalue())
    benchmark(lambda: join_files([tmp_path / "part"] * 20, tmp_path / "whole", {}))
