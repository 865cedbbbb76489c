"""Formats: what goes in comes out, with the text cleaned and all else untouched; and what is damaged."""

from __future__ import annotations

import datetime
import gzip
import io
import json
import re
import zlib
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from fastwarc.warc import ArchiveIterator
from stand_in import InlineCrew, StandIn, clean_all, contents

from cleaner.bulk.formats import format_name, format_of, stream, warc
from cleaner.bulk.formats.piece import Fields
from cleaner.bulk.inputs import find_inputs

DIRTY = "Subscribe now\nThe mayor resigned.\n"
CLEAN = "The mayor resigned.\n"


@pytest.fixture(autouse=True)
def _inline(monkeypatch):
    """Formats are tested without processes."""
    monkeypatch.setattr("cleaner.bulk.runner.Crew", InlineCrew)


def failures(out, name):
    """What is told of a file's failures."""
    return [json.loads(line) for line in (out / "_failed" / f"{name}.jsonl").read_bytes().splitlines()]


@pytest.fixture
def out(tmp_path):
    """Where outputs go."""
    return tmp_path / "out"


@pytest.fixture
def clean_one(tmp_path, out):
    """Cleans one file with the given content, and returns the output's bytes."""

    def clean(name, content, **options):
        (tmp_path / name).write_bytes(content)
        clean.outcome = clean_all([str(tmp_path / name)], str(out), workers=1, overwrite=True, **options)
        return (out / name).read_bytes()

    return clean


# JSON Lines


LINES = [
    b'{"id": 1.50, "text": "Subscribe now\\nThe mayor resigned.\\n", "big": 123456789012345678901234567890}',
    b' {"text":"\\u0053ubscribe\\nKept \\u00e9","text2":[1,{"text":"Subscribe\\n"}]} \r',
    b'{"text": "Kept as it is, \\/ and all", "x": null}',
    b"",
    b'{"text": null}',
    '{"text": "Subscribe\\nЯ"}'.encode(),
    b'{"other": 1}',
    b'{"text": "lone \\ud800 Subscribe\\nSubscribe\\nend", "n": NaN}',
    b'{"text": "Subscribe\\ncaf\xe9"}',
]
CLEANED_LINES = [
    b'{"id": 1.50, "text": "The mayor resigned.\\n", "big": 123456789012345678901234567890}',
    b' {"text":"Kept \\u00e9","text2":[1,{"text":"Subscribe\\n"}]} \r',
    LINES[2],
    b"",
    LINES[4],
    '{"text": "Я"}'.encode(),
    LINES[6],
    b'{"text": "lone \\ud800 Subscribe\\nend", "n": NaN}',
    b'{"text": "caf\xe9"}',
]


@pytest.mark.parametrize("batch_size", [1, 2, 1000])
def test_json_lines_change_in_one_field_only(clean_one, batch_size):
    """Numbers, spacing, escapes and fields of other names stay to the byte."""
    assert clean_one("a.jsonl", b"\n".join(LINES), batch_size=batch_size) == b"\n".join(CLEANED_LINES)


def test_json_lines_may_be_packed(clean_one):
    """.gz and .zst are packed again as they came; several members are one stream."""
    text, want = b"\n".join(LINES), b"\n".join(CLEANED_LINES)

    assert gzip.decompress(clean_one("a.jsonl.gz", gzip.compress(text[:100]) + gzip.compress(text[100:]))) == want
    frames = zstandard.compress(text[:99]) + zstandard.compress(text[99:])
    packed = clean_one("a.ndjson.zst", frames)
    assert zstandard.ZstdDecompressor().stream_reader(packed, read_across_frames=True).read() == want


