"""What a page says of itself outside its text: meta tags, titles, JSON-LD and other state in scripts.

Evidence about blocks, and the text itself only where a page has no other. JSON-LD is written by hand and
by templates, so it is often broken: what does not parse is searched for its strings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any, NamedTuple

__all__ = ["Metadata", "Stated", "metadata_of"]

MAX_SCRIPT_CHARS = 4_000_000
"""Longer scripts are not read."""
_MAX_VALUES = 100_000
"""Values looked at in one script; a page's state has some thousands."""
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*+;?\s*+$"
)
_TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")
_STRING = r'"\s*:\s*"((?:[^"\\]++|\\.)*+)"'
_FIELDS = ("headline", "articleBody", "description")
_STRINGS = {name: re.compile(f'"{name}{_STRING}', re.DOTALL) for name in _FIELDS}
_TAGS = re.compile(r"</?(?:p|br|div|h[1-6]|ul|ol|li|strong|em|a|b|i|span)\b[^<>]*>", re.IGNORECASE)


class Metadata(NamedTuple):
    """Empty strings and tuples stand for what the page does not say."""

    title: str
    og_title: str
    headlines: tuple[str, ...]
    """JSON-LD."""
    article_body: str
    """The longest that scripts hold; plain text or HTML, as `body_is_html` says."""
    body_is_html: bool
    authors: tuple[str, ...]
    descriptions: tuple[str, ...]
    canonical: str
    site: str
    language: str


class Stated(NamedTuple):
    """What was met in the page's head and scripts, as it stood there."""

    titles: list[str]
    metas: list[tuple[str, str]]
    """Name or property in lower case, and content. A canonical link counts as one."""
    scripts: list[tuple[str, str]]
    """Type and text of those that can tell of the article."""
    language: list[str]


def metadata_of(stated: Stated) -> Metadata:
    """Gather it. Raises: nothing, whatever the scripts hold.

    >>> metadata_of(Stated(["Storm | The Paper"], [("og:title", "Storm")], [], ["en"])).og_title
    'Storm'
    """
    titles, metas, scripts, languages = stated
    given: dict[str, str] = {}
    for name, content in metas:
        given.setdefault(name, content.strip())
    headlines: list[str] = []
    bodies: list[str] = []
    authors = [given[name] for name in ("author", "article:author", "parsely-author") if name in given]
    descriptions = [given[name] for name in ("description", "og:description", "twitter:description") if name in given]
    for kind, text in scripts:
        for item in _objects(kind, text[:MAX_SCRIPT_CHARS]):
            headlines += _strings(item.get("headline"))
            bodies += _strings(item.get("articleBody"))
            descriptions += _strings(item.get("description"))
            authors += _names(item.get("author"))
    body = max(bodies, key=len, default="")
    if "&lt;p" in body:
        body = unescape(body)
    return Metadata(
        title=" ".join(titles[0].split()) if titles else "",
        og_title=given.get("og:title", "") or given.get("twitter:title", ""),
        headlines=tuple(dict.fromkeys(headlines)),
        article_body=body,
        body_is_html=bool(_TAGS.search(body)),
        authors=tuple(dict.fromkeys(authors)),
        descriptions=tuple(dict.fromkeys(descriptions)),
        canonical=given.get("canonical", "") or given.get("og:url", ""),
        site=given.get("og:site_name", ""),
        language=next(iter(languages), "") or given.get("og:locale", "") or given.get("content-language", ""),
    )


def _objects(kind: str, text: str) -> Iterator[dict[str, Any]]:
    """Every object in a script that may tell of an article."""
    if "json" in kind:
        for mended in (str, _mended):  # few need it
            try:
                yield from _nested(json.loads(mended(text), strict=False))
            except (ValueError, RecursionError):
                continue
            return
    yield from ({name: _unquoted(found[1])} for name, key in _STRINGS.items() for found in key.finditer(text))


def _mended(text: str) -> str:
    """Without the comments that hide a script from old browsers, and without commas behind the last item."""
    return _TRAILING_COMMA.sub("", _WRAPPING.sub("", text))


def _nested(value: Any) -> Iterator[dict[str, Any]]:
    waiting = [value]
    seen = 0
    while waiting and seen < _MAX_VALUES:
        seen += 1
        value = waiting.pop()
        if isinstance(value, dict):
            if "headline" in value or "articleBody" in value:
                yield value
            waiting += [inner for inner in reversed(list(value.values())) if isinstance(inner, dict | list)]
        elif isinstance(value, list):
            waiting += [inner for inner in reversed(value) if isinstance(inner, dict | list)]


def _strings(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text.strip() for text in values if isinstance(text, str) and text.strip()]


def _names(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return _strings([item.get("name") if isinstance(item, dict) else item for item in values])


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text
