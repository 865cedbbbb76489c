"""Loading packs: every error with its whole message, and what packs add to one another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner.errors import PackError
from cleaner.rules.load import filled, load

MakePack = Callable[..., Path]

REST = """\
summary = "A rule of a test"
why = "Because of the test."
status = "active"
source = "Tests"
drop = ["x"]
keep = ["y", "z"]
false_positives = "None"
"""
KNOWN_FIELDS = (
    "id, summary, why, category, scope, selector, languages, labels, match, unless, where, points, status, source, drop, keep, "
    "known_failures, false_positives"
)
KNOWN_TABLES = "category, concept, concepts, language, name, parts, rule, scripts, stopwords"


def rule(text: str, *, name: str = "a", category: str = "share", points: str = "5") -> str:
    """A rule's TOML: the id is on line 2, the category on 3, the points on 4, the text begins on 5."""
    return f'[[rule]]\nid = "{name}"\ncategory = "{category}"\npoints = {points}\n{text}\n{REST}'


def errors_of(pack: Path, *, force: bool = False) -> list[str]:
    """The rendered problems of a pack, its folder left out."""
    with pytest.raises(PackError) as caught:
        load([pack], force=force)
    return [str(problem).replace(f"{pack.as_posix()}/", "") for problem in caught.value.problems]


