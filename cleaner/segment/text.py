"""Text to blocks: every line that holds more than white space."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from cleaner.blocks import Blocks

__all__ = ["segment", "segment_texts"]

Ints = npt.NDArray[np.int64]


def segment(text: str) -> Blocks:
    r"""Cut a text into lines at every line end that Unicode knows (CR LF, CR, LF, NEL, LS, PS, VT, FF …).

    Outer white space stays outside the blocks; blank lines belong to no block. A menu such as
    ``A | B | C`` is one block: a line goes or stays as a whole, spans are trimmed by rules.

    >>> segment("Title\r\n\r\n  One.\u2028Two.").lines()
    ['Title', 'One.', 'Two.']
    """
    lines = text.splitlines(keepends=True)
    stripped = [line.strip() for line in lines]
    count = len(lines)
    firsts = np.fromiter(accumulate(map(len, lines), initial=0), dtype=np.int64, count=count + 1)[:count]
    lengths = np.fromiter(map(len, stripped), dtype=np.int64, count=count)
    indents = np.fromiter((len(line) - len(line.lstrip()) for line in lines), dtype=np.int64, count=count)
    filled = lengths > 0
    starts = (firsts + indents)[filled]
    before_blank = np.ones(count, dtype=bool)
    before_blank[1:] = ~filled[:-1]
    return Blocks(text, starts, starts + lengths[filled], before_blank[filled])


def segment_texts(texts: Sequence[str]) -> tuple[Blocks, Ints, Ints]:
    """Cut several texts into blocks at once.

    Returns: the blocks, as those of one text in which all stand one behind the other; for each text where its
    blocks begin, and where those of the last one end; and where each text begins.
    """
    blocks = segment("\n".join(texts))
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    offsets = np.cumsum(lengths + 1) - lengths - 1
    bounds = np.append(np.searchsorted(blocks.starts, offsets), len(blocks.starts))
    firsts = bounds[:-1][np.diff(bounds) > 0]
    blocks.blank_before[firsts] = True
    return blocks, bounds, offsets
