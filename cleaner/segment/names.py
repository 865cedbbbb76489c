"""Words in the names of elements: class, id, role and the like, split as people read them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["NameTokens", "tokenized", "tokens_of"]

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+")
"""camelCase parts, runs of capitals, letters of other scripts. Digits are counters and hashes."""
_PLAIN_WORD = re.compile(r"[a-z]+")
"""The same in ASCII without capitals, which two names in three are."""


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
    plain = name.isascii() and name.islower()
    words = _PLAIN_WORD.findall(name) if plain else [word.lower() for word in _WORD.findall(name)]
    return tuple(dict.fromkeys(words))


def tokenized(names: Iterable[str]) -> NameTokens:
    """The tokens of every name, as columns."""
    tokens = [tokens_of(name) for name in names]
    flat = list(chain.from_iterable(tokens))
    number = {token: i for i, token in enumerate(dict.fromkeys(flat))}
    offsets = np.zeros(len(tokens) + 1, dtype=np.int32)
    np.cumsum([len(found) for found in tokens], out=offsets[1:])
    ids = np.fromiter(map(number.__getitem__, flat), dtype=np.int32, count=len(flat))
    return NameTokens(offsets, ids, list(number))
