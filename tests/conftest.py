"""What all tests share: the cache of compiled rules, a cleaner, where things lie, and hypothesis' settings."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from cleaner import Cleaner
    from cleaner.rules.match import Matcher

collect_ignore_glob = ["conftest.py", "**/conftest.py"]
"""They hold no doctests, and two modules of one name cannot both be collected."""
ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

# Set before anything is imported or collected: the user's cache is neither read nor written, and the
# session's own stays warm from test to test and in sub-processes.
_CACHE = tempfile.mkdtemp(prefix="newsrinse-tests-")
os.environ["XDG_CACHE_HOME"] = _CACHE
os.environ.pop("NO_COLOR", None)

# A shell that runs the tests in the background has SIGINT ignored, and programs started from here would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

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


SMALL_PACK = {
    "categories.toml": """
[[category]]
id = "navigation"
meaning = "Menus"
dropped = true

[[category]]
id = "share"
meaning = "Share buttons"
dropped = true

[[category]]
id = "headline"
meaning = "The headline"
dropped = false
""",
    "concepts.toml": """
[concept.home]
summary = "Link to the front page"
category = "navigation"
alone = 6

[concept.share]
summary = "Share button"
category = "share"
alone = 5

[concept.read_also]
summary = "Points to another article"

[concept.said]
summary = "Reports speech"
""",
    "lexicon/en.toml": """
language = "en"
name = "English"
scripts = ["Latn"]
stopwords = ["the", "of", "and"]
[concepts]
home = ["home", "home page"]
share = ["share", "share this"]
read_also = ["read also", "see also"]
said = ["said"]
""",
    "lexicon/de.toml": """
language = "de"
name = "German"
scripts = ["Latn"]
stopwords = ["der", "die", "das"]
[concepts]
home = ["startseite", "home"]
share = ["teilen"]
read_also = ["lesen sie auch"]
""",
    "lexicon/mul.toml": """
language = "mul"
name = "Shared"
scripts = ["Zyyy"]
[concepts]
share = ["facebook"]
""",
}

RULE_REST = """
summary = "A rule of a test"
why = "Because of the test."
status = "active"
source = "Tests"
drop = ["x"]
keep = ["y", "z"]
false_positives = "None"
"""


@pytest.fixture
def make_pack(tmp_path: Path) -> Callable[..., Path]:
    """Writes a small pack of three categories, four concepts and three languages, with further files."""

    def make(files: dict[str, str] | None = None, *, base: dict[str, str] | None = None) -> Path:
        for name, text in {**(SMALL_PACK if base is None else base), **(files or {})}.items():
            file = tmp_path / "pack" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return tmp_path / "pack"

    return make


@pytest.fixture
def make_rules(make_pack: Callable[..., Path]) -> Callable[..., Path]:
    """Writes the small pack and further rules, each given without its prose fields."""

    def make(*rules: str, files: dict[str, str] | None = None) -> Path:
        text = "".join(f"[[rule]]\n{rule.strip()}\n{RULE_REST}\n" for rule in rules)
        return make_pack({**(files or {}), "rules.toml": text})

    return make


@pytest.fixture
def make_matcher(make_rules: Callable[..., Path]) -> Callable[..., Matcher]:
    """Makes a matcher of the small pack and further rules."""

    def make(*rules: str, force: bool = False, files: dict[str, str] | None = None) -> Matcher:
        from cleaner.rules.compiled import compile_pack
        from cleaner.rules.load import load
        from cleaner.rules.match import Matcher

        return Matcher(compile_pack(load([make_rules(*rules, files=files)], force=force)))

    return make


@pytest.fixture
def make_labelled(make_matcher: Callable[..., Matcher]) -> Callable[..., Matcher]:
    """Makes such a matcher with a rule for each kind of label in the small pack: home-label, share-label."""
    labels = [
        f'id = "{name}-label"\ncategory = "{category}"\nlabels = true'
        for name, category in (("home", "navigation"), ("share", "share"))
    ]

    def make(*rules: str) -> Matcher:
        return make_matcher(*labels, *rules)

    return make
