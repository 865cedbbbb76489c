r"""Takes what a scraper brought home from a news page and gives back the article.

>>> import cleaner
>>> cleaner.clean_text("Sign up to our newsletter\n\nThe mayor resigned on Monday.").text
'The mayor resigned on Monday.'
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from cleaner.errors import CleanerError, MissingExtra, PackError, Problem, UnknownName

if TYPE_CHECKING:
    from cleaner._cleaner import Cleaner, Extractor, Output
    from cleaner.result import Block, Note, Points, Removed, Result

__all__ = [
    "Block",
    "Cleaner",
    "CleanerError",
    "MissingExtra",
    "Note",
    "PackError",
    "Points",
    "Problem",
    "Removed",
    "Result",
    "UnknownName",
    "__version__",
    "clean_column",
    "clean_html",
    "clean_text",
]

# Importing the package loads neither arrays nor rules; the first use does.
_LAZY = {"Cleaner": "cleaner._cleaner"} | dict.fromkeys(
    ("Block", "Note", "Points", "Removed", "Result"), "cleaner.result"
)


def clean_text(text: str) -> Result:
    """Clean a text that somebody scraped, with the default settings. See `Cleaner.text`.

    >>> clean_text("Just a line.").text
    'Just a line.'
    """
    return _default().text(text)


def clean_html(
    page: bytes | str,
    url: str | None = None,
    *,
    charset: str | None = None,
    extractor: Extractor = "own",
    output: Output = "text",
    links: bool = False,
) -> Result:
    r"""Clean a page as served, with the default settings. See `Cleaner.html`.

    >>> page = "<nav>Home</nav><article><h1>Storm</h1><p>It rained all night, said the mayor.</article>"
    >>> clean_html(page).page_text
    'Home\n\nStorm\n\nIt rained all night, said the mayor.'
    """
    return _default().html(page, url, charset=charset, extractor=extractor, output=output, links=links)


def clean_column(column: Any, *, removed: bool = False) -> Any:
    """Clean an Arrow column of texts, with the default settings. See `Cleaner.column`."""
    return _default().column(column, removed=removed)


@cache
def _default() -> Cleaner:
    from cleaner._cleaner import Cleaner

    return Cleaner()


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        import importlib

        return getattr(importlib.import_module(_LAZY[name]), name)
    if name == "__version__":
        from importlib.metadata import version

        return version("newsrinse")
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
