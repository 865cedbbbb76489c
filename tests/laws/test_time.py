"""Time grows linearly with the size of the input, hostile or not: doubling never quadruples."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import pytest
from apart import run_apart

from cleaner import Cleaner

ALLOWANCE_SECONDS = 0.03
"""What a run may take more for reasons of the machine's. Inputs are large enough to take longer than this, most of them."""
MAX_SECONDS, MAX_MEMORY_MB = 60, 4096
PROSE = "The gardener carried the kettle beyond the river while another donkey painted a ladder for the old mill."


def one_line(size: int) -> str:
    """A single line of ordinary words."""
    return ("kettle donkey orchard " * (size // 22 + 1))[:size]


def distinct_lines(size: int) -> str:
    """Lines of which no two are the same."""
    return "".join(f"The {i} donkey carried kettle {i}.\n" for i in range(size // 40))


INPUTS: dict[str, tuple[Callable[[int], str], int]] = {
    "one-line": (one_line, 2_000_000),
    "lines": (lambda size: f"{PROSE}\n" * size, 100_000),
    "distinct-lines": (distinct_lines, 600_000),
    "blank-lines": (lambda size: "\n" * size, 1_000_000),
    "label-lines": (lambda size: "Subscribe now\n" * size, 50_000),
    "labels-between-prose": (lambda size: f"{PROSE}\n\nSign up to our newsletter\n\n" * size, 10_000),
    "one-letter": (lambda size: "a" * size, 2_000_000),
    "white-space": (lambda size: " \t\u3000" * size + "x", 500_000),
    "open-brackets": (lambda size: "[" * size, 500_000),
    "nested-brackets": (lambda size: "[" * size + "](a)" * size, 200_000),
    "links-without-end": (lambda size: "[a](" * size, 200_000),
    "images-in-links": (lambda size: "[![a](b)](c) " * size, 50_000),
    "brackets-on-lines": (lambda size: ("[" * 200 + "](" * 200 + "\n") * size, 2_000),
    "quotes": (lambda size: '"' * size, 1_000_000),
    "quotes-between-words": (lambda size: "“a” 'b' «c» " * size, 100_000),
    "read-more": (lambda size: "read more: " * size, 100_000),
    "read-more-lines": (lambda size: "".join(f"Read more: kettle {i}\n" for i in range(size)), 5_000),
    "bullets": (lambda size: "* " * size, 300_000),
    "bullet-lines": (lambda size: ("* " * 300 + "\n") * size, 1_000),
    "combining-marks": (lambda size: "a" + "\u0301" * size, 300_000),
    "combining-lines": (lambda size: ("a" + "\u0301" * 900 + "\n") * size, 50),
    "long-words-of-the-lexicon": (lambda size: "sign up to our newsletter " * size, 50_000),
    "han": (lambda size: "相关新闻阅读更多" * size, 100_000),
    "same-start": (lambda size: "".join("a" * 50 + f"{i}\n" for i in range(size)), 10_000),
    "pipes": (lambda size: "| " * size, 300_000),
    "title-cuts": (lambda size: ("a - " * 70 + "\n") * size, 1_000),
    "wrapped-lines": (lambda size: f"{PROSE[:70]}\nkettle " * size, 20_000),
    "wrapped-links": (lambda size: f"[{PROSE[:50]}\nkettle](/donkey-\nkettle) orchard\n" * size, 10_000),
    "torn-lines": (lambda size: f"{PROSE[:50]}\nkettle\n, and\n" * size, 20_000),
    "numbered-links": (lambda size: "".join(f"[{n % 9999}]kettle " for n in range(size)), 50_000),
    "crlf": (lambda size: "\r\n" * size, 300_000),
}


def best_of_three(run: Callable[[], object]) -> float:
    """The shortest of three times, in seconds."""
    times = []
    for _ in range(3):
        began = time.process_time()
        run()
        times.append(time.process_time() - began)
    return min(times)


@pytest.mark.parametrize("name", INPUTS)
def test_doubling_the_input_never_quadruples_the_time(name: str) -> None:
    """Half the input and the whole, best of three each, nothing remembered from one run to the next."""
    make, size = INPUTS[name]
    clean = Cleaner()
    matcher = clean._matcher
    clean.text(PROSE)

    def run(text: str) -> None:
        matcher._cache.clear()
        clean.text(text)

    half, whole = (best_of_three(partial(run, make(count))) for count in (size // 2, size))

    assert whole < 4 * half + ALLOWANCE_SECONDS
    assert whole < MAX_SECONDS


HUGE = {
    "fifty-megabytes-on-a-line": "'kettle donkey ' * 3_571_429",
    "two-million-lines": "''.join(f'A donkey and kettle {i}.\\n' for i in range(1000)) * 2000",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HUGE)
def test_huge_input_is_done_within_a_minute(name: str) -> None:
    """One line of 50 MB and two million lines are cleaned, in a minute and some memory."""
    seconds, megabytes = run_apart(
        before=f"import cleaner; text = {HUGE[name]}; cleaner.clean_text('warm')",
        run="assert cleaner.clean_text(text).text == text",
    )

    assert seconds < MAX_SECONDS
    assert megabytes < MAX_MEMORY_MB
