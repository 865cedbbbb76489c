"""Signals cut into bins: what the scorecard gives points for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.segment.text import segment
from cleaner.signals.page import Page
from cleaner.signals.table import (
    MAX_SECTION_WORDS,
    SECTIONS,
    SIGNALS,
    WORD_EDGES,
    Residue,
    cut_at,
    cuts,
    joint,
    signal_table,
)

PROSE = "The ferry left the harbour late because the crew had waited for the doctor."


def residue_of(
    count: int,
    points: Sequence[float] = (),
    sections: Sequence[str] = (),
    evidence: Sequence[float] = (),
) -> Residue:
    """What rules and evidence say of the first blocks; nothing of those behind."""
    columns = [np.zeros(count) for _ in range(3)]
    for column, values in zip(columns, (points, [SECTIONS.index(name) for name in sections], evidence), strict=True):
        column[: len(values)] = values
    return Residue(columns[0], columns[1].astype(np.int64), columns[2])


def bins_of(
    text: str, signal: str, function_words: frozenset[str] = frozenset(), **residue: Sequence[Any]
) -> list[str]:
    """The names of a signal's bins for every block of a text."""
    page = Page(segment(text))
    column = [known.name for known in SIGNALS].index(signal)
    table = signal_table(page, residue_of(len(page.lines), **residue), [function_words])
    return [SIGNALS[column].bins[number] for number in table[:, column].tolist()]


def test_signals_have_names_of_their_own() -> None:
    """No signal and no bin of a signal is named twice."""
    names = [signal.name for signal in SIGNALS]

    assert len(set(names)) == len(names)
    assert all(len(set(signal.bins)) == len(signal.bins) for signal in SIGNALS)


@pytest.mark.parametrize(
    "text", ["A", f"A\n{PROSE}\nB", "1\n\n2\n\n3", PROSE, "\ud800\n\x00\n\u200f", "新聞\nข่าว | ข่าว\n한국"], ids=ascii
)
def test_every_bin_has_a_name(text: str) -> None:
    """No block falls outside the bins of a signal."""
    page = Page(segment(text))
    count = len(page.lines)
    points = np.linspace(-9, 99, count).tolist()
    table = signal_table(page, residue_of(count, points, ["comments"], points), [frozenset()])

    assert table.shape == (count, len(SIGNALS))
    assert all((table[:, i] < len(signal.bins)).all() for i, signal in enumerate(SIGNALS))


def test_empty_page_has_an_empty_table() -> None:
    """No blocks, no rows."""
    table = signal_table(Page(segment("")), residue_of(0), [frozenset()])

    assert table.shape == (0, len(SIGNALS))


@pytest.mark.parametrize("edge", WORD_EDGES)
def test_bin_of_words_changes_at_each_edge(edge: int) -> None:
    """An edge belongs to the bin above it."""
    under, at, over = (bins_of(" ".join(["word"] * words), "words")[0] for words in (edge - 1, edge, edge + 1))

    assert under != at
    assert over == at or edge + 1 in WORD_EDGES


@pytest.mark.parametrize(
    ("line", "end"),
    [
        ("Storm", "nothing"),
        ("Storm.", "sentence"),
        ("Storm:", "colon"),
        ("Storm,", "comma"),
        ("Storm»", "quote"),
        ("Storm 3", "digit"),
    ],
)
def test_end_of_a_line_is_told(line: str, end: str) -> None:
    """What stands last."""
    found = bins_of(line, "end")

    assert found == [end]


