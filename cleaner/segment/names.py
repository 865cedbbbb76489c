"""Words in the names of elements: class, id, role and the like, split as people read them.

Sites share names (`share-buttons`, `articleBody`), so split names are remembered across pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["NameTokens", "tokenized", "tokens_of"]

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+")
"""camelCase parts, runs of capitals, letters of other scripts. Digits are counters and hashes."""
_MAX_REMEMBERED = 50_000
_remembered: dict[str, tuple[str, ...]] = {}


class NameTokens(NamedTuple):
    """Tokens of many names: those of name i are ``ids[offsets[i]:offsets[i + 1]]``, indices into `vocabulary`."""

    offsets: npt.NDArray[np.int32]
    ids: npt.NDArray[np.int32]
    vocabulary: list[str]


def tokens_of(name: str) -> tuple[str, ...]:
    """The words of a name, in lower case, each once.

    >>> tokens_of("ArticleBody article-body__text js-share2 HTMLBlock")
    ('article', 'body', 'text', 'js', 'share', 'html', 'block')
    """
    found = _remembered.get(name)
    if found is None:
        found = tuple(dict.fromkeys(word.lower() for word in _WORD.findall(name)))
        if len(_remembered) >= _MAX_REMEMBERED:
            _remembered.clear()
        _remembered[name] = found
    return found


def tokenized(names: Iterable[str]) -> NameTokens:
    """The tokens of every name, as columns."""
    ids: list[int] = []
    offsets = [0]
    vocabulary: dict[str, int] = {}
    for name in names:
        ids += [vocabulary.setdefault(token, len(vocabulary)) for token in tokens_of(name)]
        offsets.append(len(ids))
    return NameTokens(np.array(offsets, dtype=np.int32), np.array(ids, dtype=np.int32), list(vocabulary))
