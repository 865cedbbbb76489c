"""A result for a reader at a terminal: every line of the page, what went, and why."""

from __future__ import annotations

from click import style

from cleaner.result import Block, Removed, Result

__all__ = ["explain_page"]

_CONTROL = {code: "\ufffd" for code in (*range(0x20), 0x7F) if chr(code) not in "\t"}


def explain_page(name: str, result: Result) -> str:
    """The page block by block: kept lines as they are, dropped ones marked, each with its points.

    Control characters are replaced, so a page cannot command the terminal.
    """
    removed = [item for item in result.removed if item.category != "whitespace"]
    lines = [style(f"── {name}", bold=True)]
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
        parts = ", ".join(f"{part.name} {part.points:+.1f}" for part in block.points)
        lines.append(style(f"      {score}: {parts}", fg="cyan" if block.verdict != "keep" else "bright_black"))
    return lines


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
