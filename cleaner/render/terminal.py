"""A result for a reader at a terminal: every line of the page, what went, and why."""

from __future__ import annotations

import os
import sys

from click import style

from cleaner.result import Block, Points, Removed, Result

__all__ = ["explain_page", "in_colour"]

_CONTROL = {code: "\ufffd" for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t"}
"""Those of one byte in Latin-1, too: U+009B begins a command as ESC [ does."""
_CONTROL |= {ord(end): " " for end in "\n\r"}  # a paragraph that was wrapped is shown in one line
MAX_PARTS = 8
"""A line's points that are shown: structure alone has some sixty, most of them next to nothing."""


def in_colour() -> bool:
    """Whether stdout wants colour: a terminal does, unless the user asked for none (no-color.org)."""
    return sys.stdout is not None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def explain_page(name: str, result: Result) -> str:
    """The page block by block: kept lines as they are, dropped ones marked, each with its points, largest first.

    Control characters are replaced, so a page cannot command the terminal.
    """
    removed = [item for item in result.removed if item.category != "whitespace"]
    lines = [style(f"── {_plain(name)}", bold=True)]
    for block in result.blocks:
        inside = [item for item in removed if item.start < block.end and item.end > block.start]
        lines += _block(block, inside)
    kept = sum(block.verdict != "drop" for block in result.blocks)
    lines.append(style(f"── kept {kept} of {len(result.blocks)} blocks, {len(result.text)} characters", bold=True))
    lines += [style(f"!  {note.reason}: {note.detail}", fg="yellow") for note in result.notes]
    return "\n".join(lines) + "\n"


def _block(block: Block, removed: list[Removed]) -> list[str]:
    if block.verdict == "drop":
        shown = style(f"- {_plain(block.text)}", fg="red")
    elif block.verdict == "trim":
        shown = "~ " + _trimmed(block, removed)
    else:
        shown = "  " + _plain(block.text)
    lines = [shown]
    if block.points:
        score = f"{block.score:+.1f} {block.category}".rstrip()
        dim = block.verdict == "keep"
        lines.append(style(f"      {score}: {_parts(block.points)}", fg="bright_black" if dim else "cyan"))
    return lines


def _parts(points: tuple[Points, ...]) -> str:
    """The points that weighed most, for or against, and the sum of the others."""
    by_weight = sorted(points, key=lambda part: -abs(part.points))
    shown = [f"{part.name} {part.points:+.1f}" for part in by_weight[:MAX_PARTS]]
    if others := by_weight[MAX_PARTS:]:
        shown.append(f"{len(others)} more {sum(part.points for part in others):+.1f}")
    return ", ".join(shown)


def _trimmed(block: Block, removed: list[Removed]) -> str:
    shown, at = [], block.start
    for item in removed:
        shown.append(_plain(block.text[at - block.start : item.start - block.start]))
        shown.append(style(f"[-{_plain(item.text)}-]", fg="red"))
        at = item.end
    shown.append(_plain(block.text[at - block.start :]))
    return "".join(shown)


def _plain(text: str) -> str:
    return text.translate(_CONTROL)
