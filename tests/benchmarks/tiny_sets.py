"""What the tiny page sets are made of: three sentences, a page around them, and files."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

FIRST = "The ferry left the harbour late because the crew had waited for the doctor from the island."
SECOND = "Nobody complained, the captain said, and the doctor had brought cake for everybody on board."
THIRD = "On the way back the wind turned, and the cake was eaten before the lighthouse came into sight."
HTML = """<!doctype html><html><head><title>Ferry waits</title><script>var residue = 1;</script></head><body>
<nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article>{paragraphs}</article>
<footer>Sign up to our newsletter</footer></body></html>"""


def page(*paragraphs: str) -> bytes:
    """A page as a server sends it."""
    return HTML.format(paragraphs="".join(f"<p>{text}</p>" for text in paragraphs)).encode()


def put(file: Path, content: object) -> None:
    """Write bytes (gzipped where the name says so), text, or anything else as JSON."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        file.write_bytes(gzip.compress(content) if file.suffix == ".gz" else content)
    else:
        file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
