"""Folding: what counts as the same word, and the way back to the line as given."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.rules import folding
from cleaner.rules.folding import fold, fold_lines, fold_with_offsets, undecorated

# Characters that Unicode or the tables treat specially, and ordinary ones between which they stand.
_SPECIAL = (
    "aAzZ sS ﬁﬀ① ²½…İıIiß ẞǰΐΰάΆϊςΣσёЁșȘţȚكيىأإآ\u0307\u0301\u0308\u0345\u034f\u00ad\u200b\u200d\u200e\u200f\u2066\ufeff"
    "\u064b\u0651\u0670\u05b0\u05bc\u093c\u09bc\u0a3c\u0640‘’‚“”„«»\u2033`´¨‐–—−־・ﾊﾞﾟｶ가각ㄱ\u1100\u1161\u11a8\u115f\u1160ﷺ℀㍿"
    "\t\n\r\u00a0\u3000\u2028\x00\ud800\U0001d400क़ড়ਸ਼\u0958\u09dc\u0a36"
)
LINES = st.text(st.one_of(st.sampled_from(sorted(set(_SPECIAL))), st.characters()), max_size=30)


@pytest.mark.parametrize(
    ("line", "folded"),
    [
        ("SHARE This", "share this"),
        ("Straße STRASSE", "strasse strasse"),
        ("ΟΔΟΣ οδός", "οδοσ οδοσ"),
        ("Ｓｈａｒｅ", "share"),
        ("ｶﾞｲﾄﾞ", "ガイド"),
        ("ﬁle oﬀ", "file off"),
        ("① ² ½", "1 2 1\u20442"),
        ("㍿", "株式会社"),
        ("‘a’ ‚a‛ a′ `a´", "'a' 'a' a' 'a'"),
        ("“a” „a‟ ″a″ 「a」 『a』", '"a" "a" "a" "a" "a"'),
        ("a‐b a‑b a–b a—b a−b a־b", "a-b a-b a-b a-b a-b a-b"),
        ("More »", "more »"),
        ("a…", "a..."),
        ("  a \t b\u00a0c\u3000d\u2028e  ", "a b c d e"),
        ("", ""),
        (" \u200b ", ""),
    ],
)
def test_spelling_variants_fold_to_one_form(line: str, folded: str) -> None:
    """Case, width, ligatures, quotes, dashes and white space do not matter."""
    found = fold(line)

    assert found == folded


@given(st.lists(LINES, max_size=5))
def test_lines_fold_together_as_they_fold_alone(lines: list[str]) -> None:
    """Nothing of a line reaches its neighbours, not even a combining mark at its begin."""
    together = fold_lines(lines)

    assert together == [fold(line) for line in lines]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("İSTANBUL", "istanbul"),
        ("IŞIK", "ışık"),
        ("ΔΙΑΒΆΣΤΕ ΑΚΌΜΗ", "διαβάστε ακόμη"),
        ("ΔΙΑΒΑΣΤΕ ΑΚΟΜΗ", "διαβάστε ακόμη"),
        ("ΚΟΙΝΟΠΟΙΉΣΤΕ", "κοινοποιηστε"),
        ("Ещё", "еще"),
        ("știri țară", "ştiri ţară"),
        ("كتب علي", "کتب علی"),
        ("أخبار إلى آخر", "اخبار الي اخر"),
        ("مُشَارَكَة", "مشاركة"),
        ("مشـــاركة", "مشاركة"),
        ("שַׁתֵּף", "שתף"),
        ("क़", "क"),
        ("cafe\u0301", "café"),
        ("각", "\u1100\u1161\u11a8"),
    ],
    ids=[
        "turkish-dotted-capital", "turkish-dotless", "greek-accented-capitals", "greek-bare-capitals", "greek-no-accent",
        "russian-yo", "romanian-cedilla", "arabic-kaf-yeh", "arabic-alef", "arabic-vowels", "arabic-stretching",
        "hebrew-points", "hindi-nukta", "combining-accent", "hangul-jamo",
    ],
)  # fmt: skip
def test_spellings_that_sites_mix_are_the_same(one: str, other: str) -> None:
    """Letters that sites write either way compare as equal."""
    first, second = fold(one), fold(other)

    assert first == second


@pytest.mark.parametrize(
    "mark",
    ["\u00ad", "\u034f", "\u061c", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u202a", "\u202b", "\u202c", "\u202d",
     "\u202e", "\u2060", "\u2066", "\u2067", "\u2068", "\u2069", "\ufeff"],
    ids=ascii,
)  # fmt: skip
def test_invisible_mark_does_not_matter(mark: str) -> None:
    """Direction marks, soft hyphens and zero-width signs are as if they were not there."""
    folded = fold(f"{mark}Read{mark} mo{mark}re{mark}")

    assert folded == "read more"


@pytest.mark.parametrize(("one", "other"), [("café", "cafe"), ("año", "ano"), ("й", "и"), ("が", "か"), ("¿a", "a")])
def test_letters_that_differ_stay_different(one: str, other: str) -> None:
    """Accents make other words, except where the tables say otherwise."""
    first, second = fold(one), fold(other)

    assert first != second


@given(LINES)
def test_folding_twice_equals_folding_once(line: str) -> None:
    """A folded line is its own folded form."""
    folded = fold(line)

    assert fold(folded) == folded


@pytest.mark.parametrize("first", range(0, 0x110000, 0x11000), ids=hex)
def test_every_character_folds_stably(first: int) -> None:
    """Each character of Unicode by itself, and between letters, folds to a form that stays."""
    unstable = []
    for code in range(first, first + 0x11000):
        if unicodedata.category(chr(code)) in ("Cn", "Co") or 0xAC10 < code < 0xD7A0 or 0x4E10 < code < 0x9FFF:
            continue
        for line in (chr(code), f"a{chr(code)}a"):
            folded = fold(line)
            if fold(folded) != folded:
                unstable.append(ascii(line))

    assert unstable == []


@given(LINES)
def test_ascii_fast_path_equals_the_general_one(line: str) -> None:
    """The short way for ASCII lines gives what the long way gives."""
    line = "".join(char for char in line if char < "\x80")

    assert fold(line) == fold(line + "\u200b")


@given(LINES)
def test_offsets_lead_back_to_where_characters_came_from(line: str) -> None:
    """Each folded character has an offset; offsets rise; what a range of them covers folds to that range."""
    mapped = fold_with_offsets(line)
    if mapped is None:
        return
    folded, offsets = mapped

    assert folded == fold(line)
    assert len(offsets) == len(folded) + 1
    assert offsets == sorted(offsets)
    assert offsets[-1] == len(line)
    assert all(0 <= offset <= len(line) for offset in offsets)
    assert folded == "" or fold(line[offsets[0] :]) == folded


@pytest.mark.parametrize(
    ("line", "word", "origin"),
    [
        ("  Ａ  b", "b", "b"),
        ("oﬃce Straße Lesen Sie", "lesen sie", "Lesen Sie"),
        ("İİİ ABONE OL", "abone ol", "ABONE OL"),
        ("x… \u200fاقرأ أيضا\u200f", "اقرا ایضا", "اقرأ أيضا\u200f"),
        ("Cafe\u0301 au lait", "café", "Cafe\u0301"),
        ("ｶﾞ 구독하기", "구독하기", "구독하기"),
        ("a \u200b\u00a0 b", "a b", "a \u200b\u00a0 b"),
        ("\U0001f600 Share", "share", "Share"),
    ],
)
def test_word_found_in_folded_line_is_cut_from_the_given_one(line: str, word: str, origin: str) -> None:
    """Offsets of a folded word give the word as it stands on the page."""
    mapped = fold_with_offsets(line)

    assert mapped is not None
    folded, offsets = mapped
    at = folded.index(word)
    assert line[offsets[at] : offsets[at + len(word)]].strip() == origin.strip()


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ("* [Home](/)", "Home"),
        ('  * [Home](/ "Start") ', "Home"),
        ("[Home](https://example.org/a_(b)_c)", "Home"),
        ("![A boat](boat.jpg) at sea", "A boat at sea"),
        ("[News](/n) | [Sport](/s)", "News | Sport"),
        ("[](/)", ""),
        ("- item", "item"),
        ("+ item", "item"),
        ("• item", "item"),
        ("· item", "item"),
        ("– item", "item"),
        ("### Related", "Related"),
        ("####### Related", "####### Related"),
        ("7. item", "item"),
        ("12) item", "item"),
        ("123) item", "123) item"),
        ("* - 3. item", "item"),
        ("| cell | cell |", "cell | cell |"),
        ("**Related**", "Related"),
        ("__Related", "Related"),
        ("*Related", "*Related"),
        ("-5 degrees", "-5 degrees"),
        ('"Quote"', '"Quote"'),
        ("» More", "» More"),
        ("a [b] (c)", "a [b] (c)"),
        ("[a [b](c)", "[a b"),
        ("", ""),
    ],
)  # fmt: skip
def test_decoration_is_taken_off(line: str, plain: str) -> None:
    """Marks of lists, headings and emphasis go, links become their text; the rest stays."""
    found = undecorated(line)

    assert found == plain


@pytest.mark.parametrize("line", ["__Related__", "***Related***"])
def test_emphasis_is_taken_off_at_both_ends(line: str) -> None:
    """Emphasis that is opened is closed."""
    found = undecorated(line)

    assert found == "Related"


@pytest.mark.parametrize("others", [[], ["Home"], ["Ärger"], ["a  b"]])
def test_line_end_inside_a_line_is_white_space_whatever_stands_beside(others: list[str]) -> None:
    """Preformatted blocks have some; alone they are folded as among others."""
    assert fold_lines(["One\nTwo", *others])[0] == "one two"


def test_nothing_that_tables_make_is_replaced_again() -> None:
    """Replacements may come in any order."""
    assert folding._REPLACE.keys().isdisjoint("".join(folding._REPLACE.values()))