@pytest.mark.parametrize(
    ("line", "lead"),
    [("Storm", "nothing"), ("• Storm", "bullet"), ("3 storms", "number"), ("# Storm", "hash"), ("“Storm", "quote"), ("» Storm", "arrow"),
     ("| Storm", "pipe"), ("storm", "lower case"), ("新聞", "nothing")],
)  # fmt: skip
def test_lead_of_a_line_is_told(line: str, lead: str) -> None:
    """What stands first."""
    found = bins_of(line, "lead")

    assert found == [lead]


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("a", "none"),
        ("a | b", "one"),
        ("a | b | c", "two"),
        ("a\tb\tc\td", "more"),
        ("a · b • c", "two"),
        ("a/b", "none"),
    ],
)
def test_separators_are_counted(line: str, count: str) -> None:
    """Pipes, dots, slashes with blanks and tabs part the items of a menu."""
    found = bins_of(line, "separators")

    assert found == [count]


def test_neighbours_signals_are_those_of_the_block_beside() -> None:
    """What stands before a block is told by the block before."""
    text = f"Storm\n{PROSE}\nHome page"
    before, after = bins_of(text, "before"), bins_of(text, "after")

    assert before[1].startswith("no sentence; ")
    assert before[2].startswith("sentence; ")
    assert after[0].startswith("sentence; ")
    assert before[2] == after[0]


def test_place_is_told_by_the_prose_around() -> None:
    """Above, between, below, and a page without any."""
    runs = [name.split("; ")[0] for name in bins_of(f"A\n{PROSE}\nB\n{PROSE}\nC", "run")]

    assert [runs[0], runs[2], runs[4]] == ["above the prose", "between prose", "below the prose"]
    assert bins_of("A\nB", "run")[0].startswith("no prose")


def test_gap_before_a_block_is_told() -> None:
    """On a page that uses blank lines a missing one says something."""
    spaced, plain = bins_of("A\n\nB\nC\n\nD", "gap"), bins_of("A\nB\nC", "gap")

    assert spaced == ["blank line before", "blank line before", "joined to the block before", "blank line before"]
    assert plain[1:] == ["page without blank lines"] * 2


def test_rules_points_beside_a_block_are_told() -> None:
    """Residue before and after a block counts, its own points do not."""
    before, after = (bins_of("A\nB\nC", name, points=[6.0, 0.0, -3.0]) for name in ("rules before", "rules after"))

    assert before[1] == bins_of("A\nB", "rules before", points=[6.0, 9.0])[1]
    assert len({before[0], before[1]}) == 2
    assert after[2] == before[0]


def test_function_words_are_counted_as_a_share() -> None:
    """Prose has them, menus have not."""
    ratios = bins_of("the storm of the year\nStorm coverage", "function words", function_words=frozenset({"the", "of"}))

    assert ratios[0] != ratios[1]
    assert ratios[1] == bins_of("x", "function words")[0]


@pytest.mark.parametrize(
    ("line", "count"), [("· News", "none"), ("News /", "none"), ("| News", "one"), ("News |", "one")]
)
def test_separators_of_a_line_do_not_depend_on_where_it_stands(line: str, count: str) -> None:
    """A line at the begin or end of the text is counted like any other."""
    found = [*bins_of(line, "separators"), bins_of(f"A\n{line}\nB", "separators")[1]]

    assert found == [count, count]


@pytest.mark.parametrize(
    ("line", "ratio"),
    [
        ("the storm", "0.35 to 0.6"),
        ("don't", "under 0.01"),
        ("พวกเขา", "under 0.01"),
        ("は", "0.85 on"),
        ("から", "0.85 on"),
    ],
)
def test_function_words_of_several_words_are_passed_over(line: str, ratio: str) -> None:
    """Of scripts without spaces only those of one or two characters can be told; longer ones do no harm."""
    words = frozenset({"the", "don't", "พวกเขา", "ありません", "は", "から"})

    assert bins_of(line, "function words", function_words=words) == [f"{ratio} of the words"]


def sentence(words: int) -> str:
    """A line of prose of so many words."""
    return " ".join(["word"] * words) + "."


def test_every_bin_fits_into_a_byte() -> None:
    """That is what the table is made of."""
    assert max(len(signal.bins) for signal in SIGNALS) <= 256


