"""Text to blocks: every line that holds more than white space."""

from __future__ import annotations

from itertools import accumulate

import numpy as np

from cleaner.blocks import Blocks

__all__ = ["segment"]


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
