"""What all tests share: the cache of compiled rules, a cleaner, where things lie, and hypothesis' settings."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from cleaner import Cleaner
    from cleaner.rules.match import Matcher

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

# Set before anything is imported or collected: the user's cache is neither read nor written, and the
# session's own stays warm from test to test and in sub-processes.
_CACHE = tempfile.mkdtemp(prefix="newsrinse-tests-")
os.environ["XDG_CACHE_HOME"] = _CACHE
os.environ.pop("NO_COLOR", None)

settings.register_profile(
    "newsrinse",
    max_examples=200,
    deadline=None,
    database=None,
    derandomize=bool(os.environ.get("CI")),  # a pull request does not fail for another one's bad luck
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("newsrinse")


def pytest_configure(config: pytest.Config) -> None:
    """Name the markers."""
    config.addinivalue_line("markers", "slow: takes more than ten seconds; leave out with -m 'not slow'")
    config.addinivalue_line("markers", "needs_shared(name): needs ../shared/<name>, which only some machines have")


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    shutil.rmtree(_CACHE, ignore_errors=True)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs a shared folder that is not there, and say which."""
    for mark in item.iter_markers("needs_shared"):
        folder = SHARED / mark.args[0]
        if not folder.exists():
            pytest.skip(f"{folder} is absent: it is not part of the repository")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """What lies beside the checkout on machines of the project."""
    return SHARED


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """The pages with what should come out."""
    return ROOT / "fixtures"


@pytest.fixture(scope="session")
def cleaner_() -> Cleaner:
    """A cleaner with the default settings, for the whole session."""
    from cleaner import Cleaner

    return Cleaner()


@pytest.fixture(scope="session")
def matcher() -> Matcher:
    """The matcher of the shipped rules."""
    from cleaner.rules.compiled import load_compiled
    from cleaner.rules.match import Matcher
    from cleaner.rules.packs import builtin_folder

    return Matcher(load_compiled([builtin_folder()]))


@pytest.fixture(scope="session")
def every_matcher() -> Matcher:
    """The matcher of the shipped rules, candidates too."""
    from cleaner.rules.compiled import compile_pack
    from cleaner.rules.load import load
    from cleaner.rules.match import Matcher
    from cleaner.rules.packs import builtin_folder

    return Matcher(compile_pack(load([builtin_folder()]), statuses=("active", "candidate")))
