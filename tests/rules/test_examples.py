"""The rules that are shipped: their examples, their schema, their words."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import jsonschema
import msgspec
import pytest

from cleaner.rules.examples import failures, shadows, unreached
from cleaner.rules.folding import fold
from cleaner.rules.load import load
from cleaner.rules.match import Matcher
from cleaner.rules.packs import builtin_folder
from cleaner.rules.schema import schema_text

RULES = Path(__file__).resolve().parents[2] / "rules"
FILES = sorted(file for file in RULES.rglob("*.toml") if file.parent.name != "scorecard")
LEXICON = sorted((RULES / "lexicon").glob("*.toml"))
LANGUAGES = [file.stem for file in LEXICON if file.stem != "mul"]
SHAPES = [
    rule
    for file in FILES
    for rule in tomllib.loads(file.read_text(encoding="utf-8")).get("rule", ())
    if rule.get("status") != "retired"
]
SURE = 5
"""Points from which a concept alone on a line is residue."""
MIN_CONCEPTS, MIN_LANGUAGES = 60, 40


def of_rule(matcher: Matcher, rule_id: str) -> int:
    """A rule's number."""
    return next(i for i, compiled in enumerate(matcher.pack.rules) if compiled.rule.id == rule_id)


@pytest.mark.parametrize("rule_id", [rule["id"] for rule in SHAPES])
def test_rule_hits_its_examples_and_not_its_near_misses(every_matcher: Matcher, rule_id: str) -> None:
    """`drop` is hit, `keep` is not, and known failures still fail."""
    rule = every_matcher.pack.rules[of_rule(every_matcher, rule_id)].rule
    failed = [str(failure) for failure in failures(every_matcher, rule)]

    assert rule.drop
    assert len(rule.keep) >= 2
    assert failed == []


@pytest.mark.parametrize("rule_id", [rule["id"] for rule in SHAPES])
def test_every_exception_of_a_rule_is_shown_at_work(every_matcher: Matcher, rule_id: str) -> None:
    """No clause stands there for nothing."""
    clauses = list(unreached(every_matcher, of_rule(every_matcher, rule_id)))

    assert clauses == []


@pytest.mark.parametrize("rule_id", [rule["id"] for rule in SHAPES])
def test_rule_says_something_that_no_other_says(every_matcher: Matcher, rule_id: str) -> None:
    """A rule that another one does the work of is superfluous."""
    others = list(shadows(every_matcher, every_matcher.pack.rules[of_rule(every_matcher, rule_id)].rule))

    assert others == []


def test_lint_finds_nothing() -> None:
    """What is shipped passes its own lint."""
    done = subprocess.run(
        [sys.executable, "-m", "cleaner", "rules", "lint"], capture_output=True, text=True, check=False
    )

    assert done.stdout == ""
    assert done.returncode == 0
    assert done.stderr.endswith(" rules, 0 problems\n")


# Schema -------------------------------------------------------------------------------------


def test_schema_in_the_repository_is_current() -> None:
    """Editors see the model as it is; `cleaner rules schema > rules/schema/rules.schema.json` makes it so."""
    printed = subprocess.run(
        [sys.executable, "-m", "cleaner", "rules", "schema"], capture_output=True, check=True
    ).stdout
    stored = (RULES / "schema" / "rules.schema.json").read_bytes()

    assert stored == printed
    assert printed.decode() == schema_text()


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    """The schema, ready."""
    schema = json.loads(schema_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(RULES).as_posix())
def test_rule_file_is_valid_by_the_schema(validator: jsonschema.Draft202012Validator, file: Path) -> None:
    """What the loader takes, editors take too."""
    errors = [error.message[:200] for error in validator.iter_errors(tomllib.loads(file.read_text(encoding="utf-8")))]

    assert errors == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"rule": [{"id": "a"}]},
        {"ruel": []},
        {"concept": {"a": {"summary": "x", "alone": 11}}},
        {"category": [{"id": "A b", "meaning": "x", "dropped": True}]},
        {"concepts": {"a": "not a list"}},
    ],
    ids=str,
)
def test_schema_refuses_what_the_loader_refuses(
    validator: jsonschema.Draft202012Validator, wrong: dict[str, object]
) -> None:
    """Missing fields, unknown tables and values out of range are seen while typing."""
    errors = list(validator.iter_errors(wrong))

    assert errors


# Lexicon ------------------------------------------------------------------------------------


def concepts_of(code: str) -> dict[str, list[str]]:
    """A language's words."""
    return tomllib.loads((RULES / "lexicon" / f"{code}.toml").read_text(encoding="utf-8"))["concepts"]


def test_lexicon_is_large_enough() -> None:
    """As many concepts and languages as were promised, every one of them in use."""
    english = concepts_of("en")

    assert len(english) >= MIN_CONCEPTS
    assert len(LANGUAGES) >= MIN_LANGUAGES
    assert english.keys() <= tomllib.loads((RULES / "concepts.toml").read_text(encoding="utf-8"))["concept"].keys()


@pytest.mark.parametrize("code", LANGUAGES)
def test_language_has_every_concept_that_english_has(code: str) -> None:
    """No language lacks a concept, and none has one that does not exist."""
    missing = concepts_of("en").keys() - concepts_of(code).keys()

    assert sorted(missing) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_language_file_says_which_language_it_is(code: str) -> None:
    """File name and content agree, and there are function words."""
    content = tomllib.loads((RULES / "lexicon" / f"{code}.toml").read_text(encoding="utf-8"))

    assert content["language"] == code
    assert content["stopwords"]


@pytest.fixture(scope="module")
def label_matcher(matcher: Matcher) -> Matcher:
    """The shipped rules for labels only: the others would cost a minute and say nothing here."""
    labels = [compiled for compiled in matcher.pack.rules if compiled.rule.labels]
    return Matcher(msgspec.structs.replace(matcher.pack, rules=labels))


@pytest.mark.parametrize("code", LANGUAGES)
def test_label_alone_on_a_line_is_hit_in_its_language(label_matcher: Matcher, code: str) -> None:
    """Every form of a concept that is sure alone is covered by a label hit in its own language."""
    pack = label_matcher.pack
    alone = {name: info.alone for name, info in zip(pack.concepts, pack.concept_infos, strict=True)}
    forms = [form for name, words in concepts_of(code).items() if alone[name] >= SURE for form in words]
    bit = 1 << pack.languages.index(code)
    missed = [
        form
        for form, hits in zip(forms, label_matcher.match([form.strip() for form in forms]), strict=True)
        if any(map(str.isalnum, fold(form))) and not any(hit.languages & bit for hit in hits)
    ]

    assert forms
    assert missed == []


def test_pack_loads_without_problems() -> None:
    """Everything that is shipped is loaded in one go."""
    pack = load([builtin_folder()])
    told_otherwise = ("filtered", "foreign", "whitespace")  # by a user's list or by the decision, not by a rule
    residue = [name for name, known in pack.categories.items() if known.dropped and name not in told_otherwise]

    assert sum(rule.status != "retired" for rule in pack.rules.values()) == len({rule["id"] for rule in SHAPES})
    assert [name for name in residue if not any(rule.category == name for rule in pack.rules.values())] == []
