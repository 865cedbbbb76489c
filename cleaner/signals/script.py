"""Scripts: in which alphabet a text is written, as far as telling one from another needs."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from functools import lru_cache

__all__ = ["script_of", "scripts_of"]

# First code points of the blocks of a script (Unicode Blocks.txt), coarse: neighbours that no reader
# would mix stand together.
_BLOCKS = (
    (0x0000, "Latn"), (0x0370, "Grek"), (0x0400, "Cyrl"), (0x0530, "Armn"), (0x0590, "Hebr"), (0x0600, "Arab"),
    (0x0780, "Thaa"), (0x07C0, "Nkoo"), (0x0900, "Deva"), (0x0980, "Beng"), (0x0A00, "Guru"), (0x0A80, "Gujr"),
    (0x0B00, "Orya"), (0x0B80, "Taml"), (0x0C00, "Telu"), (0x0C80, "Knda"), (0x0D00, "Mlym"), (0x0D80, "Sinh"),
    (0x0E00, "Thai"), (0x0E80, "Laoo"), (0x0F00, "Tibt"), (0x1000, "Mymr"), (0x10A0, "Geor"), (0x1100, "Hang"),
    (0x1200, "Ethi"), (0x13A0, "Latn"), (0x1780, "Khmr"), (0x1800, "Mong"), (0x18B0, "Latn"), (0x1C90, "Geor"),
    (0x1CC0, "Latn"), (0x1F00, "Grek"), (0x2000, "Latn"), (0x2E80, "Hani"), (0x3040, "Hani"), (0x3130, "Hang"),
    (0x3190, "Hani"), (0xA000, "Latn"), (0xAC00, "Hang"), (0xD7B0, "Latn"), (0xF900, "Hani"), (0xFB00, "Latn"),
    (0xFB1D, "Hebr"), (0xFB50, "Arab"), (0xFE00, "Latn"), (0xFE70, "Arab"), (0xFF00, "Latn"), (0xFF66, "Hani"),
    (0xFFA0, "Latn"), (0x20000, "Hani"), (0x40000, "Latn"),
)  # fmt: skip
_STARTS = [start for start, _ in _BLOCKS]


MIN_SCRIPT_LETTERS = 3
"""Fewer letters of a script are a sign or an abbreviation, not words: °C, Ω, No."""


@lru_cache(maxsize=4096)  # each hit of a line asks
def scripts_of(text: str) -> frozenset[str]:
    """ISO 15924 codes of the scripts in which a text has words.

    Japanese kana count as Hani, so a Japanese line of either kind is one script.

    >>> sorted(scripts_of("Заголовок 3: Telegram"))
    ['Cyrl', 'Latn']
    """
    return frozenset(script for script, letters in _count(text).items() if letters >= MIN_SCRIPT_LETTERS)


@lru_cache(maxsize=256)  # a page asks in each round, mostly of the same sample
def script_of(text: str) -> str:
    """The script that most letters of a text belong to; empty where it has none.

    >>> script_of("Заголовок 3: Tass")
    'Cyrl'
    """
    scripts = _count(text)
    return max(scripts, key=scripts.__getitem__) if scripts else ""


def _count(text: str) -> Counter[str]:
    if text.isascii():
        return Counter({"Latn": letters}) if (letters := sum(map(str.isalpha, text))) else Counter()
    scripts: Counter[str] = Counter()
    for char, count in Counter(text).items():
        if char.isalpha():
            scripts[_BLOCKS[bisect_right(_STARTS, ord(char)) - 1][1]] += count
    return scripts