@given(
    st.lists(
        st.text(st.sampled_from("aA.: |,0\t·»新ก한\ud800\x00"), max_size=12) | st.just(PROSE) | st.just(""), max_size=9
    )
)
def test_every_bin_of_random_pages_has_a_name(lines: list[str]) -> None:
    """Whatever the page."""
    page = Page(segment("\n".join(lines)))
    table = signal_table(page, residue_of(len(page.lines), [6.0] * min(len(page.lines), 2)), [frozenset({"a"})])

    assert table.shape == (len(page.lines), len(SIGNALS))
    assert all((table[:, i] < len(signal.bins)).all() for i, signal in enumerate(SIGNALS))


@pytest.mark.parametrize("edge", [1, 15, 35, 60, 85])
@pytest.mark.parametrize(("signal", "of_it", "others"), [("capitals", "Aa ", "aa "), ("digits", "0", "x")])
def test_bin_of_a_share_changes_at_each_edge(signal: str, of_it: str, others: str, edge: int) -> None:
    """Per cent of a hundred words, or characters."""
    under, at, over = (
        bins_of(of_it * share + others * (100 - share), signal)[0] for share in (edge - 1, edge, edge + 1)
    )

    assert under != at == over


def test_repeated_line_is_told() -> None:
    """Wherever its double stands."""
    assert bins_of("A\nB\nA", "repeats") == ["elsewhere on the page", "not", "elsewhere on the page"]


def test_second_neighbours_are_two_away() -> None:
    """At the ends of the page there is none: it counts as a short line without a stop."""
    text = f"A\n{PROSE}\nB\nC"

    assert bins_of(text, "second before") == [*["no sentence; under 3 words"] * 3, "sentence; 13 to 29 words"]
    assert bins_of(text, "second after") == ["no sentence; under 3 words"] * 4
    assert bins_of(f"A\nB\n{PROSE}", "second after")[0] == "sentence; 13 to 29 words"


def test_distance_to_prose_is_told() -> None:
    """Up and down, the block itself not counted; where there is none it is far."""
    text = f"A\n{PROSE}\nB\nC"

    assert bins_of(text, "prose above") == [f"{name} blocks away" for name in ("17 on", "17 on", "1 to 2", "2 to 3")]
    assert bins_of(text, "prose below") == [f"{name} blocks away" for name in ("1 to 2", "17 on", "17 on", "17 on")]


def test_prose_passed_is_counted_to_the_middle_of_a_block() -> None:
    """Half of its own words; menus add nothing."""
    found = bins_of(f"A\n{sentence(40)}\nB\n{sentence(60)}\nC", "prose passed")

    assert found == [
        f"{name} of the page's prose"
        for name in ("under 0.001", "0.05 to 0.25", "0.25 to 0.6", "0.6 to 0.9", "0.999 on")
    ]


def test_run_is_told_by_its_length() -> None:
    """Lines in a row that are prose, or are not."""
    found = bins_of(f"A\nB\nC\n{PROSE}\nD", "run")

    assert [name.split("; ")[1] for name in found] == ["3 to 5 lines"] * 3 + ["under 2 lines"] * 2


@pytest.mark.parametrize(("points", "share"), [(4.4, "under 0.01"), (4.5, "0.25 to 0.4"), (9.0, "0.25 to 0.4")])
def test_residue_around_counts_from_its_points_on(points: float, share: str) -> None:
    """Among the neighbours; the block's own points do not count."""
    found = bins_of("A\nB\nC\nD", "residue around", points=[points])

    assert found == ["under 0.01 of the blocks"] + [f"{share} of the blocks"] * 3


def test_residue_of_the_page_is_told_with_the_length() -> None:
    """One block of four is a quarter."""
    found = bins_of(f"A\nB\nC\n{PROSE}", "words on such a page", points=[9.0])

    assert found == ["0.2 to 0.35 residue; under 3 words"] * 3 + ["0.2 to 0.35 residue; 13 to 29 words"]