def test_line_that_is_no_json_passes_and_is_told(clean_one, out):
    """Broken lines cost nothing but themselves."""
    lines = [
        b'{"text": "Subscribe\\na"}',
        b'{"text": "Subscr',
        b"[1]",
        b'{"text": 5}',
        b'{"text": "Subscribe\\nb"}',
        b"\xff",
    ]
    cleaned = clean_one("a.jsonl", b"\n".join(lines))

    assert cleaned == b"\n".join([b'{"text": "a"}', *lines[1:4], b'{"text": "b"}', lines[5]])
    told = failures(out, "a.jsonl")
    assert [(item["offset"], item["reason"]) for item in told] == [
        (25, "broken_json"),
        (42, "broken_json"),
        (46, "not_text"),
        (83, "broken_json"),
    ]
    assert told[0]["record"] == '{"text": "Subscr\n'
    assert told[3]["record_base64"] == "/w=="
    assert clean_one.outcome.tally.failures == {"broken_json": 3, "not_text": 1}


def test_truncated_gzip_gives_what_is_there(clean_one, out):
    """Whole lines before the end are cleaned; the missing end is told."""
    lines = b"".join(b'{"n": %d, "text": "Subscribe\\n%d"}\n' % (n, zlib.crc32(b"%d" % n)) for n in range(3000))
    cleaned = gzip.decompress(clean_one("a.jsonl.gz", gzip.compress(lines)[:-3000])).splitlines()

    assert 2000 < len(cleaned) < 3000
    assert all(json.loads(line)["text"].isdigit() for line in cleaned[:-1])
    assert failures(out, "a.jsonl.gz")[-1]["reason"] == "unreadable"
    assert "ends in the middle" in failures(out, "a.jsonl.gz")[-1]["detail"]


def test_damaged_gzip_goes_on_at_the_next_member(clean_one, out):
    """What stands before the damage, and the members after it, are cleaned."""
    members = [
        gzip.compress(
            b"".join(b'{"n": %d, "text": "Subscribe\\n%d"}\n' % (n, zlib.crc32(b"%d" % n)) for n in range(k, k + 500))
        )
        for k in (0, 500, 1000)
    ]
    damaged = bytearray(members[1])
    damaged[2000:2100] = b"\xff" * 100
    cleaned = gzip.decompress(clean_one("a.jsonl.gz", members[0] + damaged + members[2])).splitlines()
    whole = [line for line in cleaned if re.fullmatch(rb'{"n": \d+, "text": "\d+"}', line)]

    assert {*range(500), *range(1000, 1500)} <= {json.loads(line)["n"] for line in whole}
    assert any("damaged near packed byte" in item["detail"] for item in failures(out, "a.jsonl.gz"))


def test_truncated_zstd_is_told(clean_one, out):
    """A frame that is not whole counts as a failure."""
    lines = b"".join(b'{"n": %d, "text": "Subscribe\\n%d"}\n' % (n, zlib.crc32(b"%d" % n)) for n in range(60000))
    clean_one("a.jsonl.zst", zstandard.compress(lines)[:-4000])

    assert "ends in the middle" in failures(out, "a.jsonl.zst")[-1]["detail"]


def test_removed_spans_become_a_field(clean_one):
    """`removed` is added at the end of each object that was cleaned."""
    cleaned = clean_one("a.jsonl", b'{"text": "Subscribe\\na" }\n{"text": "b"}\n', removed=True).splitlines()

    assert json.loads(cleaned[0])["removed"] == [
        {"start": 0, "end": 10, "category": "subscribe", "rule": "subscribe-line", "points": 5.0}
    ]
    assert cleaned[1] == b'{"text": "b", "removed": []}'


def test_html_field_gives_the_article_to_the_text_field(clean_one):
    """The page stays, the article is added; address and language are passed on."""
    line = {"html": "<p>Subscribe</p>\n<p>The ferry.</p>", "url": "u:", "lang": "de"}
    options = {"html_field": "html", "url_field": "url", "lang_field": "lang"}
    cleaned = json.loads(clean_one("a.jsonl", json.dumps(line).encode(), **options))

    assert cleaned == {**line, "text": "u:Subscribe\nThe ferry."}
    assert clean_one.outcome.tally.notes == {"in_language": 1}


