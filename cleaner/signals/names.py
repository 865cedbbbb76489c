"""Points of names: what the classes, ids and roles of elements say of the blocks in them, as fitted."""

from __future__ import annotations

from functools import cached_property

import msgspec

from cleaner.segment.names import tokens_of

__all__ = ["Names"]

MAX_REMEMBERED_NAMES = 50_000
"""A page has some 300, half of them those of the site's other pages. More are names that machines make up."""


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """Points of the words in class and id names, of elements near a block and of those further up."""

    fitted_on: str
    near: dict[str, float]
    far: dict[str, float]

    @cached_property
    def points(self) -> NamePoints:
        """What whole names say, near a block and further up."""
        return NamePoints(self)


class NamePoints(dict[str, tuple[float, float]]):
    """The points of names met before: sites share them (`share-buttons`), and a site's pages nearly all of them."""

    def __init__(self, names: Names) -> None:
        super().__init__()
        tokens = names.near.keys() | names.far.keys()
        self._of_token = {token: (names.near.get(token, 0.0), names.far.get(token, 0.0)) for token in tokens}

    def __missing__(self, name: str) -> tuple[float, float]:
        near = far = 0.0
        for said in filter(None, map(self._of_token.get, tokens_of(name))):
            near += said[0]
            far += said[1]
        if len(self) >= MAX_REMEMBERED_NAMES:
            self.clear()
        found = self[name] = near, far
        return found
