"""Filter lists: what is read of them, where a filter holds, and what is said of the rest."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner, PackError
from cleaner.rules.filters import load_filters

PROSE = "The mayor resigned on Monday after the council had voted against her plan to sell the harbour to a firm from abroad."
MORE = "Her deputy said that the vote had come as a surprise to everybody in the town hall, and that he would wait until the spring."
BOX = "The bakery by the quay has its own oven, and the oven has been warm for a hundred years and a day, the baker likes to say."
PAGE = f"<!doctype html><main><h1>Mayor resigns</h1><p>{PROSE}</p><div class='box tall' id=quay><p>{BOX}</p></div><p>{MORE}</p></main>"


@pytest.fixture
def write(tmp_path: Path):
    """Writes a list and gives its path."""

    def write(*lines: str, name: str = "mine.txt") -> Path:
        file = tmp_path / name
        file.write_text("\n".join(lines), encoding="utf-8")
        return file

    return write


def gone(file: Path, url: str | None = None) -> list[tuple[str, str, str]]:
    """What a list takes from the page: category, rule and text."""
    found = Cleaner(filters=[file]).html(PAGE, url).removed
    return [(each.category, each.rule, each.text) for each in found if each.category != "whitespace"]


def test_hidden_element_goes_with_file_and_line_of_its_filter(write) -> None:
    """Though it is prose that no rule speaks against."""
    assert Cleaner().html(PAGE).removed == ()
    assert gone(write("! Title: Mine", "", "##.box")) == [("filtered", "filters:mine.txt:3", BOX)]


@pytest.mark.parametrize(
    ("line", "url", "hidden"),
    [
        ("##.box", None, True),
        ("###quay", None, True),
        ("##div.tall > p", None, True),
        ("##.BOX", None, False),
        ("##.bo", None, False),
        ("example.org##.box", None, False),
        ("example.org##.box", "https://example.org/a", True),
        ("example.org##.box", "https://www.example.org:8080/a", True),
        ("example.org##.box", "example.org/a", True),
        ("Example.ORG##.box", "https://EXAMPLE.org./", True),
        ("example.org##.box", "https://notexample.org/", False),
        ("example.org##.box", "https://example.org.evil.net/", False),
        ("a.net, example.org ##.box", "https://example.org/", True),
        ("example.org,~shop.example.org##.box", "https://news.example.org/", True),
        ("example.org,~shop.example.org##.box", "https://shop.example.org/", False),
        ("~example.org,de.example.org##.box", "https://de.example.org/", True),
        ("~example.org##.box", None, True),
        ("~example.org##.box", "https://a.example.org/", False),
        ("~example.org##.box", "https://example.net/", True),
        ("example.*##.box", "https://www.example.co.uk/", True),
        ("example.*##.box", "https://example.com/", True),
        ("example.*##.box", "https://example.a.b.c/", False),
        ("bücher.example##.box", "https://xn--bcher-kva.example/", True),
        ("example.org##.box", "https://[bad", False),
        ("example.org##.box", "", False),
    ],
)
def test_filter_holds_on_its_domains(write, line: str, url: str | None, hidden: bool) -> None:
    """On the named ones and those below them, less the excepted ones; without an address only everywhere's."""
    assert bool(gone(write(line), url)) == hidden


def test_pages_together_have_addresses_of_their_own(write) -> None:
    """A filter for a domain hides what stands on the pages of that one only."""
    cleaner = Cleaner(filters=[write("example.org##.box", "##.low")])
    pages, urls = (
        [PAGE, PAGE, "", PAGE.replace("tall", "low")],
        ["https://example.org/", None, None, "https://example.net/"],
    )
    together = cleaner.html_batch(pages, urls)

    assert together == [cleaner.html(page, url) for page, url in zip(pages, urls, strict=True)]
    assert [BOX in result.text for result in together] == [False, True, False, False]


