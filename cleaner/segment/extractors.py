"""Other extractors in front of our rules: each turns a page into its idea of the article.

Each library is imported where it is used, and named with its install command where it is missing.
"""

from __future__ import annotations

from cleaner.errors import MissingExtra
from cleaner.segment.decode import decode_page

__all__ = ["extract"]


def extract(page: bytes | str, extractor: str, *, charset: str | None = None) -> str:
    """The article that "trafilatura" or "resiliparse" finds; empty where it finds none.

    Comments are left out; everything else is as the library does it by default.
    Raises: MissingExtra.
    """
    text = decode_page(page, charset).text if isinstance(page, bytes) else page
    return _EXTRACTORS[extractor](_encodable(text))


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
