"""Text to blocks: every line that holds more than white space."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cleaner.blocks import Blocks, code_points

__all__ = ["segment", "segment_texts"]

Ints = npt.NDArray[np.int64]

_LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
"""What `str.splitlines` splits at; all of it is white space too."""
_LAST_SPACE = 0x3000
_SPACE, _LINE_END = 1, 2
_KINDS = np.zeros(0x110000, dtype=np.uint8)  # zero pages cost no memory
_KINDS[[code for code in range(_LAST_SPACE + 1) if chr(code).isspace()]] = _SPACE
_KINDS[[ord(char) for char in _LINE_ENDS]] = _SPACE | _LINE_END
MAX_STEPS = 32
"""Outer white space is passed over character by character, in all lines at once, while few lines have so much."""


def segment(text: str) -> Blocks:
    r"""Cut a text into lines at every line end that Unicode knows (CR LF, CR, LF, NEL, LS, PS, VT, FF …).

    Outer white space stays outside the blocks; blank lines belong to no block. A menu such as
    ``A | B | C`` is one block: a line goes or stays as a whole, spans are trimmed by rules.

    >>> segment("Title\r\n\r\n  One.\u2028Two.").lines()
    ['Title', 'One.', 'Two.']
    """
    codes = code_points(text)
    kinds = _KINDS[codes]
    breaks = np.flatnonzero(kinds & _LINE_END)
    next_too = np.append(breaks[1:] == breaks[:-1] + 1, False)[: len(breaks)]
    two_as_one = next_too & (codes[breaks] == ord("\r")) & (codes[np.roll(breaks, -1)] == ord("\n"))
    breaks = breaks[~two_as_one]  # the CR is white space at the end of its line
    starts, ends = np.append(0, breaks + 1), np.append(breaks, len(codes))
    space = kinds != 0
    _pass_over(space, starts, ends)
    line = np.flatnonzero(starts < ends)
    return Blocks(text, starts[line], ends[line], line)


def segment_texts(texts: Sequence[str]) -> tuple[Blocks, Ints, Ints]:
    """Cut several texts into blocks at once.

    Returns: the blocks, as those of one text in which all stand one behind the other, a blank line between; for
    each text where its blocks begin, and where those of the last one end; and where each text begins.
    """
    blocks = segment(texts[0] if len(texts) == 1 else "\n\n".join(texts))
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    offsets = np.cumsum(lengths + 2) - lengths - 2
    return blocks, np.append(np.searchsorted(blocks.starts, offsets), len(blocks.starts)), offsets


def _pass_over(space: npt.NDArray[np.bool_], starts: Ints, ends: Ints) -> None:
    """Move the starts and ends of lines over the white space at both ends; of blank lines both meet."""
    for at, step, inner in ((starts, 1, 0), (ends, -1, -1)):
        lines = np.flatnonzero(starts < ends)
        for _ in range(MAX_STEPS):
            lines = lines[space[at[lines] + inner]]
            at[lines] += step
            lines = lines[starts[lines] < ends[lines]]
            if not len(lines):
                break
        else:
            filled = np.flatnonzero(~space)
            if step > 0:
                found = np.append(filled, len(space))[np.searchsorted(filled, starts[lines])]
                starts[lines] = np.minimum(found, ends[lines])
            else:
                found = np.append(filled, -1)[np.searchsorted(filled, ends[lines]) - 1] + 1
                ends[lines] = np.maximum(found, starts[lines])
