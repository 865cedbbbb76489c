"""A page of a set: its HTML, its article, and texts made from it."""

from __future__ import annotations

from typing import NamedTuple

from cleaner.signals.language import MIN_SAMPLE_CHARS, SAMPLE_CHARS, identify_line

__all__ = ["UNTOLD", "Page"]

UNTOLD = "und"
"""ISO 639-2 for "undetermined"."""


class Page(NamedTuple):
    """One page. What a set does not have is None or empty."""

    id: str
    url: str
    html: bytes | None
    gold: str | None
    optional: tuple[str, ...] = ()
    """Paragraphs of the gold that are right with and without: they count only where a text has them."""
    must: tuple[str, ...] = ()
    mustnot: tuple[str, ...] = ()
    dumps: dict[str, str] | None = None
    """Texts of the whole page, by how they were made; None: to be made."""
    articles: dict[str, str] | None = None
    """Articles as extractors give them; None: to be made."""

    def gold_for(self, text: str) -> str | None:
        """The gold to score a text against: without the optional paragraphs that the text lacks."""
        if not self.optional or self.gold is None:
            return self.gold
        flat = " ".join(text.split())
        absent = {paragraph for paragraph in self.optional if " ".join(paragraph.split()) not in flat}
        return "\n\n".join(paragraph for paragraph in self.gold.split("\n\n") if paragraph not in absent)

    def language(self) -> str:
        """ISO 639-1 code of the article, told from its words: sets give countries, or nothing."""
        texts = [self.gold, " ".join(self.must), *(self.dumps or {}).values()]
        sample = next((" ".join(text.split())[:SAMPLE_CHARS] for text in texts if text), "")
        return (identify_line(sample) if len(sample) >= MIN_SAMPLE_CHARS else "") or UNTOLD