@pytest.mark.parametrize(
    ("exception", "url", "hidden"),
    [
        ("#@#.box", None, False),
        ("example.org#@#.box", "https://example.org/", False),
        ("example.org#@#.box", "https://example.net/", True),
        ("example.org#@#.box", None, True),
        ("~example.org#@#.box", "https://example.org/", True),
        ("#@#.tall", None, True),
    ],
)
def test_exception_takes_filters_of_the_same_selector_back(
    write, exception: str, url: str | None, hidden: bool
) -> None:
    """On its own domains, whichever list and line they stand in."""
    lists = [write(exception, name="a.txt"), write("##.box", name="b.txt")]

    assert (BOX not in Cleaner(filters=lists).html(PAGE, url).text) == hidden


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("||ads.example^$third-party", "network filter"),
        ("@@||example.org^$generichide", "network filter"),
        ("/banner/*", "network filter"),
        ("example.org##+js(nowebrtc)", "scriptlet"),
        ("example.org#@#+js()", "scriptlet"),
        ("example.org#%#alert(1)", "scriptlet"),
        ("##p:has-text(Ad)", "procedural filter"),
        ("##p:upward(2)", "procedural filter"),
        ("example.org#?#div:-abp-has(> a)", "procedural filter"),
        ("#@?#div:-abp-has(> a)", "procedural filter"),
        ("example.org#$#.box { height: 1px }", "style filter"),
        ("example.org#$?#.box { height: 1px }", "style filter"),
        ("##.box:style(height: 1px)", "style filter"),
        ("##.box { display: none }", "style filter"),
        ("##^script", "HTML filter"),
        ("/example/##.box", "filter for addresses"),
        ("example.org/path##.box", "filter for addresses"),
        ("[$path=/a]example.org##.box", "filter for addresses"),
        ("exa*le.org##.box", "filter for addresses"),
        ("##.box >", "selector not understood"),
        ("##p:hover", "selector not understood"),
        ("##p:nth-of-type(2)", "slow selector"),
        ("!#include other.txt", "preprocessor line"),
    ],
)
def test_line_that_is_not_supported_is_named(write, line: str, kind: str) -> None:
    """Its kind is counted and it does nothing; the lines around it count."""
    file = write(line, "##.box")
    (note,) = Cleaner(filters=[file]).notes

    assert (note.reason, note.detail) == ("unsupported_filters", f"{file}: 1 of 2 lines not supported: 1 {kind}")
    assert gone(file) == [("filtered", "filters:mine.txt:2", BOX)]


def test_unsupported_lines_are_counted_by_kind(write) -> None:
    """The commonest kind first; comments, headers and empty lines are no lines of this count."""
    lines = ["[Adblock Plus 2.0]", "! a comment", "# a comment", "####", "", "||a^", "||b^", "##+js(x)", "##.box"]
    file = write(*lines)

    assert load_filters([file]).notes[0].detail == f"{file}: 3 of 4 lines not supported: 2 network filters, 1 scriptlet"


def test_list_that_is_used_whole_says_nothing(write) -> None:
    """No note for nothing, and none without lists."""
    assert Cleaner(filters=[write("##.box", "! comment")]).notes == Cleaner().notes == ()


def test_lines_under_a_condition_are_left_out(write) -> None:
    """Whether it holds depends on a browser; what comes behind it counts."""
    file = write("!#if env_mobile", "##p", "!#if x", "###quay", "!#endif", "!#else", "##h1", "!#endif", "##.box")

    assert gone(file) == [("filtered", "filters:mine.txt:9", BOX)]
    assert "3 lines under a condition" in Cleaner(filters=[file]).notes[0].detail


def test_first_filter_of_the_nearest_element_is_named(write) -> None:
    """One removal, one reason."""
    assert gone(write("##.box", "##div > p", "##.box p"))[-1][1:] == ("filters:mine.txt:2", BOX)


def test_what_the_page_calls_its_headline_stays(write) -> None:
    """Sites wrap headline and teaser in one element, and lists hide it for the teaser."""
    assert "Mayor resigns" in Cleaner(filters=[write("##h1")]).html(PAGE).text