@pytest.mark.parametrize(("words", "name"), [(39, "under 40"), (40, "40 to 120"), (41, "40 to 120"), (700, "700 on")])
def test_prose_on_the_page_is_counted_in_words(words: int, name: str) -> None:
    """For every block the same."""
    assert bins_of(f"A\n{sentence(words)}", "prose on the page") == [f"{name} words"] * 2


def test_order_counts_the_blocks_before() -> None:
    """From nought on."""
    found = bins_of("\n".join("ABCD"), "order")

    assert found == [f"{name} blocks before" for name in ("under 1", "1 to 2", "2 to 3", "3 to 6")]


def test_kind_of_text_is_the_share_of_prose() -> None:
    """Of the page's words."""
    found = bins_of(f"{'menu ' * 20}\n{sentence(80)}", "words on such a text")

    assert found == ["0.75 to 0.85 prose; 13 to 29 words", "0.75 to 0.85 prose; 29 on words"]


def test_prose_around_is_the_share_of_neighbours() -> None:
    """The block itself left out."""
    assert bins_of(f"A\n{PROSE}\nB", "prose around") == [
        f"{name} of the blocks" for name in ("0.35 to 0.55", "under 0.05", "0.35 to 0.55")
    ]


def test_place_to_the_main_text_is_told() -> None:
    """Near, further and far, above and below; prose apart from lines."""
    text = "\n".join(["A"] * 14 + [PROSE, "B", PROSE] + ["C"] * 14)
    above, below = (
        ["far above"] * 2 + ["above"] * 9 + ["just above"] * 3,
        ["just below"] * 3 + ["below"] * 9 + ["far below"] * 2,
    )

    assert bins_of(text, "main text") == [f"line; {name}" for name in above] + [
        "prose; inside",
        "line; inside",
        "prose; inside",
    ] + [f"line; {name}" for name in below]
    assert bins_of("A\nB", "main text") == ["line; no main text"] * 2


def test_evidence_is_told_of_the_block_and_its_neighbours() -> None:
    """Its own, of the one before and the one after, and the mean around."""
    settings = {"evidence": [1.0, 0.0, -0.45]}

    assert bins_of("A\nB\nC", "evidence", **settings) == [
        f"{name} points" for name in ("1 to 1.5", "-0.02 to 0.02", "-0.45 to -0.25")
    ]
    assert bins_of("A\nB\nC", "evidence before", **settings) == [
        f"{name} points" for name in ("-0.02 to 0.02", "1 to 1.5", "-0.02 to 0.02")
    ]
    assert bins_of("A\nB\nC", "evidence after", **settings) == [
        f"{name} points" for name in ("-0.02 to 0.02", "-0.45 to -0.25", "-0.02 to 0.02")
    ]
    assert bins_of("A\nB\nC", "evidence near", **settings)[1] == "0.25 to 0.4 points"
    assert bins_of("A\nB\nC", "evidence of such a length", **settings)[0] == "under 3 words; 0.7 on points"


def test_evidence_around_reaches_further_than_near() -> None:
    """Beyond some blocks it is no longer near."""
    text = "\n".join(["A"] * 14)
    near, around = (bins_of(text, name, evidence=[9.0]) for name in ("evidence near", "evidence around"))
    nothing = "-0.03 to 0.03 points"

    assert [name != nothing for name in near] == [False] + [True] * 4 + [False] * 9
    assert [name != nothing for name in around] == [False] + [True] * 12 + [False]


def test_ties_to_the_text_are_told_by_its_words() -> None:
    """Content words that stand in the main prose; a line without any says nothing."""
    text = f"Harbour closed\n{PROSE}\n{PROSE}\nThe of\nMenu items"
    found, opening = (
        [name.split("; ")[1] for name in bins_of(text, f"tie to the {what}")] for what in ("text", "opening")
    )

    assert [found[0], found[3], found[4]] == ["0.45 to 0.6 found", "no words", "under 0.05 found"]
    assert [opening[0], opening[3], opening[4]] == ["0.5 to 0.7 found", "no words", "under 0.03 found"]


