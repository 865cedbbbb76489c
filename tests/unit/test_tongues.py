"""Tongues: in which languages the words of rules count on a page."""

from __future__ import annotations

import pytest

from cleaner.decide.tongues import MIN_INTERFACE_LINES, MIN_LETTERS, MIN_TELLING_LETTERS, Tongues
from cleaner.rules.match import Hit, Matcher
from cleaner.segment.text import segment
from cleaner.signals.page import Page

ENGLISH = "The ferry left the harbour late because the crew had waited for the doctor from the island."


def mask(matcher: Matcher, *codes: str) -> int:
    """The languages as a mask."""
    return sum(1 << matcher.pack.languages.index(code) for code in codes)


def tongues_of(matcher: Matcher, text: str, native: str = "en") -> tuple[Page, Tongues]:
    """A page and its tongues."""
    page = Page(segment(text))
    return page, Tongues.heard(
        page.lines, matcher.match(page.lines), page.sample(0), mask(matcher, native), matcher.pack
    )


def hit(languages: int, letters: int = 20) -> Hit:
    """A hit of some rule in these languages."""
    return Hit(rule=0, languages=languages, points=5.0, start=0, end=1, letters=letters, words=2)


def test_every_language_counts_where_none_is_known(matcher: Matcher) -> None:
    """Without a native language all hits are native."""
    tongues = Tongues.any()
    found = [tongues.of(hit(mask(matcher, code), letters=1), "x") for code in ("en", "ru", "zh")]

    assert found == ["native", "native", "native"]


@pytest.mark.parametrize(
    ("codes", "spoken"), [(["en"], "native"), (["en", "ru"], "native"), (["ru"], "unknown"), (["fi"], "unknown")]
)
def test_words_of_the_article_are_native(matcher: Matcher, codes: list[str], spoken: str) -> None:
    """A hit in the article's language counts; in a third language it is a coincidence."""
    _, tongues = tongues_of(matcher, ENGLISH)

    assert tongues.of(hit(mask(matcher, *codes)), "Some media") == spoken


def test_hit_in_all_languages_is_native(matcher: Matcher) -> None:
    """Names and signs that all languages share depend on none."""
    _, tongues = tongues_of(matcher, ENGLISH)

    assert tongues.of(hit(-1, letters=1), "Facebook") == "native"


@pytest.mark.parametrize(
    ("line", "code", "spoken"),
    [
        ("Заголовок открываемого материала", "ru", "foreign"),
        ("اقرأ أيضا", "ar", "foreign"),
        ("相关新闻", "zh", "foreign"),
        ("Zum Thema", "de", "unknown"),
    ],
)
def test_words_in_another_script_are_foreign(matcher: Matcher, line: str, code: str, spoken: str) -> None:
    """One line in another script is evidence enough; a few letters in the same script are not."""
    _, tongues = tongues_of(matcher, ENGLISH)

    assert tongues.of(hit(mask(matcher, code), letters=MIN_TELLING_LETTERS - 1), line) == spoken


@pytest.mark.parametrize("off", [-1, 0, 1], ids=["under", "at", "over"])
def test_lone_line_of_another_language_counts_from_many_letters_on(matcher: Matcher, off: int) -> None:
    """Where the model reads the line as the language of its words, so many letters are enough."""
    _, tongues = tongues_of(matcher, ENGLISH)
    spoken = tongues.of(
        hit(mask(matcher, "de"), letters=MIN_TELLING_LETTERS + off), "Das könnte Sie auch interessieren"
    )

    assert spoken == ("unknown" if off < 0 else "foreign")


@pytest.mark.parametrize("off", [-1, 0, 1], ids=["under", "at", "over"])
def test_short_words_of_another_language_do_not_count(matcher: Matcher, off: int) -> None:
    """From so many letters on, a foreign word is evidence."""
    _, tongues = tongues_of(matcher, ENGLISH)

    assert tongues.of(hit(mask(matcher, "ru"), letters=MIN_LETTERS + off), "Заголовок") == (
        "unknown" if off < 0 else "foreign"
    )


GERMAN_LINES = [
    "Lesen Sie auch",
    "Zum Thema",
    "Das könnte Sie auch interessieren",
    "Artikel teilen",
    "Mehr zum Thema",
    "Newsletter abonnieren",
]


@pytest.mark.parametrize("off", [-1, 0, 1], ids=["under", "at", "over"])
def test_sites_language_shows_in_several_lines(matcher: Matcher, off: int) -> None:
    """In the article's own script, so many interface lines of another language show the site's."""
    page = Page(segment("\n".join(GERMAN_LINES)))
    german = mask(matcher, "de")
    known = [
        line
        for line, found in zip(page.lines, matcher.match(page.lines), strict=True)
        if any(hit.languages > 0 and hit.languages & german and hit.letters >= MIN_LETTERS for hit in found)
        and tongues_of(matcher, ENGLISH)[1]._may_be_foreign(hit(german), line)
    ]
    lines = known[: MIN_INTERFACE_LINES + off]
    _, tongues = tongues_of(matcher, "\n".join([ENGLISH, *lines]))

    assert len(lines) == MIN_INTERFACE_LINES + off, "the shipped lexicon must know the lines of this test"
    assert bool(tongues.interface & german) == (off >= 0)
    assert tongues.of(hit(german, letters=MIN_LETTERS), lines[0]) == ("foreign" if off >= 0 else "unknown")


@pytest.mark.parametrize(
    ("line", "spoken"),
    [
        ("Weiterlesen Kommentare Nachrichten", "foreign"),
        ("the Nachrichten of the day and of it", "unknown"),
    ],
)
def test_line_with_the_articles_function_words_is_not_foreign(matcher: Matcher, line: str, spoken: str) -> None:
    """A line that reads as the article's own language is, whatever words it holds."""
    _, tongues = tongues_of(matcher, ENGLISH)
    german = mask(matcher, "de")

    assert tongues._replace(interface=german).of(hit(german), line) == spoken


# Of twenty words, three are the share that is still allowed.
@pytest.mark.parametrize(
    ("function_words", "spoken"), [(2, "foreign"), (3, "foreign"), (4, "unknown")], ids=["under", "at", "over"]
)
def test_share_of_function_words_decides(matcher: Matcher, function_words: int, spoken: str) -> None:
    """Up to a share of the article's function words a line may be of another language."""
    _, tongues = tongues_of(matcher, ENGLISH)
    german = mask(matcher, "de")
    line = " ".join(["Nachrichten", "weiterlesen"] * 10).split()[function_words:] + ["the"] * function_words

    assert len(line) == 20
    assert tongues._replace(interface=german).of(hit(german), " ".join(line)) == spoken


def test_tongues_know_the_articles_script_and_function_words(matcher: Matcher) -> None:
    """What the page is written in is kept for the lines to be compared with."""
    _, tongues = tongues_of(matcher, ENGLISH)

    assert (tongues.script, tongues.codes) == ("Latn", {"en"})
    assert {"the", "of"} <= tongues.function_words
