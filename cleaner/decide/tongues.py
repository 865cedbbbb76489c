"""Tongues: in which languages the words of rules count on a page.

Interface words count in the languages of the article, and in that of the site, which may be another:
the "Заголовок открываемого материала" under an English text. A word that is an interface word only in
a third language is a coincidence ("some" is Finnish for social media), and so is one in a line that
reads as the article's own language ("Email Marketing").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from cleaner.rules.compiled import CompiledPack
from cleaner.rules.folding import fold
from cleaner.rules.match import Hit
from cleaner.signals.language import identify_line
from cleaner.signals.script import script_of, scripts_of

__all__ = ["Tongues"]

MIN_INTERFACE_LINES = 2
"""From so many lines on, words of another language in the article's script show the site's language.
One line alone was a coincidence on most development pages where it occurred."""
MIN_LETTERS = 5
"""Words of another language count from so many letters on: shorter ones are words of some language."""
MIN_TELLING_LETTERS = 12
"""One line of another language is enough from so many letters of interface words on."""
MAX_NATIVE_SHARE = 0.15
"""A line with more function words of the article's language than this is not in another language."""


class Tongues(NamedTuple):
    """The languages heard on a page, as masks over the pack's languages."""

    native: int
    """Of the article; 0: not known, then all are."""
    interface: int
    """Of the site, where its words stand in lines that are not the article's."""
    script: str
    function_words: frozenset[str]
    codes: frozenset[str]
    """The native languages' codes."""
    masks: dict[str, int]
    """Each language's mask."""

    @classmethod
    def any(cls) -> Tongues:
        """Where nothing is known of the page: every language counts."""
        return cls(0, 0, "", frozenset(), frozenset(), {})

    @classmethod
    def heard(
        cls, lines: Sequence[str], hits: Sequence[tuple[Hit, ...]], sample: str, native: int, pack: CompiledPack
    ) -> Tongues:
        """The tongues of a page whose article is in the `native` languages; `sample` is some of its prose."""
        if not native:
            return cls.any()
        codes, function_words = pack.spoken(native)
        first = cls(native, 0, script_of(sample), function_words, codes, pack.language_masks)
        heard: Counter[int] = Counter()
        for line, found in zip(lines, hits, strict=True):
            mask = 0
            for hit in found:
                if not first._is_native(hit) and first._may_be_foreign(hit, line):
                    mask |= hit.languages
            while mask > 0:
                lowest = mask & -mask
                heard[lowest] += 1
                mask ^= lowest
        return first._replace(interface=sum(bit for bit, count in heard.items() if count >= MIN_INTERFACE_LINES))

    def of(self, hit: Hit, line: str) -> Literal["native", "foreign", "unknown"]:
        """Whose words a hit is made of."""
        if self._is_native(hit):
            return "native"
        if not self._may_be_foreign(hit, line):
            return "unknown"
        if hit.languages & self.interface or self._in_other_script(line):
            return "foreign"
        # A line alone may still say enough: many words of one language, and the model reads it as that.
        own = hit.letters >= MIN_TELLING_LETTERS and self.masks.get(identify_line(line), 0) & hit.languages
        return "foreign" if own else "unknown"

    def _is_native(self, hit: Hit) -> bool:
        return not self.native or hit.languages == -1 or bool(hit.languages & self.native)

    def _may_be_foreign(self, hit: Hit, line: str) -> bool:
        if hit.letters < MIN_LETTERS:
            return False
        if self._in_other_script(line):
            return True
        words = _words_of(line)
        if sum(word in self.function_words for word in words) > MAX_NATIVE_SHARE * len(words):
            return False
        return identify_line(line) not in self.codes

    def _in_other_script(self, line: str) -> bool:
        """Whether some letters of the line are of a script that is not the article's."""
        return bool(scripts_of(line) - {self.script})


@lru_cache(maxsize=4096)  # each hit of a line asks, in each round
def _words_of(line: str) -> list[str]:
    return fold(line).split()