FRENCH = 'language = "fr"\nname = "French"\nscripts = ["Latn"]\n[concepts]\n'
REPEAT_FIX = "bound it, such as {0,40}; at most 300."
CASES = {
    "E101-not-toml": ("[[rule]]\nid = \n", ["E101 z.toml:2:6: not TOML: invalid value."]),
    "E102-unknown-table": (
        "foo = 1\n",
        [f"E102 z.toml:1:7: unknown table 'foo'; use one of {KNOWN_TABLES}."],
    ),
    "E103-unknown-field-near": (
        rule("match = 'photo'\nunles = 'x'"),
        ["E103 z.toml:6:9: unknown field 'unles'; did you mean 'unless'?."],
    ),
    "E103-unknown-field-far": (
        rule("match = 'photo'\nzzzz = 1"),
        [f"E103 z.toml:6:8: unknown field 'zzzz'; use one of {KNOWN_FIELDS}."],
    ),
    "E103-points-too-high": (
        rule("match = 'photo'", points="11"),
        ["E103 z.toml:4:10: points is 11; expected a number <= 10.0."],
    ),
    "E103-id-not-an-identifier": (
        rule("match = 'photo'", name="A b"),
        ["E103 z.toml:2:6: id is 'A b'; expected a string matching regex '^[a-z0-9][a-z0-9_-]*$'."],
    ),
    "E103-labels-and-match": (
        rule("labels = true\nmatch = 'photo'"),
        ["E103 z.toml:6:1: rule a: labels and match exclude each other; a label rule has no pattern."],
    ),
    "E103-nothing-to-match": (
        rule("where = { max_words = 3 }"),
        ["E103 z.toml:5:1: rule a: nothing to match; give match, labels = true, or a condition on the page."],
    ),
    "E103-span-without-match": (
        rule("scope = 'span'\nwhere = { max_words = 3 }"),
        [
            "E103 z.toml:5:1: rule a: a span rule without match; say what is trimmed.",
            "E103 z.toml:6:1: rule a: nothing to match; give match, labels = true, or a condition on the page.",
        ],
    ),
    "E103-no-points": (
        rule("match = 'photo'", points="0"),
        ["E103 z.toml:4:1: rule a: points are 0; a rule that adds nothing is retired."],
    ),
    "E103-part-is-no-pattern": (
        "[parts]\nnew = ''\n",
        ["E103 z.toml:2:7: part 'new' is not a pattern; give a string."],
    ),
    "E103-language-left-out": (
        '[concepts]\nhome = ["x"]\n',
        ["E103 z.toml:1:1: field 'language' is missing; begin with language = \"xx\"."],
    ),
    "E103-language-code": (
        FRENCH.replace('"fr"', '"french"'),
        ["E103 z.toml:1:12: language is 'french'; expected a string matching regex '^[a-z]{2,3}$'."],
    ),
    "E103-keep-is-empty": (
        rule("match = 'photo'").replace('keep = ["y", "z"]', "keep = []"),
        ["E103 z.toml:11:8: keep is []; expected a list of length >= 2."],
    ),
    "E103-example-is-empty": (
        rule("match = 'photo'").replace('keep = ["y", "z"]', 'keep = ["y", ""]'),
        ["E103 z.toml:11:8: keep is ['y', '']; expected a string of length >= 1 in entry 2."],
    ),
    "E103-value-of-another-type": (
        rule("match = 'photo'\nlabels = 1", points="true"),
        [
            "E103 z.toml:4:10: points is true; expected a number, got true or false.",
            "E103 z.toml:6:10: labels is 1; expected true or false, got a whole number.",
        ],
    ),
    "E103-long-value-is-cut": (
        rule("match = 'photo'").replace("A rule of a test", "x" * 99),
        [f"E103 z.toml:6:11: summary is '{'x' * 59}…; expected a string of length <= 80."],
    ),
    "E103-words-are-no-list": (
        FRENCH + 'home = "accueil"\nshare = ["partager", ""]\n',
        [
            "E103 z.toml:5:8: home is 'accueil'; expected a list, got a string.",
            "E103 z.toml:6:9: share is ['partager', '']; expected a string of length >= 1 in entry 2.",
        ],
    ),
    "E103-language-lacks-fields": (
        'language = "fr"\n[concepts]\n',
        [
            f"E103 z.toml:1:1: field '{name}' is missing; see CONTRIBUTING, 'Add a language'."
            for name in ("name", "scripts")
        ],
    ),
    "E103-concept-lacks-fields": (
        "[concept.new]\nalone = 0\n",
        ["E103 z.toml:1:1: field 'summary' is missing; see CONTRIBUTING, 'Add words to a concept'."],
    ),
    "E103-name-that-no-pattern-can-use": (
        '[concept.Print-Edition]\nsummary = "x"\n[parts]\n"a b" = "x"\n',
        [
            "E103 z.toml:1:1: concept is called 'Print-Edition'; use lower-case letters, digits and _, a letter first.",
            "E103 z.toml:4:9: part is called 'a b'; use lower-case letters, digits and _, a letter first.",
        ],
    ),
    "E103-concept-alone-without-category": (
        '[concept.new]\nsummary = "x"\nalone = 5\n',
        ["E103 z.toml:1:1: alone is not 0, but there is no category."],
    ),
    "E104-category-near": (
        rule("match = 'photo'", category="shaer"),
        ["E104 z.toml:3:12: category is 'shaer'; did you mean 'share'?."],
    ),
    "E104-category-far": (
        rule("match = 'photo'", category="zzz"),
        ["E104 z.toml:3:12: category is 'zzz'; use one of headline, navigation, share."],
    ),
    "E104-category-of-a-condition": (
        rule("match = 'photo'\nwhere = { after = ['headlines'] }"),
        ["E104 z.toml:6:9: category is 'headlines'; did you mean 'headline'?."],
    ),
    "E104-language-of-a-rule": (
        rule("match = 'photo'\nlanguages = ['xx']"),
        ["E104 z.toml:1:1: language is 'xx'; use one of de, en, mul."],
    ),
    "E104-category-of-a-concept": (
        '[concept.new]\nsummary = "x"\ncategory = "shaer"\nalone = 5\n',
        ["E104 z.toml:3:12: category is 'shaer'; did you mean 'share'?."],
    ),
    "E105-category-twice": (
        '[[category]]\nid = "share"\nmeaning = "x"\ndropped = true\n',
        ["E105 z.toml:1:1: category 'share' is declared twice."],
    ),
    "E105-concept-twice": (
        '[concept.home]\nsummary = "x"\n',
        ["E105 z.toml:1:1: concept 'home' is declared twice."],
    ),
    "E105-part-has-a-concepts-name": (
        "[parts]\nhome = 'x'\n",
        ["E105 z.toml:2:8: part 'home' is declared twice."],
    ),
    "E106-braces-that-name-nothing": (
        rule("match = '^{Photo} (?:of|at) [{}] \\{ \\p{Lu}{2} .{2,9}{share link}$'"),
        [
            "E106 z.toml:5:1: rule a: {Photo} is no name of a concept; write \\{ for a brace, or see concepts.toml.",
            "E106 z.toml:5:1: rule a: {share link} is no name of a concept; write \\{ for a brace, or see concepts.toml.",
        ],
    ),
    "E106-concept-of-a-language-near": (
        FRENCH + 'hom = ["accueil"]\n',
        ["E106 z.toml:5:7: unknown concept 'hom'; did you mean 'home'?."],
    ),
    "E106-concept-of-a-language-far": (
        FRENCH + 'zzzzzz = ["accueil"]\n',
        ["E106 z.toml:5:10: unknown concept 'zzzzzz'; use one of home, read_also, said, share."],
    ),
    "E106-concept-of-a-rule-near": (
        rule("match = '{hom}'"),
        ["E106 z.toml:5:1: rule a: unknown concept {hom}; did you mean 'home'?."],
    ),
    "E106-concept-of-a-rule-far": (
        rule("match = 'photo'\nunless = '{zzzzzz}'"),
        ["E106 z.toml:6:1: rule a: unknown concept {zzzzzz}; see concepts.toml."],
    ),
    "E107-not-a-regular-expression": (
        rule("match = 'a('"),
        [
            "E107 z.toml:5:1: rule a: not a regular expression: missing ), unterminated subpattern at position 1; "
            "see the syntax in docs/rules.md."
        ],
    ),
    "E107-part": (
        "[parts]\nnew = 'a('\n",
        [
            "E107 z.toml:2:7: part new: not a regular expression: missing ), unterminated subpattern at position 1; "
            "see the syntax in docs/rules.md."
        ],
    ),
    "E108-pattern-twice": (
        rule("match = ['photo', 'photo']"),
        ["E108 z.toml:5:1: rule a: match lists a pattern twice; list it once."],
    ),
    "E108-pattern-on-both-sides": (
        rule("match = 'photo'\nunless = 'photo'"),
        ["E108 z.toml:6:1: rule a: a pattern stands in match and in unless; it can never hit."],
    ),
    "E108-word-twice": (
        FRENCH + 'home = ["ACCUEIL", "accueil"]\n',
        ["E108 z.toml:5:8: home: 'accueil' is the same word as 'ACCUEIL'; list it once."],
    ),
    "E109-empty-list": (
        FRENCH + "home = []\n",
        ["E109 z.toml:5:8: home is an empty list; list a form or leave it out."],
    ),
    "E109-invisible-word": (
        FRENCH + 'home = ["\u200b"]\n',
        ["E109 z.toml:5:8: home: '\\u200b' is empty once folded."],
    ),
    "E109-empty-alternative": (
        rule("match = 'photo(?:er|)x'"),
        ["E109 z.toml:5:1: rule a: an empty alternative matches everywhere; write (?:…)? if it is optional."],
    ),
    "E110-no-upper-bound": (
        rule("match = 'photo.*x'"),
        [f"E110 z.toml:5:1: rule a: a repeat with no upper bound; {REPEAT_FIX}"],
    ),
    "E110-wide-repeat": (
        rule("match = 'photo.{0,301}x'"),
        [f"E110 z.toml:5:1: rule a: a repeat with up to 301 times; {REPEAT_FIX}"],
    ),
    "E111-repeat-in-repeat": (
        rule("match = '(?:a{1,3}){1,3}x'"),
        ["E111 z.toml:5:1: rule a: a repeat inside a repeat can backtrack badly; unroll it or make one of them fixed."],
    ),
    "E111-back-reference": (
        rule("match = '(a)x\\1'"),
        ["E111 z.toml:5:1: rule a: a back-reference can backtrack badly; say the words instead."],
    ),
    "E112-beginning-of-one-alternative": (
        rule("match = '^photo|image'"),
        ["E112 z.toml:5:1: rule a: ^ binds only some of the alternatives; put ^ outside a group."],
    ),
    "E112-end-of-one-alternative": (
        rule("match = 'photo$|image'"),
        ["E112 z.toml:5:1: rule a: $ binds only some of the alternatives; put $ outside a group."],
    ),
    "E116-letter-that-folds-away": (
        rule("match = 'photo — É'"),
        [
            "E116 z.toml:5:1: rule a: 'É' never stands in a folded line; write 'é'.",
            "E116 z.toml:5:1: rule a: '—' never stands in a folded line; write '-'.",
        ],
    ),
    "E117-matches-every-line": (
        rule("match = '.?'"),
        ["E117 z.toml:5:1: rule a: the pattern matches nothing at all, so every line; require at least one character."],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_problem_is_named_word_for_word(make_pack: MakePack, case: str) -> None:
    """Each error has its code, file, line, column, what was found and what was expected."""
    text, messages = CASES[case]
    errors = errors_of(make_pack({"z.toml": text}))

    assert errors == messages


def test_missing_pack_is_named(tmp_path: Path) -> None:
    """A path where nothing is gives E100."""
    with pytest.raises(PackError) as caught:
        load([tmp_path / "none"])

    assert str(caught.value) == f"E100 {tmp_path / 'none'}: no such rule pack; give a folder or a .toml file."


def test_file_that_is_not_utf8_is_named_with_the_byte(make_pack: MakePack) -> None:
    """E101 says where the first bad byte stands."""
    pack = make_pack()
    (pack / "z.toml").write_bytes(b'name = "caf\xe9"')

    assert errors_of(pack) == ["E101 z.toml: not UTF-8 at byte 11; save the file as UTF-8."]


def test_every_missing_field_is_named(make_pack: MakePack) -> None:
    """A rule with nothing but an id lacks all required fields, each with its own line."""
    errors = errors_of(make_pack({"z.toml": '[[rule]]\nid = "a"\n'}))
    lacking = ["category", "drop", "false_positives", "keep", "source", "status", "summary", "why"]

    assert errors == [
        f"E103 z.toml:1:1: field '{name}' is missing; see CONTRIBUTING, 'Add a rule'." for name in lacking
    ]


def test_rule_id_taken_names_both_places(make_pack: MakePack) -> None:
    """The second rule of a name is refused, with the place of the first."""
    text = rule("match = 'photo'")
    pack = make_pack({"z.toml": text + text})

    assert errors_of(pack) == [
        f"E105 z.toml:{len(text.splitlines()) + 2}:6: rule id 'a' is taken; it stands in z.toml:1 already."
    ]


def test_slow_pattern_gives_every_reason(make_pack: MakePack) -> None:
    """(a+)+$ is refused for both repeats and for one inside the other."""
    errors = errors_of(make_pack({"z.toml": rule("match = '(a+)+$'")}))

    assert [error.split()[0] for error in errors] == ["E110", "E110", "E111"]


def test_all_problems_of_a_pack_are_reported_at_once(make_pack: MakePack) -> None:
    """Broken files hide none of the problems in others; all come in the order of files and lines."""
    pack = make_pack(
        {
            "u.toml": rule("match = '{hom}'", name="u") + rule("match = 'a('", name="u2", category="shaer"),
            "v.toml": "foo = 1\n",
            "w.toml": FRENCH + 'hom = ["a"]\nhome = []\n',
            "x.toml": "id = \n",
        }
    )
    (pack / "y.toml").write_bytes(b"\xff")
    places = [error.split(": ")[0] for error in errors_of(pack)]

    assert places == [
        "E106 u.toml:5:1",
        "E104 u.toml:15:12",
        "E107 u.toml:17:1",
        "E102 v.toml:1:7",
        "E106 w.toml:5:7",
        "E109 w.toml:6:8",
        "E101 x.toml:1:6",
        "E101 y.toml",
    ]


# What the loader should say better ----------------------------------------------------------


def test_wrong_choice_names_the_choices(make_pack: MakePack) -> None:
    """A scope that does not exist is answered with those that do."""
    errors = errors_of(make_pack({"z.toml": rule("scope = 'sentence'\nmatch = 'photo'")}))

    assert len(errors) == 1
    assert "line" in errors[0].split("; ")[1]
    assert "span" in errors[0].split("; ")[1]


def test_unknown_condition_suggests_the_nearest(make_pack: MakePack) -> None:
    """A slip of the pen inside `where` is helped like any other."""
    errors = errors_of(make_pack({"z.toml": rule("match = 'photo'\nwhere = { max_word = 3 }")}))

    assert len(errors) == 1
    assert "did you mean 'max_words'?" in errors[0]


def test_unknown_table_is_placed_where_it_stands(make_pack: MakePack) -> None:
    """The line of the header is named."""
    errors = errors_of(make_pack({"z.toml": "\n\n[[ruel]]\nid = 'a'\n"}))

    assert errors == ["E102 z.toml:3:1: unknown table 'ruel'; did you mean 'rule'?."]


@pytest.mark.parametrize(
    "text",
    [
        "rule = 5\n",
        "rule = ['a']\n",
        "category = 'x'\n",
        "concept = 'x'\n",
        "parts = 'x'\n",
    ],
    ids=lambda text: text.strip(),
)
def test_table_of_the_wrong_type_is_a_problem(make_pack: MakePack, text: str) -> None:
    """What should be a table and is not is named like any other mistake."""
    errors = errors_of(make_pack({"z.toml": text}))

    assert errors


def test_parts_in_a_circle_are_a_problem(make_pack: MakePack) -> None:
    """A part that contains itself, directly or not, is refused."""
    errors = errors_of(make_pack({"z.toml": "[parts]\none = '{two}'\ntwo = '{one}'\n" + rule("match = 'photo {one}'")}))

    assert errors


@pytest.mark.parametrize("pattern", ["photo|photos", "^(?:video|videos) of"])
def test_alternative_that_begins_as_another_is_not_empty(make_pack: MakePack, pattern: str) -> None:
    """A word and its plural are two honest alternatives."""
    pack = load([make_pack({"z.toml": rule(f"match = '{pattern}'")})])

    assert "a" in pack.rules


@pytest.mark.parametrize("pattern", ["{hom}", "a("])
def test_force_takes_slow_patterns_only(make_pack: MakePack, pattern: str) -> None:
    """A broken pattern is refused, forced or not."""
    errors = errors_of(make_pack({"z.toml": rule(f"match = '{pattern}'")}), force=True)

    assert errors


# What packs may do --------------------------------------------------------------------------


@pytest.mark.parametrize("repeat", ["{0,299}", "{0,300}"])
def test_repeat_up_to_the_limit_is_taken(make_pack: MakePack, repeat: str) -> None:
    """The limit itself is allowed; 301 is refused above."""
    pack = load([make_pack({"z.toml": rule(f"match = 'photo.{repeat}x'")})])

    assert "a" in pack.rules


@pytest.mark.parametrize("points", ["0.5", "5", "9.5", "10"])
def test_points_up_to_ten_are_taken(make_pack: MakePack, points: str) -> None:
    """Ten is allowed; eleven is refused above, and nought adds nothing."""
    pack = load([make_pack({"z.toml": rule("match = 'photo'", points=points)})])

    assert pack.rules["a"].points == float(points)


def test_force_takes_a_slow_pattern(make_pack: MakePack) -> None:
    """What the lint calls slow is loaded where it is asked for."""
    pack = load([make_pack({"z.toml": rule("match = '(a+)+$'")})], force=True)

    assert pack.rules["a"].match == "(a+)+$"


def test_later_pack_adds_words_to_a_language(make_pack: MakePack, tmp_path: Path) -> None:
    """Words are joined to those there are, once each; name and scripts need not be said again."""
    more = tmp_path / "more.toml"
    more.write_text(
        'language = "en"\nstopwords = ["yet", "the"]\n[concepts]\nhome = ["front page", "home"]\nread_also = ["more on"]\n'
    )
    before = load([make_pack()]).languages["en"]
    after = load([make_pack(), more]).languages["en"]

    assert after.concepts["home"] == ("home", "home page", "front page")
    assert after.concepts["read_also"] == ("read also", "see also", "more on")
    assert after.concepts["share"] == before.concepts["share"]
    assert after.stopwords == ("the", "of", "and", "yet")
    assert (after.name, after.scripts) == ("English", ("Latn",))


def test_pack_may_bring_a_new_language(make_pack: MakePack) -> None:
    """A language file is all that a new language needs."""
    pack = load([make_pack({"lexicon/fr.toml": FRENCH + 'home = ["accueil"]\n'})])

    assert pack.languages["fr"].concepts == {"home": ("accueil",)}


def test_rules_may_use_what_later_files_declare(make_pack: MakePack) -> None:
    """The order of the files of a pack does not matter."""
    text = rule("match = '{new} {piece}'", category="extra")
    pack = load(
        [
            make_pack(
                {
                    "a.toml": text,
                    "y.toml": '[concept.new]\nsummary = "x"\n[parts]\npiece = "a{other}"\nother = "b"\n',
                    "z.toml": '[[category]]\nid = "extra"\nmeaning = "x"\ndropped = true\n',
                }
            )
        ]
    )

    assert filled(pack, pack.rules["a"].matches()[0]) == "{new} (?:a(?:b))"


def test_single_file_is_a_pack(make_pack: MakePack) -> None:
    """A path to a TOML file is a pack of that file alone."""
    folder = make_pack(
        {"one.toml": rule("match = 'photo'", name="one"), "two.toml": rule("match = 'image'", name="two")}
    )
    base = [folder / name for name in ("categories.toml", "concepts.toml")]
    pack = load([*base, folder / "two.toml"])

    assert list(pack.rules) == ["two"]
    assert pack.places == {"two": f"{(folder / 'two.toml').as_posix()}:1"}


def test_folder_without_rule_files_is_no_pack(tmp_path: Path) -> None:
    """Whoever names the wrong folder hears of it; a folder called `x.toml` is no file."""
    (tmp_path / "x.toml").mkdir()
    (tmp_path / "rule.tml").write_text(rule("match = 'photo'"))
    with pytest.raises(PackError) as caught:
        load([tmp_path])

    assert str(caught.value) == f"E100 {tmp_path}: no .toml file in it; give a folder or a .toml file."


def test_file_that_cannot_be_read_is_a_problem_like_others(make_pack: MakePack) -> None:
    """A link to nowhere is named beside what is wrong elsewhere."""
    pack = make_pack({"y.toml": "foo = 1\n"})
    (pack / "z.toml").symlink_to("nowhere")

    assert errors_of(pack) == [
        f"E102 y.toml:1:7: unknown table 'foo'; use one of {KNOWN_TABLES}.",
        "E100 z.toml: cannot be read: No such file or directory; mend or remove it.",
    ]


def test_lines_are_counted_as_editors_count_them(make_pack: MakePack) -> None:
    """Separators of Unicode within a string end no line of TOML."""
    text = rule("match = 'photo'", name="one").replace("A rule of a test", "A\u2028rule\x85of a test")
    pack = make_pack({"z.toml": text + rule("match = 'image'", category="shaer")})

    assert errors_of(pack)[0].startswith("E104 z.toml:15:12: ")


@pytest.mark.parametrize(
    "change", [("\n", "\r\n"), ("[[rule]]", "  [[ rule ]]  # a rule"), ("match =", "  match   =")], ids=ascii
)
def test_problem_is_found_in_other_manners_of_writing(make_pack: MakePack, change: tuple[str, str]) -> None:
    """Line ends, blanks and comments do not lead the search for places astray."""
    pack = make_pack()
    (pack / "z.toml").write_bytes(
        ("# [[rule]]\n" + rule("match = 'photo'", category="shaer")).replace(*change).encode()
    )

    assert errors_of(pack)[0].startswith("E104 z.toml:4:12: ")


def test_byte_order_mark_before_a_file_is_fine(make_pack: Callable[..., Path]) -> None:
    """Windows editors write one; the file is read as if it were not there."""
    pack = make_pack()
    file = pack / "lexicon" / "en.toml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())

    assert load([pack]).languages["en"].name == "English"
