"""Documents by the hundred thousand: cleaned one by one, together and as Arrow columns, they come out the same.

    python benchmarks/equality.py --documents 100000 [--seed 1]

A document is made of lines of the fixtures, at random, with numbers of its own, odd characters and line ends of every
kind. Each is cleaned alone; then all of them in batches of 7 and 1,000, and as columns of every type that holds text,
in slices and chunks of 1, 7 and 1,000. Text, what was removed and notes are compared; columns by text and `removed`.
Prints what differs and the seconds of processor time. Exit code 1 if anything differed.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from cleaner import Cleaner, Result

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
SIZES = (1, 7, 1000)
MAX_LINES = 14
NUMBERED = 0.3
"""So many lines get the document's number: no memory of lines answers for them."""
ENDS = ("\n", "\n", "\n", "\n\n", "\r\n", "\r", "\u2028", "\n \t\n")
ODD = ("", "\x00", "\u200f", "\ufeff", "\u00a0", "\U0001f4f0", "\x1b[1m", "\t", " | ", "e\u0301")
ODD_SHARE = 0.05
SHOWN = 5
FIELDS = ("start", "end", "category", "rule", "points")
LARGE, VIEW = pa.large_string(), pa.string_view()

TYPES: dict[str, Callable[[Sequence[str | None]], Any]] = {
    "string": lambda texts: pa.array(texts, pa.string()),
    "large_string": lambda texts: pa.array(texts, LARGE),
    "string_view": lambda texts: pa.array(texts, LARGE).cast(VIEW),
    "dictionary": lambda texts: pa.array(texts, LARGE).dictionary_encode(),
    "chunked": lambda texts: pa.chunked_array([pa.array(texts[i : i + 3], LARGE) for i in range(0, len(texts), 3)]),
    "sliced": lambda texts: pa.array(["before", *texts, "behind"], LARGE).slice(1, len(texts)),
}


def documents(count: int, seed: int) -> Iterator[str]:
    """Texts that stand in no corpus."""
    lines = [line for file in sorted(FIXTURES.glob("*/page.txt")) for line in file.read_text("utf-8").split("\n")]
    chance = random.Random(seed)
    for number in range(count):
        parts = []
        for line in chance.choices(lines, k=chance.randrange(MAX_LINES)):
            numbered = f"{line} {number}" if chance.random() < NUMBERED else line
            odd = chance.choice(ODD) if chance.random() < ODD_SHARE else ""
            parts.append(f"{odd}{numbered}{chance.choice(ENDS)}")
        yield "".join(parts)


def batches(texts: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """The texts in groups."""
    rest = iter(texts)
    while group := list(islice(rest, size)):
        yield group


def removed_of(result: Result) -> list[dict[str, Any]]:
    """What a column says went from a row."""
    return [{name: getattr(span, name) for name in FIELDS} for span in result.removed]


def main() -> None:
    """Compare, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--columns", type=int, default=10_000, help="so many of them also as columns of every type")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began, cleaner, differing = time.process_time(), Cleaner(), 0
    texts = list(documents(options.documents, options.seed))
    alone = list(cleaner.texts(texts))
    for size in SIZES[1:]:
        together = [result for group in batches(texts, size) for result in cleaner.batch(group)]
        differing += tell(f"batches of {size}", texts, alone, together)
    some, wanted = texts[: options.columns], [(each.text, removed_of(each)) for each in alone[: options.columns]]
    for name, make in TYPES.items():
        for size in SIZES:
            found = []
            for group in batches(some, size):
                cleaned, removed = cleaner.column(make([*group, None]), removed=True)
                assert cleaned[len(group)].as_py() is None
                found += list(zip(cleaned.to_pylist()[:-1], removed.to_pylist()[:-1], strict=True))
            differing += tell(f"{name} by {size}", some, wanted, found)
    changed = sum(each.text != text for each, text in zip(alone, texts, strict=True))
    print(f"{len(texts)} documents, {changed} of them changed by cleaning; {time.process_time() - began:.0f} s")
    sys.exit(bool(differing))


def tell(how: str, texts: Sequence[str], wanted: Sequence[Any], found: Sequence[Any]) -> int:
    """Print what differs, and how much does."""
    wrong = [text for text, one, other in zip(texts, wanted, found, strict=True) if one != other]
    print(f"{how}: {len(wrong)} of {len(texts)} differ")
    for text in wrong[:SHOWN]:
        print(f"  {text!r}")
    return len(wrong)


if __name__ == "__main__":
    main()
