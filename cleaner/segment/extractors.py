"""Other extractors in front of our rules: each turns a page into its idea of the article.

Each library is imported where it is used, and named with its install command where it is missing.
"""

from __future__ import annotations

from typing import NamedTuple

from cleaner.errors import MissingExtra

__all__ = ["Extracted", "extract"]


class Extracted(NamedTuple):
    """What an extractor makes of a page."""

    article: str
    failure: str
    """Why there is no article; empty where there is one."""


def extract(page: str, extractor: str) -> Extracted:
    """The article that "trafilatura" or "resiliparse" finds.

    Comments are left out; everything else is as the library does it by default. A page on which the library fails
    is a page without an article.
    Raises: MissingExtra.
    """
    try:
        article = _EXTRACTORS[extractor](_encodable(page))
    except MissingExtra:
        raise
    except Exception as error:  # noqa: BLE001  one page must not stop a run, whatever a library does to it
        return Extracted("", f"{extractor} failed: {type(error).__name__}: {error}")
    return Extracted(article, "" if article.strip() else f"{extractor} found no article")


def _encodable(page: str) -> str:
    """The page with lone surrogates replaced: libraries in other languages take UTF-8, which has none."""
    return page.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _trafilatura(page: str) -> str:
    try:
        import trafilatura
    except ImportError:
        raise MissingExtra("trafilatura", "trafilatura") from None
    return trafilatura.extract(page, include_comments=False) or ""


def _resiliparse(page: str) -> str:
    try:
        from resiliparse.extract.html2text import extract_plain_text
    except ImportError:
        raise MissingExtra("resiliparse", "resiliparse") from None
    return str(extract_plain_text(page, main_content=True))


_EXTRACTORS = {"trafilatura": _trafilatura, "resiliparse": _resiliparse}
