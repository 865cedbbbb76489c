"""Peers: what the speed of cleaning is set beside, in the same run on the same input."""

from __future__ import annotations

from collections.abc import Callable, Sequence

C4_ENDS = (".", "?", "!", '"')
C4_MIN_WORDS = 3
C4_POLICY = (
    *("terms of use", "privacy policy", "cookie policy"),
    *("uses cookies", "use of cookies", "use cookies"),
)


def c4_lines(text: str) -> str:
    """C4's rules for lines, from their description: a line stays if it ends as a sentence does and has words enough.

    Lines that speak of JavaScript or of a site's policies go.
    Source: Raffel et al., 2020, section 2.2; number of words and phrases as in TensorFlow Datasets' c4_utils.
    """
    kept = []
    for raw in text.splitlines():
        line = raw.strip()
        if not line.endswith(C4_ENDS) or line.endswith("...") or len(line.split()) < C4_MIN_WORDS:
            continue
        lowered = line.lower()
        if "javascript" not in lowered and not any(phrase in lowered for phrase in C4_POLICY):
            kept.append(line)
    return "\n".join(kept)


def html_peers(pages: Sequence[bytes]) -> dict[str, Callable[[], object]]:
    """Extractors that are installed, each over all pages."""
    found: dict[str, Callable[[], object]] = {}
    try:
        import trafilatura
    except ImportError:
        pass
    else:
        found["trafilatura"] = lambda: [trafilatura.extract(page, include_comments=False) for page in pages]
    try:
        from resiliparse.extract.html2text import extract_plain_text
        from resiliparse.parse.encoding import bytes_to_str, detect_encoding
    except ImportError:
        pass
    else:
        found["resiliparse"] = lambda: [
            extract_plain_text(bytes_to_str(page, detect_encoding(page)), main_content=True) for page in pages
        ]
    return found
