"""Scrapy: an item pipeline, a value processor for item loaders, and a function for spiders.

ITEM_PIPELINES = {"cleaner.integrations.scrapy.CleanPipeline": 300}
CLEANER_FIELD = "text"

Cleaning a page takes milliseconds of one core, as parsing it does, so it is done where Scrapy parses: in the
crawl's own thread. Another thread would only wait for the same interpreter. Nothing is kept from item to
item, so items may come in any order and interleave with anything.
"""

from __future__ import annotations

import logging
from typing import Any

from msgspec.structs import asdict

from cleaner._cleaner import Cleaner
from cleaner.errors import MissingExtra
from cleaner.result import Result

try:
    import scrapy
    from itemadapter import ItemAdapter
    from scrapy.exceptions import NotConfigured
    from w3lib.encoding import http_content_type_encoding
except ImportError:
    raise MissingExtra("scrapy", "scrapy") from None

__all__ = ["CleanPipeline", "CleanValue", "clean_response"]

logger = logging.getLogger(__name__)


def clean_response(response: Any, cleaner: Cleaner | None = None) -> Result:
    """Clean a response in a spider's callback: HTML as it was served, any other text as text.

    Raises: nothing for a response that holds text; AttributeError for one of bytes only (`scrapy.http.Response`).
    """
    own = cleaner or Cleaner()
    if isinstance(response, scrapy.http.HtmlResponse):
        header = response.headers.get("Content-Type", b"").decode("latin-1")
        return own.html(response.body, response.url, charset=http_content_type_encoding(header))
    return own.text(response.text)


class CleanValue:
    """A processor for item loaders, alone or in MapCompose: text in, article out; bytes are HTML pages.

    html     text is the source of HTML pages too
    cleaner  the settings, where they are not the default

    Lists are cleaned value by value; what is neither text nor bytes comes back as it is.
    """

    def __init__(self, *, html: bool = False, cleaner: Cleaner | None = None) -> None:
        self._html, self._cleaner = html, cleaner or Cleaner()

    def __call__(self, value: Any) -> Any:
        """Clean a value, or a list of values."""
        if isinstance(value, list | tuple):
            return [self(one) for one in value]
        result = self.result(value)
        return value if result is None else result.text

    def result(self, value: Any) -> Result | None:
        """All that is known of a value that was cleaned; None for what is no text."""
        if isinstance(value, bytes) or (self._html and isinstance(value, str)):
            return self._cleaner.html(value)
        return self._cleaner.text(value) if isinstance(value, str) else None


class CleanPipeline:
    """Cleans one field of every item: dicts, dataclasses, attrs, pydantic, `scrapy.Item`.

    CLEANER_FIELD      the field that holds the text; without it the pipeline is off
    CLEANER_INTO       the field that gets the article; left out, the same
    CLEANER_REMOVED    the field that gets a list of what went; left out, none
    CLEANER_HTML       the field holds HTML; bytes are taken for HTML anyway
    CLEANER_KEEP, CLEANER_DROP, CLEANER_RULES, CLEANER_LANG, CLEANER_SOURCE    as in `Cleaner`

    Counts in the crawl's stats, under ``cleaner/``: ``cleaned``, ``changed``, for each category its ``spans``
    and ``chars``; ``no_text`` for items without text in the field, and ``failed/`` with the name of the
    exception. Both kinds of items pass unchanged. A wrong setting stops the crawl before its first page.
    """

    def __init__(self, value: CleanValue, field: str, into: str, removed: str | None, stats: Any) -> None:
        self._value, self._field, self._into, self._removed, self._stats = value, field, into, removed, stats

    @classmethod
    def from_crawler(cls, crawler: Any) -> CleanPipeline:
        """Build from the crawl's settings. Raises: NotConfigured without a field, UnknownName, PackError."""
        settings = crawler.settings
        field = settings.get("CLEANER_FIELD")
        if not field:
            raise NotConfigured("CLEANER_FIELD names no field")
        given = {name: settings.getlist(f"CLEANER_{name.upper()}") for name in ("keep", "drop", "rules")}
        cleaner = Cleaner(**given, lang=settings.get("CLEANER_LANG"), source=settings.get("CLEANER_SOURCE", "auto"))
        value = CleanValue(html=settings.getbool("CLEANER_HTML"), cleaner=cleaner)
        return cls(value, field, settings.get("CLEANER_INTO") or field, settings.get("CLEANER_REMOVED"), crawler.stats)

    def process_item(self, item: Any) -> Any:
        """Clean an item's field in place."""
        try:
            self._clean(ItemAdapter(item))
        except Exception as error:  # whatever an item is, it is not lost
            logger.exception("not cleaned: %s", self._field)
            self._stats.inc_value(f"cleaner/failed/{type(error).__name__}")
        return item

    def _clean(self, item: Any) -> None:
        found = item.get(self._field)
        values = list(found) if isinstance(found, list | tuple) else [found]
        results = [self._value.result(value) for value in values]
        if not any(results):
            self._stats.inc_value("cleaner/no_text")
            return
        if self._removed is not None:
            item[self._removed] = [asdict(span) for result in results if result for span in result.removed]
        texts = [value if result is None else result.text for value, result in zip(values, results, strict=True)]
        item[self._into] = texts if isinstance(found, list | tuple) else texts[0]
        for result in filter(None, results):
            self._count(result)

    def _count(self, result: Result) -> None:
        self._stats.inc_value("cleaner/cleaned")
        self._stats.inc_value("cleaner/changed", int(bool(result.removed)))
        for span in result.removed:
            self._stats.inc_value(f"cleaner/category/{span.category}/spans")
            self._stats.inc_value(f"cleaner/category/{span.category}/chars", span.end - span.start)
