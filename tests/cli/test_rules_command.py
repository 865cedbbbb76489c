"""`cleaner rules`: list, show, test, lint, new and schema; and packs given to the filter."""

from __future__ import annotations

import json
import re
import shutil
import time
from pathlib import Path

import pytest
from in_process import invoke

from cleaner import Cleaner
from cleaner.rules.expressions import PAGE_SECONDS

RULES = Path(__file__).resolve().parents[2] / "rules"
DONE, FAILED, MISUSED = 0, 1, 2
RULE = """\
[[rule]]
id = "{id}"
summary = "A line about the lighthouse"
why = "A test needs it."
category = "subscribe"
match = '{match}'
points = 6
status = "{status}"
source = "Tests"
drop = ["{drop}"]
keep = ["A light", "A house"]
false_positives = "Lighthouses"
"""


def rule(
    match: str = "^the lighthouse club$",
    *,
    name: str = "lighthouse",
    drop: str = "The lighthouse club",
    status: str = "active",
) -> str:
    """A rule's TOML; match is on line 6."""
    return RULE.format(id=name, match=match, drop=drop, status=status)


@pytest.fixture(scope="module")
def few_rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped rules with the words of English alone: reading all languages for each test takes too long."""
    folder = tmp_path_factory.mktemp("rules")
    for name in ("categories.toml", "concepts.toml", "lexicon/en.toml", "lexicon/mul.toml", "shapes", "sites"):
        (folder / name).parent.mkdir(exist_ok=True)
        copy = shutil.copytree if (RULES / name).is_dir() else shutil.copy
        copy(RULES / name, folder / name)
    for file in folder.rglob("*.toml"):
        # Rules that name their languages name those left out here as well.
        file.write_text(
            re.sub(r"^languages = .*$", 'languages = ["en"]', file.read_text(encoding="utf-8"), flags=re.MULTILINE),
            encoding="utf-8",
        )
    return folder


@pytest.fixture
def bare(few_rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The `rules` commands know English words and no rules but those of the test."""
    folder = tmp_path / "bare"
    (folder / "lexicon").mkdir(parents=True)
    for name in ("categories.toml", "concepts.toml", "lexicon/en.toml"):
        shutil.copy(few_rules / name, folder / name)
    monkeypatch.setattr("cleaner.rules.packs.builtin_folder", lambda: folder)


