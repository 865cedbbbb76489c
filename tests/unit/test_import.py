"""Importing the package: what it loads, and how long it takes."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

HEAVY = ["numpy", "regex", "tomllib", "click", "msgspec", "fasttext", "hashlib", "json"]


def python(code: str) -> str:
    """What a fresh interpreter prints."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize("module", HEAVY)
def test_import_loads_nothing_heavy(module: str) -> None:
    """Libraries are imported where they are used."""
    loaded = python(
        f"import sys; before = set(sys.modules); import cleaner; print('{module}' in set(sys.modules) - before)"
    )

    assert loaded == "False"


def test_import_reads_no_rules() -> None:
    """No file is opened but Python's own modules."""
    opened = python(
        "import sys; opened = []\n"
        "sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == 'open' else None)\n"
        "import cleaner; print([name for name in opened if not name.endswith(('.py', '.pyc', '.so')) and '/' in name])"
    )

    assert opened == "[]"


def test_import_is_quick() -> None:
    """Well within 100 ms beside the bare interpreter, best of five."""

    def seconds(code: str) -> float:
        began = time.perf_counter()
        python(code)
        return time.perf_counter() - began

    bare, loaded = (min(seconds(code) for _ in range(5)) for code in ("pass", "import cleaner"))

    assert loaded - bare < 0.1


def test_cleaning_without_rules_in_other_languages_needs_no_model() -> None:
    """The language model is loaded only for a page whose verdict depends on it."""
    loaded = python(
        "import sys, cleaner; cleaner.clean_text('The mayor resigned on Monday after the vote of the council.')\n"
        "print([name for name in ('fasttext', 'jsonschema', 'click') if name in sys.modules])"
    )

    assert loaded == "[]"


def test_column_without_arrow_says_how_to_get_it() -> None:
    """The error names the command."""
    said = python(
        "import sys; sys.modules['pyarrow'] = None\n"
        "import cleaner\n"
        "try: cleaner.Cleaner().column([])\n"
        "except cleaner.MissingExtra as error: print(error)"
    )

    assert said == "pyarrow is not installed; run: pip install 'newsrinse[bulk]'"
