"""Folding: the one form in which the words of rules and the words of pages are compared.

Case, width, ligatures and other compatibility forms, quotes, dashes, white space and invisible
marks do not matter; everything else does. Unicode defines the first part (NFKC and case folding,
UAX #15 and section 3.13 of the standard); the tables below hold what it leaves to the reader.

Words go through `fold` on both sides. Where a rule trims part of a line, `fold_with_offsets`
gives the way back to the line as it was given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from unicodedata import category, is_normalized, normalize

from cleaner.blocks import WHITE_SPACE

__all__ = ["fold", "fold_lines", "fold_with_offsets", "undecorated", "undecorated_lines"]

# ![alt](address) and [text](address "title"), as html2text and its kin write images and links.
_MARKDOWN_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)")
# What leads a list item, a heading or a table row, and emphasis around it.
_LEAD = re.compile(r"(?:[*+•◦‣▪■●○·–-]|#{1,6}|\||\d{1,2}[.)])[ \t\u00a0]+|\*{2,3}|__")

_SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2032\u02bc\u02bb\u00b4\u0060\u05f3\u055a"
_DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u2033\u300c\u300d\u300e\u300f\u301d\u301e\u05f4"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\u30fb\u058a\u05be"
_INVISIBLE = (
    "\u00ad\u034f\u061c\u0640\u115f\u180e\u200b\u200c\u200d\u200e\u200f"
    "\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
    "\u0307"  # what case folding leaves of the Turkish capital İ
)
# Guillemets stay: sites use them as arrows ("More »") as often as for quoting.
# Letters that sites write either way. Greek capitals lose their accents, Russian sites print е for
# ё, Romanian ones cedillas for commas, Turkish capital I is dotless, Arabic and Persian keyboards differ
# in kaf and yeh.
_EITHER_WAY = {
    "ș": "ş", "ț": "ţ",
    "ё": "е", "ı": "i",
    "ά": "α", "έ": "ε", "ή": "η", "ί": "ι", "ό": "ο", "ύ": "υ", "ώ": "ω", "ΐ": "ϊ", "ΰ": "ϋ",
    "ك": "ک", "ي": "ی", "ى": "ی", "أ": "ا", "إ": "ا", "آ": "ا",
}  # fmt: skip
# Marks that sites leave out as often as not: Arabic vowels, Hebrew points, nukta, Armenian stress.
_OPTIONAL_MARKS = "".join(
    map(
        chr,
        (
            *range(0x64B, 0x653),
            0x670,
            *range(0x591, 0x5BE),
            *range(0x5BF, 0x5C3),
            0x93C,
            0x9BC,
            0xA3C,
            0x55B,
            0x55C,
            0x55E,
        ),
    )
)
_REPLACE = (
    dict.fromkeys(_SINGLE_QUOTES, "'")
    | dict.fromkeys(_DOUBLE_QUOTES, '"')
    | dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_INVISIBLE + _OPTIONAL_MARKS, "")
    | _EITHER_WAY
    | dict.fromkeys(WHITE_SPACE.replace(" ", "").replace("\n", ""), " ")
)
_REPLACED = frozenset(_REPLACE)
_REPLACED_ASCII = [char for char in _REPLACE if char.isascii()]

_EMPHASIS = ("**", "__")
_TRAIL = re.compile(r"\s*(?:\*{2,3}|__)$")


def fold(line: str) -> str:
    r"""One line in the form in which words are compared.

    White space inside becomes single spaces, outer white space goes. Folding twice equals folding
    once. Returns: a new string, usually as long as the line, sometimes not.   Raises: nothing.

    >>> fold("  Ｓｈａｒｅ\u00a0 this “Story” —  ÜBER")
    'share this "story" - über'
    """
    return " ".join(_fold_characters(line).split())


def fold_lines(lines: Sequence[str]) -> list[str]:
    """`fold` of each line, all at once: what Unicode does to a character stops at a line end.

    >>> fold_lines(["Ｓｈａｒｅ  this", "ÜBER"])
    ['share this', 'über']
    """
    folded = list(lines)
    for kind in (True, False):  # ASCII is folded faster, and other lines keep most pages from being all ASCII
        numbers = [number for number, line in enumerate(lines) if line.isascii() is kind]
        text = _fold_characters("\n".join([lines[number] for number in numbers]))
        together = _single_spaced(text).split("\n")
        if len(together) != len(numbers):  # no line, or a line end inside a line: preformatted text
            together = [fold(lines[number]) for number in numbers]
        for number, line in zip(numbers, together, strict=True):
            folded[number] = line
    return folded


def _single_spaced(text: str) -> str:
    """Folded lines with single spaces between words and none around."""
    while "  " in text:
        text = text.replace("  ", " ")
    return text.replace(" \n", "\n").replace("\n ", "\n").strip(" ")


def _fold_characters(text: str) -> str:
    """What folding does to characters; white space other than line ends comes out as spaces."""
    if text.isascii():
        for sign in _REPLACED_ASCII:
            if sign in text:
                text = text.replace(sign, _REPLACE[sign])
        return text.lower()
    chars = set(text)
    text, chars = _replace(text, chars, {char: _REPLACE[char] for char in _REPLACED.intersection(chars)})
    if not is_normalized("NFKC", text):  # most often for single characters: done by themselves, that is quickly seen
        text, chars = _replace(text, chars, {char: made for char in chars if (made := _compatible(char)) != char})
    normal = normalize("NFKC", text)
    folded = normal.casefold()
    # NFKC after case folding as well: folding can take a text out of the normal form.
    final = normalize("NFKC", folded)
    # Where nothing was composed, the characters are those of before, case folded: fewer to look through.
    composed = normal != text or final != folded
    chars = set(final if composed else "".join(chars).casefold())
    return _replace(final, chars, {char: _REPLACE[char] for char in _REPLACED.intersection(chars)})[0]


def undecorated(line: str) -> str:
    """The line without the marks of lists and headings before it, and with Markdown links as their text.

    Rules see lines this way, so "* [Home](/)" is "Home". A quotation mark or an arrow stays.

    >>> undecorated("  * [Home](/) ")
    'Home'
    """
    if "](" in line:
        line = _MARKDOWN_LINK.sub(r"\1", line)
    line = line.strip()
    while not line[:1].isalpha() and (found := _LEAD.match(line)):
        line = line[found.end() :]
    return _TRAIL.sub("", line) if line.endswith(_EMPHASIS) else line


def undecorated_lines(lines: Sequence[str]) -> list[str]:
    """`undecorated` of each line; most begin with a letter and have no marks.

    >>> undecorated_lines(["* Home", "Share"])
    ['Home', 'Share']
    """
    text = "\n".join(lines)
    if "](" in text or any(marks in text for marks in _EMPHASIS):
        return list(map(undecorated, lines))
    return [line.strip() if line[:1].isalpha() else undecorated(line) for line in lines]


def fold_with_offsets(line: str) -> tuple[str, list[int]] | None:
    """`fold(line)` and, for each of its characters, the offset in `line` where it came from.

    The list has one more entry than the folded text: the length of `line`. Returns None for the
    rare line whose characters compose across what looks like a boundary; nothing is trimmed there.

    >>> fold_with_offsets(" Ａ  b")
    ('a b', [1, 2, 4, 5])
    """
    out: list[str] = []
    offsets: list[int] = []
    pending: int | None = None  # where the white space began that a next word would need
    for start, end in _clusters(line):
        cluster = line[start:end]
        if not cluster.strip():
            pending = start if pending is None and out else pending
            continue
        folded = _fold_cluster(cluster)
        if not folded:
            continue
        if pending is not None:
            out.append(" ")
            offsets.append(pending)
            pending = None
        out.append(folded)
        offsets += [start] * len(folded)
    offsets.append(len(line))
    text = "".join(out)
    return (text, offsets) if text == fold(line) else None


_fold_cluster = lru_cache(maxsize=1 << 12)(fold)
"""Most texts are made of some hundred characters."""


@cache
def _compatible(char: str) -> str:
    """What Unicode makes of a character alone; the web uses some thousand."""
    return normalize("NFKC", char)


def _replace(text: str, chars: set[str], made: Mapping[str, str]) -> tuple[str, set[str]]:
    """The text with characters replaced by what is made of them, and its characters; `chars` are all it has, or more.

    What is made holds nothing that is replaced: so the order does not matter.
    """
    for char, new in made.items():
        text = text.replace(char, new)
    return text, chars.difference(made).union(*made.values()) if made else chars


def _clusters(line: str) -> list[tuple[int, int]]:
    """A base character with what combines with it: the pieces that normalise on their own."""
    bounds = [0]
    bounds += [
        i
        for i in range(1, len(line))
        if not (category(line[i])[0] == "M" or "\u1160" <= line[i] <= "\u11ff" or line[i] in "\uff9e\uff9f")
    ]
    return list(zip(bounds, [*bounds[1:], len(line)], strict=True)) if line else []
