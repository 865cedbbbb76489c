"""docs/integrations.md runs as it is written, host by host."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs" / "integrations.md"
SECTIONS = dict(re.findall(r"pip install 'newsrinse\[(\w+)\]'\n\n```python\n(.*?)```", DOCS.read_text(), re.DOTALL))
LIBRARIES = {"spark": "pyspark"}
"""Where the library is not called as the host."""


@pytest.mark.parametrize("host", SECTIONS)
def test_snippet_runs_and_cleans(host, tmp_path):
    """The section's Python, in an empty folder: it shows the article, and not the residue."""
    library = LIBRARIES.get(host, host)
    if importlib.util.find_spec(library) is None:
        pytest.skip(f"{library} is not installed: newsrinse[{host}]")
    (tmp_path / "snippet.py").write_text(SECTIONS[host])
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable}  # as in an environment that is activated
    done = subprocess.run(
        [sys.executable, "snippet.py"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert done.returncode == 0, done.stderr
    assert "The mayor resigned on Monday" in done.stdout
    assert "Sign up" not in done.stdout