def test_ties_around_are_the_mean_of_the_neighbours() -> None:
    """A line without content words counts as one without a tie."""
    found = bins_of(f"Harbour\nThe of\nDoctor\n{PROSE}\n{PROSE}", "ties around")

    assert found[:3] == ["0.65 on found", "0.65 on found", "0.65 on found"]
    assert bins_of(f"Harbour\nThe of\nMenu\n{PROSE}", "ties around")[1] == "0.25 to 0.35 found"


def test_words_repeated_are_told_in_threes() -> None:
    """Three words in a row that stand in another block."""
    found = [name.split("; ")[1] for name in bins_of("one two three four\nx one two three\na b c\nA", "words repeated")]

    assert found == ["0.4 to 0.8 repeated", "0.4 to 0.8 repeated", "under 0.02 repeated", "under three words"]


@pytest.mark.parametrize(
    ("text", "bins"),
    [
        ("A storm.", ["sentence; one piece; under 3 words"]),
        ("The storm came from the sea\n, and it\nclosed the schools.", ["sentence; three pieces; 6 to 13 words"] * 3),
        ("The storm came from the sea\nReuters\n, and it closed the schools.", ["sentence; three pieces; 6 to 13 words"] * 3),
        ("The storm came.\nand it went.", ["sentence; one piece; 3 to 6 words"] * 2),
        ("The storm came\nAnd it went", ["no sentence; one piece; 3 to 6 words"] * 2),
        ("a b\nc\nd\ne\nf.", ["sentence; more pieces; 6 to 13 words"] * 5),
    ],
    ids=["whole", "three", "link-between", "ended", "capital", "many"],
)  # fmt: skip
def test_pieces_of_a_cut_paragraph_go_together(text: str, bins: list[str]) -> None:
    """What begins small after an open end goes on; a few words between belong to both."""
    assert bins_of(text, "pieces") == bins


def test_section_is_opened_by_a_short_line_of_residue() -> None:
    """It lasts until the next, and says how far back it began; the opening line is not in it."""
    text = "A\nComments\nB\nC\nD\nE\nRelated\nF"
    points, sections = [0.0, 3.0, 0, 0, 0, 0, 3.0], ["no section", "comments", *["no section"] * 4, "related"]
    settings = {"points": points, "sections": sections}

    assert bins_of(text, "section", **settings) == [
        *["no section; under 4 blocks"] * 2, *["comments; under 4 blocks"] * 3, *["comments; 4 to 12 blocks"] * 2, "related; under 4 blocks",
    ]  # fmt: skip
    assert [name.split("; ")[0] for name in bins_of(text, "since comments", **settings)] == [
        *["10000 on blocks"] * 2, "under 2 blocks", *["2 to 5 blocks"] * 3, *["5 to 20 blocks"] * 2,
    ]  # fmt: skip
    assert [name.split("; ")[0] for name in bins_of(text, "since related", **settings)][6:] == [
        "10000 on blocks",
        "under 2 blocks",
    ]


@pytest.mark.parametrize(("points", "opens"), [(2.4, False), (2.5, True), (2.6, True)], ids=["under", "at", "over"])
def test_section_needs_some_points(points: float, opens: bool) -> None:
    """A suspicion that is too weak opens none."""
    found = bins_of("Comments\nA", "section", points=[points], sections=["comments"])

    assert found[1].startswith("comments" if opens else "no section")


@pytest.mark.parametrize("off", [-1, 0, 1], ids=["under", "at", "over"])
def test_section_is_opened_by_few_words(off: int) -> None:
    """A long line about comments is no heading."""
    found = bins_of(f"{'word ' * (MAX_SECTION_WORDS + off)}\nA", "section", points=[9.0], sections=["comments"])

    assert found[1].startswith("comments" if off <= 0 else "no section")


