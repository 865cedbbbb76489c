"""The others: what people use today on pages and on texts, as far as it is installed.

Each is called as its documentation has it for article text without comments, with default settings
unless the name says otherwise. `pip install -e '.[benchmarks]'` brings them all.
"""

from __future__ import annotations

import importlib.util
import logging
import warnings
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, NamedTuple

from benchmarks.accuracy.dumps import decoded

__all__ = ["C4_RULES", "HTML_PEERS", "HtmlPeer", "c4_lines", "installed"]

C4_RULES = "C4 line rules"
C4_MIN_WORDS = 3
"""Raffel et al. 2020 (arXiv:1910.10683), section 2.2, and the yardstick of ../shared/measure. The released
code asks for 5; on the dumps of both development sets that comes to the same word F1 within .002."""
C4_ENDS = (".", "!", "?", '"', "'")
"""Terminal punctuation, or a closing quotation mark."""
C4_POLICIES = (
    "terms of use",
    "privacy policy",
    "cookie policy",
    "uses cookies",
    "use of cookies",
    "use cookies",
)


class HtmlPeer(NamedTuple):
    """An extractor: what it is called, the package to import, the distribution on PyPI, and the call."""

    name: str
    module: str
    distribution: str
    extract: Callable[[bytes, str], str | None]
    """From the page and the language of its article (ISO 639-1) to the article."""

    def article(self, page: bytes, language: str) -> str:
        """The article, empty where it finds none; its warnings of odd pages are not shown. Raises: what it raises."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return self.extract(page, language) or ""


def c4_lines(text: str) -> str:
    r"""The lines that C4's rules keep; its rules on whole pages (bad words, braces, few sentences) are left out.

    >>> c4_lines("Home\nIt rained all day.\nPlease enable Javascript now.\nRead on...")
    'It rained all day.'
    """
    kept = []
    for line in map(str.strip, text.splitlines()):
        lowered = line.lower()
        if (
            line.endswith(C4_ENDS)
            and not line.endswith("...")
            and len(line.split()) >= C4_MIN_WORDS
            and "javascript" not in lowered
            and not any(policy in lowered for policy in C4_POLICIES)
        ):
            kept.append(line)
    return "\n".join(kept)


def installed(names: Iterable[str] = ()) -> list[HtmlPeer]:
    """The peers that can be imported; of these names, where some are given. Raises: ValueError for a name unknown."""
    wanted = list(names)
    known = [peer.name for peer in HTML_PEERS]
    for name in wanted:
        if name not in known:
            raise ValueError(f"unknown peer {name!r}; known: {'; '.join(known)}")
    logging.disable(logging.CRITICAL)  # peers log every page that they find odd
    return [
        peer
        for peer in HTML_PEERS
        if (not wanted or peer.name in wanted) and importlib.util.find_spec(peer.module) is not None
    ]


def _trafilatura(**settings: Any) -> Callable[[bytes, str], str | None]:
    def extract(page: bytes, _: str) -> str | None:
        import trafilatura

        found: str | None = trafilatura.extract(page, include_comments=False, **settings)
        return found

    return extract


def _resiliparse(page: bytes, _: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(decoded(page), main_content=True))


def _readability(page: bytes, _: str) -> str:
    from lxml import html
    from readability import Document

    summary = html.fromstring(Document(decoded(page)).summary())
    return "\n".join(stripped for node in summary.itertext() if (stripped := str(node).strip()))


_STOPLISTS = {
    "ar": "Arabic", "bg": "Bulgarian", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi",
    "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ko": "Korean", "ms": "Malay", "nb": "Norwegian_Bokmal",
    "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sr": "Serbian",
    "sv": "Swedish", "sw": "Swahili", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese",
}  # fmt: skip
"""jusText's names of its stop word lists; it has none for scripts without spaces, which get the English one."""


def _justext(page: bytes, language: str) -> str:
    import justext

    paragraphs = justext.justext(page, justext.get_stoplist(_STOPLISTS.get(language, "English")))
    return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)


def _boilerpy3(page: bytes, _: str) -> str:
    from boilerpy3.extractors import ArticleExtractor

    return str(ArticleExtractor(raise_on_failure=False).get_content(decoded(page)))


def _newspaper(page: bytes, _: str) -> str:
    from newspaper import Article

    article = Article("https://example.org/", fetch_images=False)  # otherwise it asks the network for sizes
    article.download(input_html=decoded(page))
    article.parse()
    return str(article.text)


@cache
def _goose() -> Any:
    from goose3 import Goose

    return Goose({"enable_image_fetching": False})


def _goose3(page: bytes, _: str) -> str:
    return str(_goose().extract(raw_html=decoded(page)).cleaned_text)


HTML_PEERS = (
    HtmlPeer("trafilatura", "trafilatura", "trafilatura", _trafilatura()),
    HtmlPeer("trafilatura, precision", "trafilatura", "trafilatura", _trafilatura(favor_precision=True)),
    HtmlPeer("trafilatura, fast", "trafilatura", "trafilatura", _trafilatura(fast=True)),
    HtmlPeer("resiliparse", "resiliparse", "Resiliparse", _resiliparse),
    HtmlPeer("readability-lxml", "readability", "readability-lxml", _readability),
    HtmlPeer("jusText", "justext", "jusText", _justext),
    HtmlPeer("boilerpy3", "boilerpy3", "boilerpy3", _boilerpy3),
    HtmlPeer("newspaper4k", "newspaper", "newspaper4k", _newspaper),
    HtmlPeer("goose3", "goose3", "goose3", _goose3),
)
