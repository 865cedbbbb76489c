"""Without its host, an integration says how to get it; without any host, the package is as it was."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import cleaner.integrations

HOSTS = sorted(file.stem for file in Path(cleaner.integrations.__file__).parent.glob("*.py"))
HOSTS = [name for name in HOSTS if name not in ("__init__", "arrow")]
LIBRARIES = {"spark": "pyspark"}
"""Where the library is not called as the host."""


def run(code: str) -> str:
    """What a fresh process says last on either stream."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip().splitlines()[-1]


@pytest.mark.parametrize("host", HOSTS)
def test_missing_host_names_its_command(host):
    """Importing an integration whose host is absent raises MissingExtra with the extra of that name."""
    library = LIBRARIES.get(host, host)
    said = run(f"import sys; sys.modules[{library!r}] = None; import cleaner.integrations.{host}")

    assert said == (f"cleaner.errors.MissingExtra: {library} is not installed; run: pip install 'newsrinse[{host}]'")


def test_package_of_integrations_imports_no_host():
    """Importing the folder loads neither a host nor Arrow."""
    names = (*HOSTS, "pyspark", "pyarrow")

    assert run(f"import sys, cleaner.integrations; print([n for n in {names!r} if n in sys.modules])") == "[]"


def test_every_host_has_its_extra_and_its_page(root):
    """An extra of its name in pyproject.toml, also among `hosts`, and a section in the docs."""
    import tomllib

    extras = tomllib.loads((root / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    docs = (root / "docs" / "integrations.md").read_text()
    (everything,) = extras["hosts"]

    assert set(HOSTS) <= set(extras)
    assert sorted(everything.removeprefix("newsrinse[").removesuffix("]").split(",")) == HOSTS
    assert all(f"newsrinse[{host}]" in docs for host in HOSTS)
