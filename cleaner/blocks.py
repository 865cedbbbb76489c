"""Blocks: the unit of decision, as columns of offsets into the text as given."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Blocks"]


class Blocks(NamedTuple):
    """The lines of a text that hold more than white space, outer white space left out.

    Offsets are code points of `text`; block i is ``text[starts[i]:ends[i]]``.
    """

    text: str
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    blank_before: npt.NDArray[np.bool_]
    """A blank line, or the start of the text, stands before the block."""

    def of(self, first: int, after: int, text: str, offset: int) -> Blocks:
        """Some blocks in a row, as those of `text`, which stands at that offset of this text."""
        here = slice(first, after)
        return Blocks(text, self.starts[here] - offset, self.ends[here] - offset, self.blank_before[here])

    def lines(self) -> list[str]:
        """The blocks as strings."""
        text = self.text
        return [text[start:end] for start, end in zip(self.starts.tolist(), self.ends.tolist(), strict=True)]
