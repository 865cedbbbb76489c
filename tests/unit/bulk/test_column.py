"""Columns: every Arrow type of text, and what is copied."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stand_in import StandIn

import cleaner
from cleaner.bulk.column import REMOVED_TYPE, clean_column, clean_pages

TEXTS = [
    "Subscribe now\nThe mayor resigned on Monday.",
    "A line without residue, long enough for a buffer.",
    None,
    "",
    "short",
    "Subscribe to all of our newsletters\nЯ — 北京 👋",
]
CLEANED = [None if text is None else StandIn().text(text).text for text in TEXTS]
TYPES = [pa.string(), pa.large_string(), pa.string_view()]


@pytest.mark.parametrize("kind", TYPES, ids=str)
def test_text_column_keeps_type_length_and_nulls(kind):
    """Row by row the column is what `text` gives."""
    cleaned = clean_column(StandIn(), pa.array(TEXTS, kind))

    cleaned.validate(full=True)
    assert cleaned.type == kind
    assert cleaned.to_pylist() == CLEANED


@pytest.mark.parametrize("kind", TYPES, ids=str)
def test_slice_is_cleaned_as_its_rows_are(kind):
    """An offset into a larger array changes nothing."""
    cleaned = clean_column(StandIn(), pa.array(TEXTS * 3, kind)[5:14])

    cleaned.validate(full=True)
    assert cleaned.to_pylist() == (CLEANED * 3)[5:14]


@pytest.mark.parametrize("kind", TYPES, ids=str)
def test_column_without_residue_is_not_copied(kind):
    """The same buffers come back."""
    column = pa.array(["One line, kept whole and long.", None, "Another."], kind)

    assert [b and b.address for b in clean_column(StandIn(), column).buffers()] == [
        b and b.address for b in column.buffers()
    ]


def test_view_column_shares_the_text_of_kept_rows():
    """Only the texts that changed are in a new buffer."""
    column = pa.array(TEXTS, pa.string_view())
    cleaned = clean_column(StandIn(), column)

    assert cleaned.buffers()[2].address == column.buffers()[2].address
    assert cleaned.buffers()[3].size < 60


@pytest.mark.parametrize("kind", [pa.binary(), pa.large_binary(), pa.binary_view()], ids=str)
def test_binary_column_is_html(kind):
    """Bytes go through `html` and come back as bytes."""
    pages = [b"<p>Subscribe</p>\n<p>The ferry sailed.</p>", None, b"<b>Kept</b>"]
    cleaned = clean_column(StandIn(), pa.array(pages, kind))

    assert cleaned.type == kind
    assert cleaned.to_pylist() == [b"The ferry sailed.", None, b"Kept"]


@pytest.mark.parametrize("value", TYPES, ids=str)
@pytest.mark.parametrize("index", [pa.int8(), pa.uint32(), pa.int64()], ids=str)
def test_dictionary_column_keeps_its_indices(value, index):
    """Each distinct value is cleaned once; null rows and null values stay null."""
    column = pa.DictionaryArray.from_arrays(pa.array([0, 1, 1, None, 2, 5], index), pa.array(TEXTS, value))
    cleaned, went = clean_column(StandIn(), column[1:], removed=True)

    cleaned.validate(full=True)
    assert cleaned.type == column.type
    assert cleaned.to_pylist() == [CLEANED[1], CLEANED[1], None, None, CLEANED[5]]
    assert [row and len(row) for row in went.to_pylist()] == [[], [], None, None, 1]


def test_dictionary_values_that_become_equal_are_one_value():
    """A dictionary has no value twice, cleaned or not."""
    column = pa.array(["Subscribe\nThe same.", "The same.", "Another."]).dictionary_encode()
    cleaned = clean_column(StandIn(), column)

    assert cleaned.dictionary.to_pylist() == ["The same.", "Another."]
    assert cleaned.to_pylist() == ["The same.", "The same.", "Another."]


def test_dictionary_values_without_rows_are_not_cleaned():
    """A slice of a large dictionary costs what its rows cost."""
    column = pa.DictionaryArray.from_arrays(pa.array([1]), pa.array(["RAISE", "Kept."]))

    assert clean_column(StandIn(), column).to_pylist() == ["Kept."]


def test_chunked_column_keeps_its_chunks():
    """Chunks stay as they are, empty ones too."""
    column = pa.chunked_array([TEXTS[:2], [], TEXTS[2:]], pa.string())
    cleaned, went = clean_column(StandIn(), column, removed=True)

    assert [len(chunk) for chunk in cleaned.chunks] == [len(chunk) for chunk in went.chunks] == [2, 0, 4]
    assert cleaned.to_pylist() == CLEANED


def test_pages_are_cleaned_in_batches_with_their_addresses(monkeypatch):
    """A batch ends where its source is long enough; addresses and charsets stay with their pages."""
    sizes = []

    class Counting(StandIn):
        def html_batch(self, pages, *given, **named):
            sizes.append(len(pages))
            return super().html_batch(pages, *given, **named)

    monkeypatch.setattr("cleaner.bulk.column.BATCH_SOURCE", 8)
    pages = [b"<p>1", b"<p>22", b"<p>333", "<p>\u00e9".encode("latin-1")]
    found = clean_pages(Counting(), pages, ["a", None, "c", "d"], [None, None, None, "latin-1"])

    assert [result.text for result in found] == ["a1", "22", "c333", "d\u00e9"]
    assert sizes == [2, 2]


def test_removed_says_where_which_rule_and_how_sure():
    """One struct a span, in code points; null rows have null."""
    _, went = clean_column(StandIn(), pa.array(TEXTS), removed=True)

    went.validate(full=True)
    assert went.type == REMOVED_TYPE
    assert went.to_pylist()[0] == [
        {"start": 0, "end": 14, "category": "subscribe", "rule": "subscribe-line", "points": 5.0}
    ]
    assert went.to_pylist()[1:4] == [[], None, []]


def test_bytes_that_are_not_utf8_stay():
    """An Arrow string may hold anything; what is kept is kept to the byte."""
    raw = pa.array([b"caf\xe9\nSubscribe\nend", b"\xff kept"], pa.binary()).view(pa.string())

    assert clean_column(StandIn(), raw).view(pa.binary()).to_pylist() == [b"caf\xe9\nend", b"\xff kept"]


def test_null_column_stays():
    """A column of nulls has nothing to clean."""
    assert clean_column(StandIn(), pa.nulls(3)).equals(pa.nulls(3))


def test_empty_column_stays():
    """No rows in, no rows out."""
    cleaned, went = clean_column(StandIn(), pa.array([], pa.string()), removed=True)

    assert (len(cleaned), len(went), went.type) == (0, 0, REMOVED_TYPE)


def test_extension_column_keeps_its_type():
    """The storage is cleaned, the extension stays around it."""
    column = pa.ExtensionArray.from_storage(pa.opaque(pa.string(), "page", "tests"), pa.array(TEXTS))
    cleaned = clean_column(StandIn(), column)

    assert cleaned.type == column.type
    assert cleaned.storage.to_pylist() == CLEANED


@pytest.mark.parametrize("column", [pa.array([1, 2]), pa.array([1]).dictionary_encode(), pa.array([["a"]])], ids=str)
def test_column_of_something_else_is_refused(column):
    """The message says what it holds and what is wanted."""
    with pytest.raises(TypeError, match="holds no text; give string or binary columns"):
        clean_column(StandIn(), column)


@pytest.mark.parametrize("kind", [pa.string(), pa.dictionary(pa.int32(), pa.string())], ids=str)
def test_document_that_cannot_be_cleaned_passes_with_a_warning(kind):
    """Its neighbours are cleaned; what went from it is null, as of no other row with text."""

    class Failing(StandIn):
        def text(self, text):
            if text == "short":
                raise RecursionError("too deep")
            return super().text(text)

    column = pa.array(TEXTS).cast(kind) if kind == pa.string() else pa.array(TEXTS).dictionary_encode()
    with pytest.warns(RuntimeWarning, match="1 of 5 documents could not be cleaned and pass unchanged: RecursionError"):
        cleaned, removed = clean_column(Failing(), column, removed=True)

    assert cleaned.to_pylist() == CLEANED
    assert removed.is_null().to_pylist() == [False, False, True, False, True, False]


def test_what_is_no_column_is_refused():
    """A list is not taken for a column."""
    with pytest.raises(TypeError, match="a column is a pyarrow Array or ChunkedArray, not list"):
        clean_column(StandIn(), ["a"])


def test_public_names_clean_with_the_rules():
    """`cleaner.clean_column` and `Cleaner.column` are the same as `clean_text` row by row."""
    texts = ["Sign up to our newsletter\n\nThe mayor resigned on Monday.", None]
    column = pa.array(texts)

    assert cleaner.clean_column(column).to_pylist() == [cleaner.clean_text(texts[0]).text, None]
    assert cleaner.Cleaner(keep={"subscribe"}).column(column).equals(column)


def test_language_of_a_cleaner_can_be_changed():
    """`in_language` keeps all other settings."""
    german = cleaner.Cleaner(keep={"caption"}).in_language("de")

    assert repr(german) == "Cleaner(keep=['caption'], lang='de')"


def test_identity_tells_cleaners_apart_that_decide_otherwise():
    """Equal settings have equal identities, others have not."""
    assert cleaner.Cleaner(keep=["tags", "share"]).identity() == cleaner.Cleaner(keep=["share", "tags"]).identity()
    assert cleaner.Cleaner().identity() != cleaner.Cleaner(lang="de").identity()


@given(
    texts=st.lists(st.none() | st.lists(st.sampled_from(["Subscribe x", "Line.", "Ünïcode 👋", ""])).map("\n".join)),
    kind=st.sampled_from(TYPES),
    start=st.integers(0, 3),
)
def test_any_column_is_its_rows(texts, kind, start):
    """Row path and column path agree on any texts, types and slices."""
    cleaned = clean_column(StandIn(), pa.array(texts, kind)[start:])

    cleaned.validate(full=True)
    assert cleaned.to_pylist() == [None if text is None else StandIn().text(text).text for text in texts[start:]]
