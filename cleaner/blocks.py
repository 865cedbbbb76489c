"""Blocks: the unit of decision, as columns of offsets into the text as given."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Blocks", "code_points"]


class Blocks(NamedTuple):
    """The lines of a text that hold more than white space, outer white space left out.

    Offsets are code points of `text`; block i is ``text[starts[i]:ends[i]]``.
    """

    text: str
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    line: npt.NDArray[np.int64]
    """How many line ends stand before each block. Two blocks never share a line."""

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

    def lines(self) -> list[str]:
        """The blocks as strings."""
        text = self.text
        return [text[start:end] for start, end in zip(self.starts.tolist(), self.ends.tolist(), strict=True)]


def code_points(text: str) -> npt.NDArray[np.uint32]:
    """The text as an array of code points; lone surrogates are kept."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
