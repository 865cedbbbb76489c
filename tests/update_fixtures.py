"""Write what the program makes of fixtures into their expected.txt, and show what changes.

usage: python tests/update_fixtures.py SLUG... | all

Read every diff: `keep` and `drop` of page.toml were written by a person and are checked first; where
they do not hold, nothing is written. Pages with a known failure are left alone: their expected.txt is what
ought to come out. Never run by CI.
"""

from __future__ import annotations

import difflib
import sys
import tomllib
from pathlib import Path

import cleaner

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"


def article(folder: Path) -> str:
    """What the program makes of page.html or page.txt, as the command writes it."""
    page = folder / "page.html"
    if not page.exists():
        return cleaner.clean_text((folder / "page.txt").read_bytes().decode()).text
    text = cleaner.clean_html(page.read_bytes()).text
    return f"{text}\n" if text else ""


def update(folder: Path) -> bool:
    """Update one folder. Returns whether the result agrees with what a person asked of the page."""
    expected = folder / "expected.txt"
    before = expected.read_bytes().decode() if expected.exists() else ""
    wishes = tomllib.loads((folder / "page.toml").read_text(encoding="utf-8"))
    if "known_failure" in wishes:
        sys.stdout.write(f"{folder.name}: left alone, a known failure: {wishes['known_failure']}\n")
        return True
    after = article(folder)
    wrong = [f"lost: {snippet!r}" for snippet in wishes["keep"] if snippet not in after]
    wrong += [f"left: {snippet!r}" for snippet in wishes["drop"] if snippet in after]
    sys.stdout.writelines(
        difflib.unified_diff(
            before.splitlines(keepends=True), after.splitlines(keepends=True), f"{folder.name}/expected.txt", "now"
        )
    )
    for line in wrong:
        sys.stdout.write(f"{folder.name}: {line}\n")
    if not wrong and before != after:
        expected.write_bytes(after.encode())
    return not wrong


def main() -> None:
    """Update the folders named, or all."""
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    slugs = sorted(path.name for path in FIXTURES.iterdir()) if sys.argv[1:] == ["all"] else sys.argv[1:]
    agreed = [update(FIXTURES / slug) for slug in slugs]
    if not all(agreed):
        sys.exit(1)


if __name__ == "__main__":
    main()
