"""Whole-page texts of HTML, the three ways people make them, for sets that come without.

Names are those of the development sets: page_resiliparse, page_inscriptis, page_nodes.
"""

from __future__ import annotations

import html as entities
import importlib.util
import re
from collections.abc import Callable

__all__ = ["DUMPS", "decoded", "made", "visible_text"]

_HIDDEN = re.compile(r"<(script|style|template|noscript)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})", re.IGNORECASE)
CHARSET_BYTES = 4096
"""Browsers look at the first kilobyte; some pages put scripts before."""


def decoded(page: bytes) -> str:
    """The page as text: UTF-8 where it is valid, else the charset it names, else Windows-1252. Never raises."""
    named = _CHARSET.search(page[:CHARSET_BYTES])
    for charset in ("utf-8-sig", named[1].decode("ascii", "replace") if named else "cp1252"):
        try:
            return page.decode(charset)
        except (UnicodeDecodeError, LookupError):
            continue
    return page.decode("cp1252", "replace")


def visible_text(page: bytes) -> str:
    """A rough text of a page by patterns alone: to tell whether words stand on it, not to be scored.

    >>> visible_text(b"<p>One &amp; two<script>no</script>")
    ' One & two '
    """
    return entities.unescape(_TAG.sub(" ", _HIDDEN.sub(" ", decoded(page))))


def made(page: bytes) -> dict[str, str]:
    """The dumps that can be made with what is installed. A dump that fails is empty."""
    text = decoded(page)
    found = {}
    for name, (module, dump) in DUMPS.items():
        if importlib.util.find_spec(module) is not None:
            try:
                found[name] = dump(text)
            except Exception:  # noqa: BLE001  hostile pages break parsers in ways of their own
                found[name] = ""
    return found


def _resiliparse(page: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(page))


def _inscriptis(page: str) -> str:
    from inscriptis import get_text

    return str(get_text(page))


def _nodes(page: str) -> str:
    """Every text node on a line of its own, as `get_text` with a line end between nodes gives it."""
    from lxml import html

    tree = html.fromstring(page.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    nodes = tree.xpath("//body//text()[not(ancestor::script or ancestor::style or ancestor::template)]")
    return "\n".join(stripped for node in nodes if (stripped := " ".join(str(node).split())))


DUMPS: dict[str, tuple[str, Callable[[str], str]]] = {
    "page_resiliparse": ("resiliparse", _resiliparse),
    "page_inscriptis": ("inscriptis", _inscriptis),
    "page_nodes": ("lxml", _nodes),
}
"""What each dump needs, and how it is made."""
