"""What a run did: the file of counts, the note in Parquet outputs, the table at the end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from cleaner.bulk.tally import Share, Tally

if TYPE_CHECKING:
    from cleaner.bulk.runner import Outcome

__all__ = ["file_note", "stats", "table"]

TOP_RULES = 15
"""Rules that the table shows; the file of counts has all of them."""


def stats(identity: Mapping[str, str], outcome: Outcome) -> bytes:
    """The counts as JSON. They hold no times: the same input gives the same bytes, resumed or not."""
    found = {
        **identity,
        "files": outcome.files,
        "failed_files": dict(sorted(outcome.failed_files.items())),
        **_counts(outcome.tally),
    }
    return msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n"


def file_note(identity: Mapping[str, str], tally: Tally) -> bytes:
    """What a Parquet output says in its schema metadata of how it was made."""
    return msgspec.json.encode({**identity, **_counts(tally)})


def _counts(tally: Tally) -> dict[str, Any]:
    counts: dict[str, Any] = msgspec.to_builtins(tally)
    for name in ("notes", "passed_by", "failures"):
        counts[name] = dict(sorted(counts[name].items()))
    for name in ("categories", "rules"):
        counts[name] = {key: msgspec.to_builtins(share) for key, share in _largest(getattr(tally, name))}
    return counts


def _largest(shares: Mapping[str, Share]) -> list[tuple[str, Share]]:
    return sorted(shares.items(), key=lambda item: (-item[1].chars, item[0]))


def table(outcome: Outcome, seconds: float) -> str:
    """The counts as lines for a person."""
    tally = outcome.tally
    lines = [
        f"{outcome.files - len(outcome.failed_files):,} files, {tally.documents:,} documents "
        f"({tally.changed:,} changed), {tally.bytes_in / 1e6:,.1f} MB in {seconds:,.1f} s; "
        f"{share_removed(tally):.1%} of {tally.chars_in:,} characters removed"
    ]
    for title, found in (("category", tally.categories), ("rule", tally.rules)):
        shown = _largest(found)[:TOP_RULES]
        if shown:
            lines += ["", f"{title:30} {'documents':>12} {'characters':>14}"]
            lines += [f"{name:30} {share.documents:12,} {share.chars:14,}" for name, share in shown]
    for title, counts in (("passed by", tally.passed_by), ("notes", tally.notes), ("failed", tally.failures)):
        if counts:
            lines += ["", *(f"{title}: {name}: {count:,}" for name, count in sorted(counts.items()))]
    return "\n".join(lines)


def share_removed(tally: Tally) -> float:
    """Removed characters over all; 0.0 where there are none."""
    return tally.chars_removed / tally.chars_in if tally.chars_in else 0.0