@pytest.fixture
def fast(few_rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The `rules` commands read few words; what they say of rules is the same."""
    monkeypatch.setattr("cleaner.rules.packs.builtin_folder", lambda: few_rules)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A place for a pack of one file."""
    return tmp_path / "pack.toml"


@pytest.mark.usefixtures("fast")
def test_list_names_every_rule() -> None:
    """Id, category, points, status and summary, one rule a line."""
    code, out, err = invoke("rules", "list")
    line = next(line for line in out.splitlines() if line.startswith("subscribe-channel "))

    assert (code, err) == (DONE, "")
    assert line.split()[:4] == ["subscribe-channel", "subscribe", "+6", "active"]
    assert len(out.splitlines()) > 40


@pytest.mark.usefixtures("fast")
def test_list_of_one_category() -> None:
    """Only its rules are listed."""
    _, out, _ = invoke("rules", "list", "--category", "subscribe")

    assert {line.split()[1] for line in out.splitlines()} == {"subscribe"}


@pytest.mark.usefixtures("fast")
def test_list_with_a_pack_names_its_rules(pack: Path) -> None:
    """Candidates too."""
    pack.write_text(rule(status="candidate"))
    code, out, _ = invoke("rules", "list", str(pack))

    assert code == DONE
    assert any(line.split()[:4] == ["lighthouse", "subscribe", "+6", "candidate"] for line in out.splitlines())


@pytest.mark.usefixtures("fast")
def test_list_of_categories_and_concepts() -> None:
    """Both are what a pack's author needs to know."""
    categories, concepts = invoke("rules", "list", "--categories")[1], invoke("rules", "list", "--concepts")[1]

    assert any(line.split()[:2] == ["caption", "dropped"] for line in categories.splitlines())
    assert any(line.split()[:2] == ["headline", "kept"] for line in categories.splitlines())
    assert any(line.startswith("read_also ") for line in concepts.splitlines())


@pytest.mark.usefixtures("fast")
def test_show_prints_the_rule_as_it_is_written(pack: Path) -> None:
    """And where it stands; the rule behind it is not shown."""
    pack.write_text("# A comment\n\n" + rule() + "\n" + rule(name="other"))
    code, out, _ = invoke("rules", "show", "lighthouse", str(pack))

    assert code == DONE
    assert out == f"# {pack.as_posix()}:3\n{rule()}\n"


@pytest.mark.usefixtures("fast")
@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["show", "subscribe-chanel"], "Error: no rule 'subscribe-chanel'; did you mean 'subscribe-channel'?\n"),
        (["show", "zzzz"], "Error: no rule 'zzzz'\n"),
        (["list", "--category", "capton"], "Error: unknown category 'capton'; did you mean 'caption'?\n"),
        (["new", "x", "--category", "subscrib"], "Error: unknown category 'subscrib'; did you mean 'subscribe'?\n"),
        (["new", "x"], "Error: Missing option '--category'.\n"),
        (
            ["new", "My rule", "--category", "share"],
            "Error: rule id 'My rule': use lower-case letters, digits, - and _, at most 60\n",
        ),
        (
            ["new", "x" * 61, "--category", "share"],
            f"Error: rule id '{'x' * 61}': use lower-case letters, digits, - and _, at most 60\n",
        ),
        (["lint", ""], "E100 '': no such rule pack; give a folder or a .toml file.\n"),
        (["list", "/none/such"], "E100 /none/such: no such rule pack; give a folder or a .toml file.\n"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_misuse_is_said_word_for_word(args: list[str], message: str) -> None:
    """Nothing on stdout, exit code 2."""
    code, out, err = invoke("rules", *args)

    assert (code, out) == (MISUSED, "")
    assert err.endswith(message)


@pytest.mark.usefixtures("fast")
def test_new_rule_id_that_is_taken_is_refused() -> None:
    """With the place where it stands."""
    code, _, err = invoke("rules", "new", "subscribe-channel", "--category", "subscribe")

    assert code == MISUSED
    assert "Error: rule id 'subscribe-channel' is taken: " in err
    assert err.rstrip().rpartition(":")[2].isdigit()


@pytest.mark.usefixtures("fast")
def test_new_rule_is_hit_by_no_other_of_its_category(pack: Path) -> None:
    """So that the lint has nothing to say of it, or of others because of it."""
    pack.write_text(invoke("rules", "new", "my-rule", "--category", "related")[1])

    assert "my-rule" not in invoke("rules", "lint", str(pack))[1]


@pytest.mark.usefixtures("bare")
def test_new_rule_passes_the_lint_as_it_is(pack: Path) -> None:
    """What is printed is a rule to begin with."""
    code, out, _ = invoke("rules", "new", "my-rule", "--category", "share")
    pack.write_text(out)
    linted, tested = invoke("rules", "lint", str(pack)), invoke("rules", "test", str(pack))

    assert code == DONE
    assert (linted[0], linted[1]) == (DONE, "")
    assert (tested[0], tested[1]) == (DONE, "")


@pytest.mark.usefixtures("fast")
def test_new_rule_is_appended_to_a_file(pack: Path) -> None:
    """What was there stays."""
    pack.write_text(rule())
    code, out, err = invoke("rules", "new", "my-rule", "--category", "related", "--into", str(pack))

    assert (code, out) == (DONE, "")
    assert err == f"appended to {pack}; fill it in, then lint: see CONTRIBUTING, Add a rule\n"
    assert pack.read_text().startswith(rule())
    assert 'id = "my-rule"' in pack.read_text()


@pytest.mark.usefixtures("fast")
def test_new_rule_knows_what_its_file_holds(pack: Path) -> None:
    """An id is taken there too, and the file's own categories are known."""
    pack.write_text('[[category]]\nid = "horoscope"\nmeaning = "Horoscopes"\ndropped = true')
    made = invoke("rules", "new", "my-rule", "--category", "horoscope", "--into", str(pack))
    again = invoke("rules", "new", "my-rule", "--category", "horoscope", "--into", str(pack))

    assert made[0] == DONE
    assert "dropped = true\n\n[[rule]]\n" in pack.read_text()
    assert again[0] == MISUSED
    assert again[2].endswith(f"Error: rule id 'my-rule' is taken: {pack.as_posix()}:6\n")


@pytest.mark.usefixtures("fast")
def test_new_rule_begins_a_new_file(pack: Path) -> None:
    """Its first line is the rule's."""
    invoke("rules", "new", "my-rule", "--category", "related", "--into", str(pack))

    assert pack.read_text().startswith("[[rule]]\n")


@pytest.mark.usefixtures("fast")
def test_new_rule_goes_into_a_file_of_the_package(few_rules: Path, tmp_path: Path, monkeypatch) -> None:
    """Which is loaded already, and so not again."""
    copy = shutil.copytree(few_rules, tmp_path / "rules")
    monkeypatch.setattr("cleaner.rules.packs.builtin_folder", lambda: copy)
    code, _, _ = invoke("rules", "new", "my-rule", "--category", "tools", "--into", str(copy / "shapes/machine.toml"))

    assert code == DONE


@pytest.mark.usefixtures("fast")
def test_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """With what the system says."""
    file = tmp_path / "none" / "x.toml"
    code, out, err = invoke("rules", "new", "my-rule", "--category", "tools", "--into", str(file))

    assert (code, out, err) == (FAILED, "", f"cleaner: {file}: cannot write: No such file or directory\n")


@pytest.mark.usefixtures("fast")
def test_show_prints_the_tables_of_a_rule(pack: Path) -> None:
    """Conditions may be written as a table; an array may go on over several lines."""
    text = rule().replace('drop = ["The lighthouse club"]', 'drop = [\n"The lighthouse club",\n]')
    text += "[rule.where]\nmax_words = 9\n"
    pack.write_text(text + "\n" + rule(name="other"))
    _, out, _ = invoke("rules", "show", "lighthouse", str(pack))

    assert out == f"# {pack.as_posix()}:1\n{text}\n"


@pytest.mark.usefixtures("fast")
def test_list_shows_points_as_they_are(pack: Path) -> None:
    """Half a point is not rounded away."""
    pack.write_text(rule().replace("points = 6", "points = 2.5"))

    assert "+2.5 active" in invoke("rules", "list", str(pack))[1]


@pytest.mark.usefixtures("bare")
def test_examples_that_fail_are_named(pack: Path) -> None:
    """File, line, rule, list and example, and exit code 1."""
    pack.write_text(rule(drop="A castle"))
    code, out, err = invoke("rules", "test", str(pack))

    assert code == FAILED
    assert out == f"{pack.as_posix()}:1: lighthouse: drop: 'A castle' is not hit\n"
    assert err.endswith(" examples, 1 failed\n")


@pytest.mark.usefixtures("bare")
def test_lint_names_what_running_the_examples_shows(pack: Path) -> None:
    """A failing example, an exception that nothing reaches, a rule that another one shadows."""
    unreached = rule("^a castle$", name="castle", drop="A castle").replace("points", "unless = 'ruin'\npoints")
    pack.write_text(
        rule() + rule("^the lighthouse", name="wider") + unreached + rule("^x$", name="failing", drop="A tower")
    )
    code, out, err = invoke("rules", "lint", str(pack))

    assert code == FAILED
    assert out.replace(pack.as_posix(), "pack").splitlines() == [
        "E115 pack:1:1: rule lighthouse: rule wider hits all its examples; give one that only this rule hits.",
        "E115 pack:13:1: rule wider: rule lighthouse hits all its examples; give one that only this rule hits.",
        "E113 pack:25:1: rule castle: no example reaches unless 'ruin'; add it to keep, or drop the clause.",
        "E114 pack:38:1: rule failing: drop example 'A tower' is not hit.",
    ]
    assert err.endswith(" rules, 4 problems\n")


@pytest.mark.usefixtures("fast")
def test_schema_is_json() -> None:
    """For editors."""
    code, out, _ = invoke("rules", "schema")

    assert code == DONE
    assert json.loads(out)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


BAD = rule("(a+)+$")
REFUSED = [
    "E110 {}:6:1: rule lighthouse: a repeat with no upper bound; bound it, such as {{0,40}}; at most 300.",
    "E110 {}:6:1: rule lighthouse: a repeat with no upper bound; bound it, such as {{0,40}}; at most 300.",
    "E111 {}:6:1: rule lighthouse: a repeat inside a repeat can backtrack badly; unroll it or make one of them fixed.",
]


@pytest.mark.usefixtures("fast")
@pytest.mark.parametrize(
    "args", [["--rules", "{}"], ["rules", "list", "{}"], ["rules", "test", "{}"], ["rules", "lint", "{}"]], ids=" ".join
)
def test_slow_pack_is_refused_with_its_place_and_reason(pack: Path, args: list[str]) -> None:
    """Exit code 2, file, line, reason, for the filter and for every command."""
    pack.write_text(BAD)
    code, out, err = invoke(*(arg.format(pack) for arg in args), stdin="A line\n")

    assert (code, out) == (MISUSED, "")
    assert err.removeprefix("cleaner: ").splitlines() == [line.format(pack.as_posix()) for line in REFUSED]


# The first is stopped by the clock; the second takes a third of the limit on each line, and there are many lines.
@pytest.mark.parametrize(
    ("match", "line"),
    [
        ("(?:\\w|a)+$", "a" * 900 + "!"),
        ("(a+)+$", "a" * 450 + "!"),
    ],
)
def test_forced_slow_pack_does_not_hang(pack: Path, match: str, line: str) -> None:
    """However many lines provoke it, a rule costs a page no more than the stated limit."""
    pack.write_text(rule(match))
    forced = Cleaner(rules=[pack], force=True)
    began = time.perf_counter()
    result = forced.text("\n".join(f"{line}{i}!" for i in range(25)) + "\nThe end of it.\n")

    assert result.text.endswith("The end of it.\n")
    assert (
        time.perf_counter() - began < PAGE_SECONDS + 4
    )  # with the start of the program, on a machine that may be busy


def test_forced_pack_is_taken_by_the_filter(pack: Path) -> None:
    """--force-rules is the `force` of the library."""
    pack.write_text(BAD)
    code, out, _ = invoke("--rules", str(pack), "--force-rules", stdin="The end of it.\n")

    assert (code, out) == (DONE, "The end of it.\n")


def test_pack_is_added_to_the_filter(pack: Path) -> None:
    """Its rule works, and is named in what was removed."""
    pack.write_text(rule())
    prose = "The mayor resigned on Monday after the council had voted against her plan to sell the harbour to a firm from abroad."
    code, out, _ = invoke(
        "--json", "--source", "article", "--rules", str(pack), stdin=f"{prose}\n\nThe lighthouse club\n"
    )

    assert code == DONE
    assert json.loads(out)["text"] == f"{prose}\n"
    assert "lighthouse" in {item["rule"] for item in json.loads(out)["removed"]}


def test_candidate_is_tested_but_not_used(pack: Path) -> None:
    """Until it is measured it drops nothing."""
    pack.write_text(rule(status="candidate"))
    code, out, _ = invoke("--source", "article", "--rules", str(pack), stdin="The lighthouse club\n")
    tested = invoke("rules", "test", str(pack))

    assert (code, out) == (DONE, "The lighthouse club\n")
    assert tested[0] == DONE
