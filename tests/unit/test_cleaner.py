"""`Cleaner`: its settings, and what it promises beside them."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable
from multiprocessing.pool import ThreadPool
from pathlib import Path
from typing import Any

import pytest

import cleaner
from cleaner import Cleaner, CleanerError, PackError, UnknownName
from cleaner.decide.guard import DEFAULT_MAX_LOSS, MIN_PROSE_WORDS
from cleaner.rules.compiled import EVERY_LANGUAGE
from cleaner.rules.match import Matcher

PROSE = "The mayor resigned on Monday after the council had voted against her plan to sell the harbour to a firm from abroad."
MORE = "Her deputy said that the vote had come as a surprise to everybody in the town hall, and that he would wait until the spring."
SIGN_UP = "Sign up to our newsletter"
PAGE = f"{PROSE}\n\n{MORE}\n\n{SIGN_UP}\n"
RULE = """
[[rule]]
id = "lighthouse"
summary = "A line about the lighthouse"
why = "A test needs it."
category = "subscribe"
match = '{match}'
points = 6
status = "active"
source = "Tests"
drop = ["The lighthouse club"]
keep = ["A light", "A house"]
false_positives = "Lighthouses"
"""


@pytest.fixture
def lighthouse(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a pack of one rule."""

    def write(match: str = "^the lighthouse club$") -> Path:
        file = tmp_path / "lighthouse.toml"
        file.write_text(RULE.replace("{match}", match), encoding="utf-8")
        return file

    return write


def categories_of(result: cleaner.Result) -> set[str]:
    """What kinds of residue went."""
    return {item.category for item in result.removed} - {"whitespace"}


def test_residue_goes_and_prose_stays() -> None:
    """The plainest case: what a rule is certain of."""
    result = Cleaner(source="article").text(PAGE)

    assert result.text == f"{PROSE}\n\n{MORE}\n"
    assert categories_of(result) == {"subscribe"}


def test_function_cleans_like_the_class(cleaner_: Cleaner) -> None:
    """`clean_text` is a cleaner with the default settings."""
    results = [cleaner_.text(PAGE), cleaner.clean_text(PAGE)]

    assert results[0] == results[1]
    assert "subscribe" in categories_of(results[0])


def test_text_without_residue_comes_back_as_it_is(cleaner_: Cleaner) -> None:
    """Nothing is removed, and nothing is said."""
    result = cleaner_.text(f"{PROSE}\n\n{MORE}\n")

    assert (result.text, result.removed, result.notes) == (f"{PROSE}\n\n{MORE}\n", (), ())


def test_category_that_is_kept_stays() -> None:
    """`keep` switches a kind of residue off."""
    result = Cleaner(keep={"subscribe"}).text(PAGE)

    assert result.text == PAGE


def test_kept_category_wins_over_dropped() -> None:
    """Who asks for both gets the harmless one."""
    result = Cleaner(keep=["subscribe"], drop=["subscribe"]).text(PAGE)

    assert result.text == PAGE


def test_rule_pack_is_added(lighthouse: Callable[[str], Path]) -> None:
    """A pack's rules work beside those of the package."""
    text = f"{PROSE}\n\nThe lighthouse club\n\n{MORE}\n\n{SIGN_UP}\n"
    without, with_pack = (
        Cleaner(source="article").text(text),
        Cleaner(source="article", rules=[lighthouse("^the lighthouse club$")]).text(text),
    )

    assert "lighthouse" in without.text
    assert with_pack.text == f"{PROSE}\n\n{MORE}\n"
    assert "lighthouse" in {item.rule for item in with_pack.removed}


def test_pack_may_be_given_as_text_or_path(lighthouse: Callable[[str], Path]) -> None:
    """Both name the same folder."""
    file = lighthouse("^the lighthouse club$")
    results = [Cleaner(rules=[path]).text(PAGE) for path in (file, str(file))]

    assert results[0] == results[1]


def test_bad_pack_stops_the_start(tmp_path: Path) -> None:
    """Its problems are there to be read."""
    with pytest.raises(PackError) as error:
        Cleaner(rules=[tmp_path / "none"])

    assert [problem.code for problem in error.value.problems] == ["E100"]


