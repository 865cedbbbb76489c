"""How a text is read: broken paragraphs as one block, links by their words, and the way back to the text."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaner
from cleaner.segment.reading import read_text
from cleaner.segment.text import segment

FERRY = (
    "The ferry left the harbour late because the crew had waited for the doctor from the island, who had been called "
    "to a birth on the other side of the bay and came down the hill only when the tide was about to turn. Nobody on "
    "board complained, the captain said, and the doctor had brought cake for everybody who was still awake."
)
GERMAN = (
    "Die Fähre verließ den Hafen zu spät, weil die Mannschaft auf den Arzt von der Insel gewartet hatte, den man zu "
    "einer Geburt auf der anderen Seite der Bucht gerufen hatte. Niemand an Bord beschwerte sich, sagte der Kapitän, "
    "und der Arzt hatte Kuchen für alle mitgebracht, die noch wach waren, auch für den Hund des Lotsen."
)
RUSSIAN = (
    "Паром вышел из гавани с опозданием, потому что команда ждала врача с острова, которого вызвали на роды на другой "
    "стороне залива, и он спустился с холма только перед самым отливом. Никто на борту не жаловался, сказал капитан, "
    "а врач привез пирог для всех, кто еще не спал, и для собаки лоцмана."
)
ARABIC = (
    "غادرت العبارة الميناء متأخرة لأن الطاقم كان ينتظر الطبيب القادم من الجزيرة الذي استدعي إلى ولادة على الجانب الآخر "
    "من الخليج ولم ينزل من التل إلا قبل أن ينحسر المد. وقال القبطان إن أحدا على متنها لم يشتك وإن الطبيب أحضر كعكا لكل "
    "من كان لا يزال مستيقظا ولكلب المرشد أيضا"
)


def wrapped(*paragraphs: str, width: int = 78, indent: str = "") -> str:
    """Paragraphs broken at a column, a blank line between."""
    fill = textwrap.TextWrapper(width, initial_indent=indent, subsequent_indent=indent, break_long_words=False)
    return "\n\n".join(map(fill.fill, paragraphs))


def lines(text: str) -> list[str]:
    """The blocks as they are read."""
    return read_text(text).blocks.lines()


@pytest.mark.parametrize("width", [65, 72, 78, 80, 100])
@pytest.mark.parametrize("text", [FERRY, GERMAN, RUSSIAN, ARABIC], ids=["en", "de", "ru", "ar"])
def test_wrapped_paragraphs_are_one_block_each(text: str, width: int) -> None:
    """At the columns at which mail and browsers of the terminal wrap."""
    assert lines(wrapped(text, text, text, width=width)) == [text, text, text]


def test_indented_paragraphs_are_one_block_each() -> None:
    """So lynx sets the text in by three columns."""
    assert lines(wrapped(FERRY, FERRY, width=78, indent="   ")) == [FERRY, FERRY]


def test_short_lines_beside_a_wrapped_paragraph_stay_their_own() -> None:
    """A menu, a heading, a signature."""
    text = f"Home\nNews\nLog in\n\n{wrapped(FERRY, FERRY)}\n\nBy Ada Brook\nAt the harbour"
    assert lines(text) == ["Home", "News", "Log in", FERRY, FERRY, "By Ada Brook", "At the harbour"]


def test_items_of_a_list_stay_apart() -> None:
    """Those that are full, too; what goes on below an item belongs to it."""
    item = "* " + FERRY
    text = wrapped(FERRY, FERRY) + "\n\n" + textwrap.fill(item, 78) + "\n" + textwrap.fill(item, 78)
    assert lines(text) == [FERRY, FERRY, item, item]


def test_a_line_break_of_html_is_kept() -> None:
    """html2text leaves two spaces of it."""
    full = "x" * 30 + " " + "y" * 45
    text = f"{wrapped(FERRY, FERRY)}\n\n{full}  \nand went on below, where nobody looked for it"
    assert full in lines(text)


VERSE = "\n".join(
    f"{line},"
    for line in [
        "the harbour lay as still as in a picture of a harbour",
        "and nobody was waiting on the quay",
        "the lamp went round and counted up the islands that it knew",
        "and came to three",
        "my mother used to say that boats which come back late bring rain",
        "and so it was that year, and it was so again",
        "the summer after, when the doctor moved",
        "across the bay and took the cake recipe with him, and the dog",
    ]
)
LOG = "\n".join(
    f"2026-03-02 10:{n}:31,{n}4 worker-{n} took {n} documents out of the queue of {n}77 waiting" for n in range(10, 30)
)
CODE = """\
def waiting(crew, doctor, tide, harbour, captain, patience, cake, passengers):
    \"\"\"Whether the ferry waits for the doctor, and for how many minutes it does.\"\"\"
    if tide.turns_before(doctor.comes_down_the_hill) and not captain.patient:
        return 0
    slices = sum(passenger.eats(cake) for passenger in passengers if passenger.awake)
    minutes = min(patience.minutes, tide.minutes_left(harbour), slices * doctor.pace)
    for member in crew:
        minutes = max(minutes, member.minutes_to(harbour, by=captain.watch, day=tide.day))
        log.info("waited for %s, %d minutes, tide %s", member, minutes, tide.name)
    return minutes if minutes > patience.least else patience.least * len(crew)