def test_language_that_no_rule_knows_is_found_out(clean_one):
    """An unknown code is no failure: the text itself tells."""
    assert clean_one("a.jsonl", b'{"text": "Subscribe\\na", "lang": "xx"}', lang_field="lang") == (
        b'{"text": "a", "lang": "xx"}'
    )


def test_document_that_fails_passes_alone(clean_one, out):
    """An exception in one document does not cost its batch."""
    lines = [b'{"text": "Subscribe\\na"}', b'{"text": "Subscribe\\nRAISE"}', b'{"text": "Subscribe\\nb"}']

    assert clean_one("a.jsonl", b"\n".join(lines)) == b"\n".join([b'{"text": "a"}', lines[1], b'{"text": "b"}'])
    assert failures(out, "a.jsonl") == [
        {
            "file": "a.jsonl",
            "offset": 25,
            "reason": "ValueError",
            "detail": "asked to fail",
            "record": "Subscribe\nRAISE",
        }
    ]


# Plain text


def test_text_file_is_a_document(clean_one):
    """UTF-16 comes out as UTF-8, UTF-8 with its marks as it came."""
    assert clean_one("a.txt", DIRTY.encode()) == CLEAN.encode()
    assert clean_one("b.txt", b"\xef\xbb\xbf" + CLEAN.encode() + b"\xff") == b"\xef\xbb\xbf" + CLEAN.encode() + b"\xff"
    assert clean_one("c.txt", DIRTY.encode("utf-16")) == CLEAN.encode()


def test_removed_spans_of_text_stand_beside_it(clean_one, out):
    """Formats without fields get a file of spans."""
    clean_one("a.txt", DIRTY.encode(), removed=True)

    assert json.loads((out / "a.txt.removed.jsonl").read_text())["removed"][0]["end"] == 14


# Parquet


