"""datatrove: a formatter for documents of text, an extractor for documents of HTML.

pipeline = [JsonlReader("in"), ResidueFormatter(), JsonlWriter("out")]
pipeline = [WarcReader("in"), ArticleExtractor(), JsonlWriter("out")]
"""

from __future__ import annotations

from typing import Any

from cleaner._cleaner import Cleaner
from cleaner.errors import MissingExtra
from cleaner.result import Result

try:
    from datatrove.pipeline.extractors.base import BaseExtractor
    from datatrove.pipeline.formatters.base import BaseFormatter
except ImportError:
    raise MissingExtra("datatrove", "datatrove") from None

__all__ = ["ArticleExtractor", "ResidueFormatter"]


class ResidueFormatter(BaseFormatter):  # type: ignore[misc]  # the host is untyped where it is missing
    """Cleans the text of every document. None is dropped, and one whose cleaning fails passes unchanged.

    In datatrove's statistics: ``changed``, ``removed_`` with each category, in characters, and ``failed_`` with the
    name of the exception.
    """

    name = "🧽 newsrinse"

    def __init__(self, cleaner: Cleaner | None = None) -> None:
        super().__init__()
        self._cleaner = cleaner or Cleaner()

    def format(self, text: str) -> str:
        """Clean one text."""
        try:
            result = self._cleaner.text(text)
        except Exception as error:  # noqa: BLE001  whatever a document does, the run goes on
            self.stat_update(f"failed_{type(error).__name__}")
            return text
        self._count(result)
        return result.text

    def _count(self, result: Result) -> None:
        if not result.removed:
            return
        self.stat_update("changed")
        for span in result.removed:
            self.stat_update(f"removed_{span.category}", value=span.end - span.start, unit="span")


class ArticleExtractor(BaseExtractor):  # type: ignore[misc]  # the host is untyped where it is missing
    """The article of every HTML page, in datatrove's sandbox: a process of its own with a time limit a page.

    cleaner  the settings, where they are not the default
    options  those of datatrove's `BaseExtractor`: ``timeout``, in seconds

    Pages without an article, over the limit, or that end the sandbox are dropped and counted, as datatrove does
    with every extractor.
    """

    name = "🧽 newsrinse"

    def __init__(self, cleaner: Cleaner | None = None, **options: Any) -> None:
        super().__init__(**options)
        self._cleaner = cleaner or Cleaner()

    def run(self, data: Any, rank: int = 0, world_size: int = 1) -> Any:
        """Clean the pages of one task."""
        self.extract("")  # the sandbox is a fork of this process, and its time limit counts from its first breath
        return super().run(data, rank, world_size)

    def extract(self, text: str) -> str:
        """The article of one page."""
        return self._cleaner.html(text).text