@pytest.mark.parametrize(
    ("edges", "unit", "names"),
    [((1,), "x", ("under 1 x", "1 on x")), ((0.5, 2.0), "", ("under 0.5", "0.5 to 2", "2 on"))],
)
def test_bins_between_edges_are_named(edges: tuple[float, ...], unit: str, names: tuple[str, ...]) -> None:
    """Below the first, between, from the last on."""
    assert cuts("s", unit, edges).bins == names
    assert cut_at(np.array([edges[0] - 0.1, edges[0], edges[-1], 99.0]), edges).tolist() == [
        0,
        1,
        len(edges),
        len(edges),
    ]


def test_bins_of_two_things_are_every_pair() -> None:
    """The first runs slowest."""
    assert joint("s", ("a", "b"), ("x", "y")).bins == ("a; x", "a; y", "b; x", "b; y")


def test_names_and_dates_around_are_told_with_the_length() -> None:
    """As shares of the lines near, the line itself left out; dates far around too."""
    text = f"Ada Quill\n12 March 2024\n{PROSE}\nBo Reed\n13 March 2024\n{PROSE}"

    assert bins_of(text, "proper names near")[2] == "0.3 to 0.45 of the blocks; 13 to 29 words"
    assert bins_of(text, "dates near")[0] == "0.3 to 0.45 of the blocks; under 3 words"
    assert bins_of(text, "dates around")[1] == "0.2 to 0.3 of the blocks"


def test_distance_to_dates_is_told_both_ways() -> None:
    """Where there is none, it is farther than any page is long."""
    above, below = (bins_of(f"{PROSE}\n12 March 2024\n{PROSE}", f"date {side}") for side in ("above", "below"))

    assert above[0] == "10000 on blocks away; 13 to 29 words"
    assert above[2] == "under 2 blocks away; 13 to 29 words"
    assert below[0] == "under 2 blocks away; 13 to 29 words"


@pytest.mark.parametrize(
    ("signal", "bins"),
    [
        ("prose within 12", ["0.5 to 0.7 of the blocks", "0.2 to 0.35 of the blocks"]),
        ("prose within 25", ["0.5 to 0.7 of the blocks", "0.2 to 0.35 of the blocks"]),
        ("short lines within 12", ["0.25 to 0.4 of the blocks", "0.55 to 0.7 of the blocks"]),
        ("words of prose around", ["6 to 10 words a block", "3 to 6 words a block"]),
    ],
)
def test_region_leaves_the_line_itself_out(signal: str, bins: list[str]) -> None:
    """Two lines of prose and two short ones: each sees the other three."""
    text = f"Menu\n{PROSE}\nMenu\n{PROSE}"

    assert bins_of(text, signal)[:2] == bins


def test_headline_is_looked_for_in_the_line_and_around() -> None:
    """Lines next to those that have its words are near them; without a headline nothing is told."""
    page = Page(
        segment(f"Ferry strands at lighthouse\nThe ferry near the lighthouse\n{'A line.' + chr(10) * 2}The mayor")
    )
    residue = residue_of(len(page.lines))
    columns = [[signal.name for signal in SIGNALS].index(f"headline{where}") for where in ("", " near", " around")]
    told, untold = (signal_table(page, residue, [frozenset()], titles)[:, columns] for titles in ([0], []))
    names = [[SIGNALS[column].bins[bin_] for column, bin_ in zip(columns, row, strict=True)] for row in told.tolist()]

    assert names[1][0] == "0.6 on of its words; 3 to 6 words"
    assert names[3][0] == "under 0.01 of its words; under 3 words"
    assert all("no headline" not in name for row in names for name in row)
    assert names[3][1] == "0.5 to 0.9 of its words a block; under 13 words"
    assert all(
        SIGNALS[column].bins[bin_].startswith("no headline")
        for row in untold.tolist()
        for column, bin_ in zip(columns, row, strict=True)
    )