"""
HEADLINES = "\n".join(
    f"Council Votes On Ferry Number {n} After A Long Night Of Words And Cake In The Hall" for n in range(10, 30)
)
JAPANESE = "\n".join(
    f"宮崎県で震度{n}弱を観測した地震の影響で、九州新幹線は熊本県の新玉名と新水俣の間で走行中の列車が停止し、乗客が駅で待機した"
    for n in range(10, 30)
)
LONG = f"{FERRY}\n{FERRY}\n" + wrapped(FERRY)


CHAIN = "ferry\n.waits(doctor, tide)\n.then(leave)\n);\nharbour\n.rings(bell)\n.then(close)\n);"
SMALL = "politics\nsport\n, culture\nweather\n, letters\nharbour\ntides"
ONE_COMMA = f"{FERRY[:60]}\n, he said, {FERRY[60:]}"
APART = f"{FERRY[:60]}\n\n, he said,\n\n{FERRY[60:]}\n\n, she said.\n\n. And so on."


@pytest.mark.parametrize(
    "text",
    [VERSE, LOG, CODE, HEADLINES, JAPANESE, LONG, wrapped(FERRY[:200]), CHAIN, SMALL, ONE_COMMA, APART],
    ids=[
        "verse",
        "log",
        "code",
        "headlines",
        "Japanese",
        "lines that were not wrapped",
        "two lines",
        "a chain of calls",
        "a menu in small letters",
        "one comma",
        "blank lines between",
    ],
)
def test_other_lines_are_read_as_they_are(text: str) -> None:
    """The very blocks that segmenting gives."""
    reading = read_text(text)
    assert reading.source is reading.blocks
    assert reading.origin is None
    assert reading.blocks.lines() == segment(text).lines()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("[Home](/home)", "Home"),
        ('  * [Home](https://a.example/home "Start")', "* Home"),
        ("See [our app](/app), and [the map](map.html).", "See our app, and the map."),
        ("![A storm](https://a.example/s.jpg)", "A storm"),
        ("[![Logo](/l.svg) The Paper](/)", "Logo The Paper"),
        ("[The Paper![Logo](/l.svg)](/)", "The PaperLogo"),
        ("[Storm](https://a.example/a_(b)_c)", "Storm"),
        ("[Storm]()", "Storm"),
        ("[Mail](mailto:a@a.example) [Up](#top) [Next](?page=2) [Run](javascript:void)", "Mail Up Next Run"),
        ("[Storm](<https://a.example/a b>)", "Storm"),
        ("![](/s.jpg)", "!"),
        ("[](/a)", "["),
        ("a [b c", "a [b c"),
        ("a] (b) ](/c)", "a] (b) ](/c)"),
        ("as shown [1](see below) and in x[i](j)", "as shown [1](see below) and in x[i](j)"),
        ("[a] [b](/c) [d]", "[a] b [d]"),
    ],
)
def test_links_are_read_by_their_words(text: str, read: str) -> None:
    """Addresses and the brackets around words are no words."""
    assert lines(text) == [read]


def test_a_link_that_was_wrapped_is_a_link() -> None:
    """html2text breaks words and addresses of links, at spaces and at hyphens."""
    text = f"{wrapped(FERRY, FERRY)}\n\n" + textwrap.fill(
        f"{FERRY} [the ferry that came late](https://a.example/the-ferry-that-came-late-{'and-' * 20}left)",
        78,
        break_long_words=False,
    )
    assert text.count("\n", text.index("[")) > 1
    assert lines(text)[-1] == f"{FERRY} the ferry that came late"


def test_a_link_ends_with_its_block() -> None:
    """What opens in one line and ends in another is no link."""
    assert lines("[Home\n](/home)") == ["[Home", "](/home)"]


def test_numbers_of_links_are_not_read() -> None:
    """As lynx counts them through the page."""
    menu = "".join(f"   * [{n}]Island {n}\n" for n in range(1, 13))
    assert lines(menu + "See [13]the map, or not[14]")[-1] == "See the map, or not[14]"


@pytest.mark.parametrize(
    "text",
    [
        "Seen [1]by Ada, [2]by Bo and [3]by Cleo.",
        "\n".join(f"[{year}] the harbour" for year in range(1950, 1990)),
        "[2][3][4] " * 9,
    ],
    ids=["notes", "years", "references"],
)
def test_other_numbers_in_brackets_are_read(text: str) -> None:
    """Few, or with a space behind, or behind a word."""
    assert read_text(text).origin is None


@pytest.mark.parametrize(
    ("text", "part", "given_as"),
    [
        ("See [our app](/app) now", "our app", "[our app](/app)"),
        ("See [our app](/app) now", "our", "our"),
        ("See [our app](/app) now", "app", "app"),
        ("See [our app](/app) now", "See our app", "See [our app](/app)"),
        ("[Our app](/app) now", "Our app", "[Our app](/app)"),
        ("[Our app](/app)", "Our app", "[Our app](/app)"),
        ("[Our](/a)[app](/b)", "app", "[app](/b)"),
        ("Plain words", "words", "words"),
    ],
)
def test_a_span_goes_with_the_marks_of_links_it_holds_whole(text: str, part: str, given_as: str) -> None:
    """Half a link leaves the marks, which would be broken otherwise."""
    reading = read_text(text)
    start = reading.blocks.lines()[0].index(part)
    begin, end = reading.span(0, start, start + len(part))
    assert text[begin:end] == given_as


TORN = [
    ("The captain of\nthe ferry\nwaited for", "Doctor Ellen Roe", ", who came late, and for the tide."),
    ("Nobody\ncomplained", "aloud", ". The doctor had cake for all, as\nThe Harbour Herald\nwrote on Monday."),
]


def test_paragraphs_that_were_cut_at_links_are_one_block_each() -> None:
    """As BeautifulSoup's `get_text` with line ends between text nodes writes them; a title of a link may be longer."""
    text = "\n".join(["Home", "Sport", *("\n".join(pieces) for pieces in TORN), "Tides", "Letters"])

    assert lines(text) == [
        "Home",
        "Sport",
        "The captain of the ferry waited for Doctor Ellen Roe, who came late, and for the tide.",
        "Nobody complained aloud. The doctor had cake for all, as The Harbour Herald wrote on Monday.",
        "Tides",
        "Letters",
    ]