def table(rows=20):
    """A table with types that a careless writer changes."""
    texts = [DIRTY, "Kept.", None, "Subscribe\nЯ"] * (rows // 4)
    moment = datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)
    return pa.table(
        {
            "id": pa.array(range(rows), pa.uint16()),
            "text": pa.array(texts),
            "money": pa.array([Decimal("1.50")] * rows),
            "list": pa.array([[{"a": 1}], None] * (rows // 2)),
            "label": pa.array(["a", "b"] * (rows // 2)).dictionary_encode(),
            "when": pa.array([moment] * rows, pa.timestamp("us", "Europe/Paris")),
            "large": pa.array(texts, pa.large_string()),
            "view": pa.array(texts, pa.string_view()),
            "coded": pa.array(texts).dictionary_encode(),
            "raw": pa.array([text and text.encode() for text in texts], pa.binary()),
        },
    ).replace_schema_metadata({"owner": "tests", "huggingface": "{}"})


def written(of, **options):
    """A table as a Parquet file's bytes."""
    sink = io.BytesIO()
    groups = options.pop("row_group_size", 6)
    with pq.ParquetWriter(sink, of.schema, **options) as writer:
        writer.write_table(of, groups)
        if options.get("store_schema") is False:
            writer.add_key_value_metadata(of.schema.metadata)
    return sink.getvalue()


@pytest.mark.parametrize("field", ["text", "large", "view", "coded", "raw"])
@pytest.mark.parametrize("batch_size", [1, 4, 1000])
def test_parquet_keeps_all_but_the_texts(clean_one, field, batch_size):
    """Other columns, types, row groups, compression and metadata are as they were."""
    before = table()
    codecs = {"text": "zstd", "id": "gzip", "raw": "lz4", "money": "brotli", "list.list.element.a": "none"}
    cleaned = clean_one("a.parquet", written(before, compression=codecs), field=field, batch_size=batch_size)
    after, meta = pq.read_table(io.BytesIO(cleaned)), pq.read_metadata(io.BytesIO(cleaned))

    after.validate(full=True)
    assert after.schema.remove_metadata() == before.schema.remove_metadata()
    for name in set(before.column_names) - {field}:
        assert after.column(name).combine_chunks().equals(before.column(name).combine_chunks()), name
    want = [None if text is None else StandIn().text(text).text for text in before.column("text").to_pylist()]
    found = after.column(field).to_pylist()
    assert [row.decode() if isinstance(row, bytes) else row for row in found] == want
    assert [meta.row_group(n).num_rows for n in range(meta.num_row_groups)] == [6, 6, 6, 2]
    used = {meta.row_group(3).column(n).path_in_schema: meta.row_group(3).column(n).compression for n in range(10)}
    assert [used[name] for name in codecs] == ["ZSTD", "GZIP", "LZ4", "BROTLI", "UNCOMPRESSED"]


@pytest.mark.parametrize("with_schema", [True, False])
def test_parquet_says_how_it_was_made(clean_one, with_schema):
    """The schema metadata gains the counts, and loses nothing."""
    cleaned = clean_one("a.parquet", written(table(), store_schema=with_schema))
    metadata = pq.read_schema(io.BytesIO(cleaned)).metadata

    assert (metadata[b"owner"], metadata[b"huggingface"]) == (b"tests", b"{}")
    note = json.loads(metadata[b"newsrinse"])
    assert (note["program"], note["documents"], note["changed"]) == ("stand-in", 15, 10)


def test_parquet_cleaned_twice_has_one_note(clean_one):
    """A second run replaces the first one's note."""
    once = clean_one("a.parquet", written(table()))
    twice = clean_one("b.parquet", once)

    assert json.loads(pq.read_schema(io.BytesIO(twice)).metadata[b"newsrinse"])["changed"] == 0
    assert pq.read_metadata(io.BytesIO(twice)).metadata.keys() == pq.read_metadata(io.BytesIO(once)).metadata.keys()


def test_parquet_pieces_give_the_same_bytes_as_one(tmp_path, clean_one, out):
    """Where a file is cut changes nothing that a reader sees."""
    content = written(table(40))
    many = pq.ParquetFile(io.BytesIO(clean_one("a.parquet", content, piece_bytes=1)))
    one = pq.ParquetFile(io.BytesIO(clean_one("b.parquet", content, piece_bytes=1 << 30)))

    assert many.read().equals(one.read())
    assert many.metadata.num_row_groups == one.metadata.num_row_groups == 7


def test_parquet_gains_columns_if_asked(clean_one):
    """`removed` is a list of structs, the article of an HTML column a string column."""
    pages = pa.table(
        {"html": pa.array([b"<p>Subscribe</p>\n<p>The ferry.</p>", None, b"<b>RAISE</b>"]), "n": [1, 2, 3]}
    )
    cleaned = clean_one("a.parquet", written(pages), html_field="html", removed=True)
    after = pq.read_table(io.BytesIO(cleaned))

    assert after.column("html").to_pylist() == pages.column("html").to_pylist()
    assert after.column("text").to_pylist() == ["The ferry.", None, None]
    assert [row and len(row) for row in after.column("removed").to_pylist()] == [1, None, None]
    assert clean_one.outcome.tally.failures == {"ValueError": 1}


def test_parquet_html_may_be_replaced_in_place(clean_one):
    """With the same name for page and article, the column keeps its type."""
    pages = pa.table({"page": pa.array([b"<b>The ferry.</b>", None])})
    cleaned = clean_one("a.parquet", written(pages), html_field="page", field="page")

    assert pq.read_table(io.BytesIO(cleaned)).equals(pa.table({"page": pa.array([b"The ferry.", None])}))


def test_parquet_of_old_writers_keeps_its_timestamps(clean_one):
    """INT96, as Spark wrote it, stays INT96."""
    moments = pa.table({"text": [DIRTY], "when": pa.array([10**18], pa.timestamp("ns"))})
    cleaned = clean_one("a.parquet", written(moments, use_deprecated_int96_timestamps=True))

    assert pq.read_metadata(io.BytesIO(cleaned)).schema.column(1).physical_type == "INT96"
    assert pq.read_table(io.BytesIO(cleaned)).column("when").equals(moments.column("when"))


def test_empty_parquet_stays_empty(clean_one):
    """No rows, the same schema."""
    empty = table().slice(0, 0)

    assert pq.read_table(io.BytesIO(clean_one("a.parquet", written(empty)))).equals(empty)


def test_damaged_parquet_page_costs_its_row_group(clean_one, out):
    """Rows that cannot be read are counted and told; all others are cleaned."""
    content = bytearray(written(table(), compression="zstd", write_page_checksum=True))
    column = pq.read_metadata(io.BytesIO(content)).row_group(1).column(1)
    start = column.dictionary_page_offset + column.total_compressed_size // 2
    content[start : start + 8] = b"\0" * 8
    after = pq.read_table(io.BytesIO(clean_one("a.parquet", bytes(content))))

    assert after.column("id").to_pylist() == [*range(6), *range(12, 20)]
    assert failures(out, "a.parquet")[0]["offset"] == 6
    assert clean_one.outcome.tally.failures == {"unreadable_rows": 6}


@pytest.mark.parametrize(
    ("content", "options", "detail"),
    [
        (b"PAR1 nonsense PAR1", {}, "arquet"),
        (written(table()), {"field": "body"}, "no column 'body'; there are id, text, "),
        (written(table()), {"field": "id"}, "column 'id' is uint16: no text"),
        (written(pa.table({"text": ["a"], "removed": [1]})), {"removed": True}, "there is a column 'removed' already"),
    ],
    ids=["no-footer", "no-column", "no-text", "removed-taken"],
)
def test_parquet_that_cannot_be_cleaned_fails_alone(tmp_path, out, content, options, detail):
    """The file is told and has no output; the others are cleaned."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.parquet").write_bytes(content)
    (tmp_path / "in" / "b.txt").write_text(DIRTY)
    outcome = clean_all([str(tmp_path / "in")], str(out), workers=1, **options)

    assert detail in failures(out, "a.parquet")[0]["detail"]
    assert list(outcome.failed_files) == ["a.parquet"]
    assert not (out / "a.parquet").exists()
    assert (out / "b.txt").read_text() == CLEAN


# WARC


def record(kind, body, *, content_type="application/http; msgtype=response", length=None, number=1, extra=""):
    """One WARC record."""
    return (
        (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:0000000{number}-0000-0000-0000-000000000000>\r\n"
            f"WARC-Target-URI: http://example.org/{number}\r\nWARC-Date: 2026-01-02T03:04:05Z\r\n{extra}"
            f"Content-Type: {content_type}\r\nContent-Length: {len(body) if length is None else length}\r\n\r\n"
        ).encode()
        + body
        + b"\r\n\r\n"
    )


def http(page, content_type="text/html", extra=""):
    """An HTTP response."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\n{extra}\r\n"
    return head.encode() + page


PAGE = b"<p>Subscribe</p>\n<p>The ferry.</p>"
INFO = record("warcinfo", b"software: tests\r\n", content_type="application/warc-fields")
IMAGE = record("response", http(b"\x89PNG\r\n\r\nWARC/1.0 is no record", "image/png"), number=2)
WET = record("conversion", DIRTY.encode(), content_type="text/plain", number=3, extra="WARC-Block-Digest: sha1:OLD\r\n")


def read(content):
    """Type, number and body of a WARC's records, with digests checked."""
    return [
        (item.headers["WARC-Type"], item.headers["WARC-Target-URI"][-1], item.reader.read())
        for item in ArchiveIterator(io.BytesIO(content), parse_http=False)
    ]


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_html_response_becomes_a_conversion_record(clean_one, name):
    """The article refers to its page; everything else passes byte for byte."""
    records = [INFO, record("response", http(PAGE)), IMAGE, record("request", b"GET / HTTP/1.1\r\n\r\n", number=4)]
    packed = b"".join(map(gzip.compress, records)) if name.endswith(".gz") else b"".join(records)
    cleaned = clean_one(name, packed)
    plain = gzip.decompress(cleaned) if name.endswith(".gz") else cleaned
    article = next(item for item in ArchiveIterator(io.BytesIO(plain)) if item.headers["WARC-Type"] == "conversion")

    assert article.headers["WARC-Refers-To"] == "<urn:uuid:00000001-0000-0000-0000-000000000000>"
    assert article.headers["WARC-Date"] == "2026-01-02T03:04:05Z"
    assert article.verify_block_digest()
    assert plain.startswith(INFO)
    assert plain.endswith(records[2] + records[3])
    assert read(cleaned)[1] == ("conversion", "1", b"http://example.org/1Subscribe\nThe ferry.")
    assert clean_one.outcome.tally.passed_by == {"no HTML": 1}


def test_http_headers_are_respected(clean_one):
    """Chunks, content encoding and charset are what HTTP says."""
    chunked = b"5\r\n<b>ca\r\n6\r\nf\xe9</b>\r\n0\r\n\r\n"
    packed = gzip.compress(b"<b>packed</b>")
    cleaned = clean_one(
        "a.warc",
        record("response", http(chunked, "text/html; charset=ISO-8859-1", "Transfer-Encoding: chunked\r\n"))
        + record("response", http(packed, "text/html", "Content-Encoding: gzip\r\n"), number=2)
        + record("resource", b"<b>resource</b>", content_type="text/html", number=3),
    )

    assert [body.partition(b"org/")[2][1:].decode() for _, _, body in read(cleaned)] == ["café", "packed", "resource"]


def test_wet_record_is_cleaned_in_place(clean_one):
    """Length and digest are those of what is left; other header lines stay."""
    cleaned = clean_one("a.warc.wet.gz", gzip.compress(INFO) + gzip.compress(WET))
    found = list(ArchiveIterator(io.BytesIO(cleaned)))[1:]

    assert read(cleaned)[1] == ("conversion", "3", CLEAN.encode())
    assert [name for name, _ in found[0].headers] == [
        line.partition(b":")[0].decode() for line in WET.split(b"\r\n\r\n")[0].splitlines()[1:]
    ]
    check = next(item for item in ArchiveIterator(io.BytesIO(cleaned)) if item.headers["WARC-Type"] == "conversion")
    assert check.verify_block_digest()


def test_wet_without_residue_comes_back_byte_for_byte(clean_one):
    """Digests that were wrong before stay as they are, too."""
    kept = INFO + record("conversion", CLEAN.encode(), content_type="text/plain", extra="WARC-Block-Digest: sha1:X\r\n")

    assert clean_one("a.wet", kept) == kept


@pytest.mark.parametrize("length", [3, 200, 10**6, "many"])
def test_record_with_a_wrong_length_costs_only_itself(clean_one, out, length):
    """It passes as it is and is told; its neighbours are cleaned."""
    wrong = record("conversion", b"Subscribe\nwrong", content_type="text/plain", length=length, number=5)
    cleaned = clean_one("a.wet", WET + wrong + WET)

    assert wrong in cleaned
    assert cleaned.count(CLEAN.encode()) == 2
    assert b"Subscribe now" not in cleaned
    assert [(item["reason"], item["offset"]) for item in failures(out, "a.wet")] == [("wrong_length", len(WET))]


def test_warc_cut_off_at_its_end_is_told(clean_one, out):
    """The last record passes as it is."""
    cleaned = clean_one("a.wet", WET + WET[:-12])

    assert cleaned.endswith(WET[:-12])
    assert failures(out, "a.wet")[0]["reason"] == "wrong_length"


def test_broken_http_passes_and_is_told(clean_one, out):
    """A body that is not packed as its header says stays a response."""
    broken = record("response", http(b"no gzip", "text/html", "Content-Encoding: gzip\r\n"))

    assert clean_one("a.warc", broken + WET).startswith(broken)
    assert failures(out, "a.warc")[0]["reason"] == "broken_record"


def test_nonsense_is_no_warc(clean_one, out):
    """What holds no record passes and is told."""
    nonsense = bytes(range(256)) * 300

    assert clean_one("a.warc", nonsense) == nonsense
    assert failures(out, "a.warc")[0]["detail"] == "no record begins here"


# Cutting


@pytest.mark.parametrize("read_bytes", [7, 64, 1000, 1 << 20])
@pytest.mark.parametrize("ending", ["", ".gz", ".zst"])
def test_a_stream_is_cut_at_the_same_places_from_anywhere(tmp_path, monkeypatch, read_bytes, ending):
    """Cutting goes on behind any piece as if it had never stopped, and pieces are whole lines."""
    monkeypatch.setattr(stream, "READ_BYTES", read_bytes)
    monkeypatch.setattr(stream, "UNPACK_BYTES", 100)
    monkeypatch.setattr(stream, "ZSTD_FEED_BYTES", 50)
    text = b"".join(b"%d %s\n" % (n, b"x" * (n * 37 % 150)) for n in range(200))
    (tmp_path / f"a.jsonl{ending}").write_bytes(stream.pack(ending, text))
    file = find_inputs([str(tmp_path)], str(tmp_path / "out"))[0][0]
    source, fields = format_of(file.name), Fields(piece_bytes=200)
    pieces = list(source.pieces(file, fields, None))

    assert sum(piece.input_bytes for piece in pieces) == file.size_bytes
    assert b"".join(text[piece.start : piece.end] for piece in pieces) == text
    assert all(text[piece.end - 1 : piece.end] == b"\n" for piece in pieces)
    for number in range(len(pieces)):
        assert list(source.pieces(file, fields, pieces[number])) == pieces[number + 1 :]


@pytest.mark.parametrize("read_bytes", [100, 333, 5000])
def test_a_warc_is_cut_between_records_whatever_is_wrong(tmp_path, monkeypatch, read_bytes):
    """Records read piece by piece are those of the whole."""
    monkeypatch.setattr(stream, "READ_BYTES", read_bytes)
    wrong = record("conversion", b"x" * 50, content_type="text/plain", length=7)
    content = INFO + WET + wrong + IMAGE + WET + WET[:-9]
    (tmp_path / "a.warc").write_bytes(content)
    file = find_inputs([str(tmp_path)], str(tmp_path / "out"))[0][0]
    pieces = list(warc.pieces(file, Fields(piece_bytes=1), None))
    whole = [content[item.start : item.next] for item in warc.records(content, complete=True)]
    apart = [
        content[piece.start + item.start : piece.start + item.next]
        for piece in pieces
        for item in warc.records(content[piece.start : piece.end], complete=True)
    ]

    assert apart == whole == [INFO, WET, wrong, IMAGE, WET, WET[:-9]]


@pytest.mark.parametrize("read_bytes", [50, 900, 1 << 20])
def test_batch_and_piece_sizes_change_nothing(tmp_path, monkeypatch, read_bytes):
    """Batches of 1, 7 and 1,000 in pieces small and large give the same bytes."""
    monkeypatch.setattr(stream, "READ_BYTES", read_bytes)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jsonl").write_bytes(b"\n".join(LINES * 5))
    (tmp_path / "in" / "b.wet").write_bytes(WET * 20)
    found = []
    for number, (batch_size, piece_bytes) in enumerate([(1, 1), (7, 500), (1000, 1 << 20)]):
        out = tmp_path / str(number)
        clean_all([str(tmp_path / "in")], str(out), workers=1, batch_size=batch_size, piece_bytes=piece_bytes)
        found.append(contents(out))

    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize(
    ("name", "module"),
    [("a.JSONL.GZ", "jsonl"), ("x.warc.wet.gz", "warc"), ("a.txt", "text"), ("a.parquet", "parquet"), ("a.gz", None)],
)
def test_format_is_told_by_the_name(name, module):
    """Endings count, in upper or lower case."""
    assert format_name(name) == module
