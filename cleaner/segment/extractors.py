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
    # JSON may hold lone surrogates: trafilatura discards a page for one, resiliparse raises.
    return _EXTRACTORS[extractor](text.encode("utf-8", "replace").decode())


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