def test_pieces_of_scripts_without_spaces_are_joined_without_one() -> None:
    """A link in the middle of a Chinese sentence, and its comma behind it."""
    first, second = "渡轮离开港口晚了因为船员们一直在等从岛上来的医生他被叫到", "海湾另一边"
    text = f"首页\n{first}\n{second}\n，后来才下山来到码头。\n{first}\n{second}\n。没有人抱怨"

    assert lines(text) == ["首页", f"{first}{second}，后来才下山来到码头。", f"{first}{second}。没有人抱怨"]


def test_a_paragraph_that_goes_goes_with_all_its_pieces() -> None:
    """And one that stays keeps its line ends."""
    article = "\n".join("\n".join(pieces) for pieces in TORN)
    text = f"{article}\nSubscribe to\nour newsletter\n, and never miss a story again.\nShare on Facebook\n"
    result = cleaner.clean_text(text)

    assert result.text.strip() == article
    assert all(text[gone.start : gone.end] == gone.text for gone in result.removed)


def test_what_goes_is_told_in_the_text_as_given() -> None:
    """Whole paragraphs, with their line ends and addresses."""
    menu = "  * [Home](/home)\n  * [News](/news)\n  * [Subscribe](/subscribe)\n  * [Log in](/login)\n"
    text = f"{menu}\n{wrapped(FERRY, GERMAN, FERRY)}\n\n[Share on Facebook](https://f.example/share)\n"
    result = cleaner.clean_text(text)

    assert result.text.strip() == wrapped(FERRY, GERMAN, FERRY)
    assert all(text[gone.start : gone.end] == gone.text for gone in result.removed)
    assert any("](/subscribe)" in gone.text for gone in result.removed)


MARKS = [
    ", ",
    ". ",
    "。",
    "那里",
    "[",
    "]",
    "](/a)",
    "](",
    ")",
    "![",
    "(",
    " ",
    "\n",
    "\n\n",
    "word",
    "* ",
    "  \n",
    FERRY[:78],
    FERRY[79:157],
    "\ud800",
    "\u3000",
]


@given(st.lists(st.sampled_from(MARKS), max_size=40).map("".join))
def test_blocks_as_read_are_those_of_the_text(text: str) -> None:
    """As many, none empty, in order, each character from where it stands."""
    reading = read_text(text)
    read, source = reading.blocks, reading.source

    assert len(read.starts) == len(source.starts)
    assert (read.starts < read.ends).all()
    assert {*"".join(source.lines()).split()} == {*"".join(segment(text).lines()).split()} or "\n" in "".join(
        source.lines()
    )
    if reading.origin is not None:
        inside = [at for start, end in zip(read.starts, read.ends, strict=True) for at in range(start, end)]
        origin = reading.origin[inside]
        assert (origin[1:] > origin[:-1]).all()
        assert all(
            read.text[at] == text[there] or text[there].isspace() for at, there in zip(inside, origin, strict=True)
        )


def test_many_marks_are_read_in_linear_time() -> None:
    """A hostile text: brackets that open and never close, and addresses without an end."""
    for piece in ("[", "](", "](/a", "[](/", "![](/a(b", "[a](/b) "):
        read_text(piece * 100_000)