def test_hidden_elements_change_no_other_verdict(write, fixtures: Path) -> None:
    """They are no evidence of what stands beside them."""
    file = write("##figure", "##aside", "##p:first-of-type", "##[class*=promo]", "##li:last-child", "##h2")
    plain, filtering = Cleaner(max_loss=1), Cleaner(filters=[file], max_loss=1)
    hidden = 0
    for page in sorted(fixtures.glob("html-*/page.html")):
        before, after = plain.html(page.read_bytes()).blocks, filtering.html(page.read_bytes()).blocks
        hidden += sum(block.category == "filtered" for block in after)

        assert [(one.verdict, one.category, one.score, one.points) for one in before] == [
            (one.verdict, one.category, one.score, one.points) if two.category == "filtered"
            else (two.verdict, two.category, two.score, two.points)
            for one, two in zip(before, after, strict=True)
        ]  # fmt: skip
        assert all(one.verdict != "drop" for one, two in zip(before, after, strict=True) if two.category == "filtered")
    assert hidden > 20


def test_filter_on_the_whole_page_meets_the_guard(write) -> None:
    """All prose comes back, with a note; `max_loss=1` obeys the filter."""
    file = write("##body")
    guarded = Cleaner(filters=[file]).html(PAGE)

    assert PROSE in guarded.text
    assert [note.reason for note in guarded.notes] == ["empty_article"]
    assert PROSE not in Cleaner(filters=[file], max_loss=1).html(PAGE).text


def test_what_filters_hide_can_be_kept(write) -> None:
    """They are a category like any other."""
    assert BOX in Cleaner(filters=[write("##.box")], keep={"filtered"}).html(PAGE).text


def test_text_has_no_elements(write) -> None:
    """A list changes nothing on text."""
    text = f"{PROSE}\n\n{BOX}\n\nSubscribe"

    assert Cleaner(filters=[write("##.box", "##*")]).text(text) == Cleaner().text(text)


def test_content_of_lists_is_part_of_the_identity(write) -> None:
    """Not where they lie; a cleaner without lists has the identity it always had."""
    one, other = write("##.box", name="a.txt"), write("##.tall", name="b.txt")
    before = Cleaner(filters=[one]).identity()
    one.write_text("##.tall")

    assert Cleaner(filters=[one]).identity() != before
    assert Cleaner(filters=[one]).identity() != Cleaner(filters=[other]).identity()  # results tell the name
    assert "filters" not in Cleaner().identity()


def test_cleaner_with_lists_is_pickled_and_says_what_it_is(write) -> None:
    """The copy reads them where it lives."""
    file = write("##.box")
    copy = pickle.loads(pickle.dumps(Cleaner(filters=[file])))

    assert repr(copy) == f"Cleaner(filters=('{file}',))"
    assert BOX not in copy.html(PAGE).text
    assert BOX not in copy.in_language("en").html(PAGE).text


def test_lists_that_cannot_be_read_are_all_named(tmp_path: Path, write) -> None:
    """At the start, with what the system says."""
    with pytest.raises(PackError) as error:
        Cleaner(filters=[tmp_path / "none.txt", write("##.box"), tmp_path])

    assert [(problem.code, problem.found) for problem in error.value.problems] == [
        ("E120", "cannot be read: Is a directory"),
        ("E120", "cannot be read: No such file or directory"),
    ]


@given(
    st.lists(
        st.binary(max_size=30) | st.sampled_from([b"##.box", b"a.b##p", b"#@#", b"##", b"!#if", b",~##*", b"\xff##.x"]),
        max_size=12,
    )
)
def test_no_list_is_wrong(tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]) -> None:
    """Whatever it holds, every line is a filter, a comment, or counted."""
    file = tmp_path_factory.mktemp("lists") / "any.txt"
    file.write_bytes(b"\n".join(lines))

    assert Cleaner(filters=[file]).html(PAGE, "https://a.b/").text


def test_long_list_decides_as_each_filter_alone(write) -> None:
    """A thousand filters of which three match: the same blocks go."""
    others = [f"##.other-{number}" for number in range(500)] + [f"##a[href*='/{number}/']" for number in range(500)]
    file = write(*others[:700], "##.box", "##[id^=quay]", *others[700:], "##div:has(> p)")

    assert gone(file) == [("filtered", "filters:mine.txt:701", BOX)]