def test_slow_pack_is_refused_unless_forced(lighthouse: Callable[[str], Path]) -> None:
    """(a+)+$ needs `force`, and then cannot hang a page."""
    file = lighthouse("(a+)+$")
    with pytest.raises(PackError, match="E111"):
        Cleaner(rules=[file])
    forced = Cleaner(rules=[file], force=True)
    began = time.process_time()
    result = forced.text(f"{PROSE}\n\n{'a' * 900}!\n\n{MORE}\n")

    assert time.process_time() - began < 3  # the limit is 1 s a page; machines are noisy
    assert PROSE in result.text


SLOW_LINE = "a" * 60 + "!"


def test_slow_rule_is_noted(lighthouse: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever forced it is told which rule ran out of time."""
    monkeypatch.setattr("cleaner.rules.expressions.PAGE_SECONDS", 0.1)
    result = Cleaner(rules=[lighthouse("(?:\\w|a)+$")], force=True).text(f"{PROSE}\n\n{SLOW_LINE}\n")

    assert [(note.reason, note.detail) for note in result.notes] == [
        ("slow_pattern", "rule lighthouse ran into its time limit of 0.1 s and was left out of the rest of the page")
    ]


def test_slow_rule_is_noted_on_its_page_only(
    lighthouse: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that took no time says nothing of the one before."""
    monkeypatch.setattr("cleaner.rules.expressions.PAGE_SECONDS", 0.1)
    forced = Cleaner(rules=[lighthouse("(?:\\w|a)+$")], force=True)
    slow, quick = forced.text(SLOW_LINE), forced.text(PROSE)

    assert slow.notes
    assert quick.notes == ()


def test_slow_page_costs_its_neighbours_nothing(
    lighthouse: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a batch of pages of HTML the rule is left out of one, and said of that one alone."""
    monkeypatch.setattr("cleaner.rules.expressions.PAGE_SECONDS", 0.1)
    forced = Cleaner(rules=[lighthouse("(?:\\w|a)+$")], force=True)
    slow, quick = forced.html_batch([f"<p>{SLOW_LINE}", f"<p>{PROSE}"])

    assert [note.reason for note in slow.notes] == ["slow_pattern"]
    assert quick.notes == ()


def test_changed_pack_is_read_again(lighthouse: Callable[[str], Path]) -> None:
    """A new Cleaner has the rules as they are now."""
    text = f"{PROSE}\n\nThe lighthouse club\n"
    before = Cleaner(source="article", rules=[lighthouse("^the lighthouse club$")]).text(text)
    after = Cleaner(source="article", rules=[lighthouse("^another club$")]).text(text)

    assert "lighthouse" not in before.text
    assert "lighthouse" in after.text


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"keep": ["capton"]}, "unknown category 'capton'; did you mean 'caption'?"),
        ({"drop": ["headlin"]}, "unknown category 'headlin'; did you mean 'headline'?"),
        ({"drop": ["zzzz"]}, "unknown category 'zzzz'"),
        ({"lang": "dee"}, "unknown language 'dee'; did you mean 'de'?"),
        ({"lang": ""}, "unknown language ''"),
        ({"lang": "DE"}, "unknown language 'DE'; did you mean 'de'?"),
        ({"lang": "pt_BR"}, "unknown language 'pt_BR'; did you mean 'pt'?"),
        ({"source": None}, "unknown source None"),
        ({"keep": ["Caption"]}, "unknown category 'Caption'; did you mean 'caption'?"),
        ({"keep": [5]}, "unknown category 5"),
        ({"lang": "mul"}, "unknown language 'mul'; did you mean 'ml'?"),
        ({"source": "pages"}, "unknown source 'pages'; did you mean 'page'?"),
    ],
)
def test_unknown_name_is_refused_with_the_nearest(settings: dict[str, object], message: str) -> None:
    """Categories, languages and sources are checked, word for word."""
    with pytest.raises(UnknownName) as error:
        Cleaner(**settings)  # type: ignore[arg-type]

    assert str(error.value) == message
    assert isinstance(error.value, CleanerError)


@pytest.mark.parametrize(
    ("max_loss", "fine"), [(-0.01, False), (0, True), (0.5, True), (1, True), (1.01, False), (float("nan"), False)]
)
def test_share_is_from_nought_to_one(max_loss: float, fine: bool) -> None:
    """Anything else is refused, in words."""
    try:
        Cleaner(max_loss=max_loss)
        message = ""
    except ValueError as error:
        message = str(error)

    assert message == ("" if fine else f"max_loss is {max_loss}; give a share from 0 to 1")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"keep": "caption"}, "keep is 'caption'; give a list, such as keep=['caption']"),
        ({"drop": "headline"}, "drop is 'headline'; give a list, such as drop=['headline']"),
        ({"rules": "mine.toml"}, "rules is 'mine.toml'; give a list, such as rules=['mine.toml']"),
        ({"filters": "mine.txt"}, "filters is 'mine.txt'; give a list, such as filters=['mine.txt']"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_name_alone_is_refused_where_a_list_is_meant(settings: dict[str, Any], message: str) -> None:
    """`keep="caption"` is a slip; it is not taken letter by letter."""
    with pytest.raises(TypeError) as error:
        Cleaner(**settings)

    assert str(error.value) == message


def test_path_alone_is_refused_where_a_list_is_meant(tmp_path: Path) -> None:
    """A path is one pack."""
    with pytest.raises(TypeError, match="give a list, such as rules="):
        Cleaner(rules=tmp_path)  # type: ignore[arg-type]


def test_pack_without_a_path_is_refused() -> None:
    """The empty text is not the current folder and all below it."""
    with pytest.raises(PackError) as error:
        Cleaner(rules=[""])

    assert str(error.value) == "E100 '': no such rule pack; give a folder or a .toml file."


@pytest.mark.parametrize("given", [None, b"A line", 5, ["A line"]], ids=repr)
def test_what_is_no_text_is_refused_in_words(cleaner_: Cleaner, given: object) -> None:
    """Also in a batch; bytes of a page go elsewhere."""
    message = f"a text is a str, not {type(given).__name__}; bytes of a text are decoded first, pages go to html"
    for call in (cleaner_.text, lambda text: cleaner_.batch(["A line", text])):
        with pytest.raises(TypeError) as error:
            call(given)  # type: ignore[arg-type]

        assert str(error.value) == message


@pytest.mark.parametrize("given", [None, 5, bytearray(b"<p>A line")], ids=repr)
def test_what_is_no_page_is_refused_in_words(cleaner_: Cleaner, given: object) -> None:
    """Bytes as served, or a text."""
    with pytest.raises(TypeError) as error:
        cleaner_.html(given)  # type: ignore[arg-type]

    assert str(error.value) == f"a page is bytes or a str, not {type(given).__name__}"


GUARDED = "\n".join(["Subscribe to our newsletter and follow us on Telegram for more news every day of the week."] * 5)


def test_guard_gives_prose_back_and_says_so() -> None:
    """Where nothing would be left, the prose stays, with the reason; without the guard it goes."""
    guarded, free = Cleaner().text(GUARDED), Cleaner(max_loss=1).text(GUARDED)
    words = len(GUARDED.split())

    assert words >= MIN_PROSE_WORDS
    assert guarded.text == GUARDED
    assert [note.reason for note in guarded.notes] == ["empty_article"]
    assert (
        guarded.notes[0].detail
        == f"{words} of {words} prose words would have gone, max_loss is {DEFAULT_MAX_LOSS}; all prose was kept"
    )
    assert (free.text, free.notes) == ("", ())


def test_language_may_be_given() -> None:
    """Where it is known it need not be told from the prose."""
    text = f"{PROSE}\n\n{MORE}\n\nLees ook: Een storm\n"
    results = [Cleaner(lang=lang, source="article").text(text).text for lang in ("en", "nl")]

    assert "Lees ook" in results[0]
    assert "Lees ook" not in results[1]


def test_every_language_may_be_given(matcher: Matcher) -> None:
    """The function words of each can be looked up on a page whose structure is judged."""
    languages = [code for code in matcher.pack.languages if code != EVERY_LANGUAGE]
    texts = [f"{' '.join(matcher.pack.stopwords[code])}\n\n{PAGE}" for code in languages]
    results = [Cleaner(lang=code, source="page").text(text) for code, text in zip(languages, texts, strict=True)]

    assert len(languages) > 1
    assert [result.page_text for result in results] == texts


def test_cleaner_survives_pickling(lighthouse: Callable[[str], Path]) -> None:
    """A copy in another process has the same settings and gives the same results."""
    one = Cleaner(
        keep={"caption"},
        drop=["headline"],
        rules=[lighthouse("^the lighthouse club$")],
        lang="en",
        source="page",
        max_loss=0.7,
    )
    copy = pickle.loads(pickle.dumps(one))

    assert repr(copy) == repr(one)
    assert copy.text(PAGE) == one.text(PAGE)


def test_repr_shows_what_differs_from_the_default() -> None:
    """It can be read, and typed in again."""
    shown = [repr(Cleaner()), repr(Cleaner(keep=["credit", "caption"], lang="de", max_loss=0.25))]

    assert shown == ["Cleaner()", "Cleaner(keep=['caption', 'credit'], lang='de', max_loss=0.25)"]


@pytest.mark.parametrize("name", ["text", "anything"])
def test_cleaner_takes_no_new_attributes(cleaner_: Cleaner, name: str) -> None:
    """Slots leave no room for state; methods cannot be replaced."""
    with pytest.raises(AttributeError) as error:
        setattr(cleaner_, name, None)

    assert name in str(error.value)


def test_threads_get_the_same_results() -> None:
    """One cleaner serves many threads, from a cold start on."""
    pages = [
        f"{PROSE} Nr. {i}\n\n{MORE}\n\n{SIGN_UP}\n\nRead also: {i} storms\n\nLesen Sie auch {i}\n" for i in range(300)
    ]
    shared = Cleaner()
    with ThreadPool(8) as pool:
        found = pool.map(shared.text, pages, chunksize=1)

    assert found == [Cleaner().text(page) for page in pages]


def test_second_cleaner_is_cheap() -> None:
    """Two cleaners with the same packs share what they know."""
    Cleaner()
    began = time.process_time()
    for _ in range(100):
        Cleaner(keep={"caption"})
    seconds = (time.process_time() - began) / 100

    assert seconds < 0.002


def test_texts_are_cleaned_as_they_come(cleaner_: Cleaner) -> None:
    """`texts` is lazy and keeps the order."""
    taken = []

    def source():
        for i in range(3):
            taken.append(i)
            yield f"{PROSE} {i}"

    results = cleaner_.texts(source())

    assert taken == []
    assert next(results).text == f"{PROSE} 0"
    assert taken == [0]
    assert [result.text for result in results] == [f"{PROSE} 1", f"{PROSE} 2"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n",
        "\x00",
        "\ud800",
        "\udfff\ud800",
        "\r",
        "\u2028",
        "\ufeff",
        "\u200f",
        "a",
        "\U0010ffff",
        "\x00" * 999,
        "\n" * 999,
        "[](",
        "![]()",
        "* * *",
    ],
    ids=ascii,
)
def test_odd_text_never_raises(cleaner_: Cleaner, text: str) -> None:
    """Whatever the text, there is a result, and what is in it comes from the text."""
    result = cleaner_.text(text)

    assert result.text == text


def test_module_has_no_other_names() -> None:
    """What is public can be had, what is not gives the usual error."""
    with pytest.raises(AttributeError, match="module 'cleaner' has no attribute 'nothing'"):
        cleaner.nothing  # type: ignore[attr-defined]  # noqa: B018

    assert all(getattr(cleaner, name) is not None for name in cleaner.__all__)
    assert cleaner.__version__.count(".") == 2


def test_no_texts_have_no_results() -> None:
    """A batch of nothing is nothing."""
    assert Cleaner().batch([]) == []
