"""A result as a JSON object: what ``--json`` prints, one page a line."""

from __future__ import annotations

import json

from cleaner.result import Result

__all__ = ["page_object"]


def page_object(name: str, result: Result, *, html: bool = False) -> bytes:
    """``{"file", "text", "removed", "notes"}`` as UTF-8 without a line end; lone surrogates are escaped.

    Of an HTML page also ``title`` and ``language``, and a ``path`` in each of ``removed``.
    """
    page = {
        "file": name,
        "text": result.text,
        **({"title": result.title, "language": result.language} if html else {}),
        "removed": [
            {
                "start": item.start,
                "end": item.end,
                "text": item.text,
                "category": item.category,
                "rule": item.rule,
                "points": item.points,
                **({"path": item.path} if html else {}),
            }
            for item in result.removed
        ],
        "notes": [{"reason": note.reason, "detail": note.detail} for note in result.notes],
    }
    try:
        return json.dumps(page, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(page).encode()
