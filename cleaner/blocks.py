"""Blocks: the unit of decision, as columns of offsets into the text as given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["WHITE_SPACE", "Blocks", "code_points"]

WHITE_SPACE = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""Every character that `str.isspace` takes for white space. Written out: asking each in turn takes a start 2 ms."""


class Blocks(NamedTuple):
    """The lines of a text that hold more than white space, outer white space left out.

    Offsets are code points of `text`; block i is ``text[starts[i]:ends[i]]``.
    """

    text: str
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    line: npt.NDArray[np.int64]
    """The number of each block's line: two blocks have as many line ends between them as their numbers are apart,
    at least one."""

    @property
    def blank_before(self) -> npt.NDArray[np.bool_]:
        """A blank line, or the start of the text, stands before the block."""
        found = np.ones(len(self.line), dtype=bool)
        found[1:] = self.line[1:] - self.line[:-1] > 1
        return found

    def of(self, first: int, after: int, text: str, offset: int) -> Blocks:
        """Some blocks in a row, as those of `text`, which stands at that offset of this text."""
        here = slice(first, after)
        return Blocks(text, self.starts[here] - offset, self.ends[here] - offset, self.line[here])

    def less(self, kept: npt.NDArray[np.bool_], gone: Sequence[tuple[int, int]], text: str) -> Blocks:
        """The blocks of what is left of the text after whole blocks have gone: what segmenting it would give.

        `kept` says which are left; `gone` has the ranges that went, as `render.text` tells them; `text` is the rest.
        Only white space goes beside blocks, and of some runs of it the one with most line ends stays.
        """
        at = kept.nonzero()[0]
        if not len(at):
            return Blocks(text, at, at, at)
        begins, ends = np.array(gone, dtype=np.int64).reshape(-1, 2).T
        removed = np.zeros(len(begins) + 1, dtype=np.int64)
        (ends - begins).cumsum(out=removed[1:])
        starts = self.starts[at]
        shift = removed[begins.searchsorted(starts)]
        apart = self.line.copy()
        apart[1:] -= self.line[:-1]
        since = np.zeros_like(at)
        since[1:] = at[:-1] + 1
        line = np.maximum.reduceat(apart[: at[-1] + 1], since).cumsum()
        return Blocks(text, starts - shift, self.ends[at] - shift, line)

    def lines(self) -> list[str]:
        """The blocks as strings."""
        text = self.text
        return [text[start:end] for start, end in zip(self.starts.tolist(), self.ends.tolist(), strict=True)]


def code_points(text: str) -> npt.NDArray[np.uint32]:
    """The text as an array of code points; lone surrogates are kept."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
