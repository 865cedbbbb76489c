"""Text to blocks: every line that holds more than white space."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt

from cleaner.blocks import WHITE_SPACE, Blocks, code_points

__all__ = ["joined", "segment", "segment_texts", "white_space"]

Ints = npt.NDArray[np.int64]

_LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
"""What `str.splitlines` splits at; all of it is white space too."""
_SEAM = "\n\n"
"""Stands between texts that are cut at once."""
_SPACE, _LINE_END = 1, 2
_KINDS = np.zeros(0x110000, dtype=np.uint8)  # zero pages cost no memory
_KINDS[list(map(ord, WHITE_SPACE))] = _SPACE
_KINDS[[ord(char) for char in _LINE_ENDS]] = _SPACE | _LINE_END


def segment(text: str) -> Blocks:
    r"""Cut a text into lines at every line end that Unicode knows (CR LF, CR, LF, NEL, LS, PS, VT, FF …).

    Outer white space stays outside the blocks; blank lines belong to no block. A menu such as
    ``A | B | C`` is one block: a line goes or stays as a whole, spans are trimmed by rules.

    >>> segment("Title\r\n\r\n  One.\u2028Two.").lines()
    ['Title', 'One.', 'Two.']
    """
    codes = code_points(text)
    kinds = _KINDS.take(codes)
    breaks = (kinds > _SPACE).nonzero()[0]
    if "\r\n" in text:  # the CR is white space at the end of its line
        behind = codes[np.minimum(breaks + 1, len(codes) - 1)]
        breaks = breaks[(codes[breaks] != ord("\r")) | (behind != ord("\n"))]
    filled = (kinds == 0).nonzero()[0]
    passed = np.zeros(len(breaks) + 2, dtype=np.int64)  # how many characters of blocks stand before each line
    passed[1:-1], passed[-1] = filled.searchsorted(breaks), len(filled)
    line = (passed[:-1] < passed[1:]).nonzero()[0]
    return Blocks(text, filled[passed[line]], filled[passed[line + 1] - 1] + 1, line)


def white_space(codes: npt.NDArray[np.uint32]) -> tuple[Ints, Ints]:
    """Where white space stands among these characters, and where line ends do, which are white space too."""
    kinds = _KINDS.take(codes)
    return kinds.nonzero()[0], (kinds > _SPACE).nonzero()[0]


def segment_texts(texts: Sequence[str]) -> list[Blocks]:
    """The blocks of several texts, cut at once."""
    if len(texts) == 1:
        return [segment(texts[0])]
    blocks = segment(_SEAM.join(texts))
    offsets = _offsets(texts)
    bounds = [*blocks.starts.searchsorted(offsets).tolist(), len(blocks.starts)]
    return [
        blocks.of(first, after, text, offset)
        for (first, after), text, offset in zip(pairwise(bounds), texts, offsets.tolist(), strict=True)
    ]


def joined(parts: Sequence[Blocks]) -> tuple[Blocks, Ints]:
    """The blocks of several texts, as those of one in which all stand one behind the other, a blank line between.

    Returns: the blocks; and for each text where its blocks begin, and where those of the last one end.
    """
    bounds = np.zeros(len(parts) + 1, dtype=np.int64)
    bounds[1:] = list(accumulate(len(part.line) for part in parts))
    if len(parts) == 1:
        return parts[0], bounds
    offsets = _offsets([part.text for part in parts])
    lines = accumulate((int(part.line[-1]) + 2 if len(part.line) else 0 for part in parts), initial=0)
    return Blocks(
        _SEAM.join(part.text for part in parts),
        np.concatenate([part.starts + offset for part, offset in zip(parts, offsets, strict=True)]),
        np.concatenate([part.ends + offset for part, offset in zip(parts, offsets, strict=True)]),
        np.concatenate([part.line + before for part, before in zip(parts, lines, strict=False)]),
    ), bounds


def _offsets(texts: Sequence[str]) -> Ints:
    """Where each text begins, of those that are joined."""
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + len(_SEAM)
    return lengths.cumsum() - lengths
