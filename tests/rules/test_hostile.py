"""Every shipped rule on hostile lines: doubling the line never quadruples its time, and no time limit is met."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

import msgspec
import pytest

from cleaner.rules.examples import MARK
from cleaner.rules.match import MAX_LINE_CHARS, Matcher, Spent

RULES = Path(__file__).resolve().parents[2] / "rules"
IDS = [
    rule["id"]
    for file in sorted(RULES.rglob("*.toml"))
    for rule in tomllib.loads(file.read_text(encoding="utf-8")).get("rule", ())
    if rule.get("status") != "retired" and rule.get("match")
]
TRIALS = 3
"""What is slow is slow each time; a busy machine is so now and then."""
ALLOWANCE_SECONDS = 0.002
"""A rule's search takes microseconds: below this the clock measures the machine."""
SIGNS = ["a", " a", "- ", '"', "a b ", "1", "1 ", ": ", "A, ", "新", "(", "| ", "aaaa@", "é"]


def example_line(example: str) -> str:
    """The line that is meant."""
    lines = example.split("\n")
    return next((line.removeprefix(MARK) for line in lines if line.startswith(MARK)), lines[0])


def hostile(unit: str, example: str, chars: int) -> list[str]:
    """Lines of so many characters: the unit over and over, alone, and before and behind an example."""
    filled = (unit * chars)[:chars]
    rest = (unit * chars)[: max(chars - len(example) - 1, 0)]
    return [filled, f"{example} {rest}", f"{rest} {example}"]


def only(matcher: Matcher, rule_id: str) -> Matcher:
    """A matcher of one rule."""
    rules = [compiled for compiled in matcher.pack.rules if compiled.rule.id == rule_id]
    return Matcher(msgspec.structs.replace(matcher.pack, rules=rules))


def seconds(matcher: Matcher, line: str, spent: Spent) -> float:
    """The shorter of two times of the processor, expressions compiled before: other programs' time is not a rule's."""
    times = []
    for _ in range(3):
        matcher._cache.clear()
        began = time.process_time()
        matcher.match([line], spent)
        times.append(time.process_time() - began)
    return min(times[1:])


def grows_fast(matcher: Matcher, half: str, whole: str, spent: Spent) -> bool:
    """Whether the whole takes more than four times as long as the half."""
    taken = seconds(matcher, whole, spent)
    return taken > ALLOWANCE_SECONDS and taken > 4 * seconds(matcher, half, spent) + ALLOWANCE_SECONDS


@pytest.mark.parametrize("rule_id", IDS)
def test_rule_takes_linear_time_on_hostile_lines(every_matcher: Matcher, rule_id: str) -> None:
    """Its own examples over and over, and runs of letters, blanks, dashes and quotes, up to the longest line read."""
    matcher = only(every_matcher, rule_id)
    rule = next(compiled.rule for compiled in every_matcher.pack.rules if compiled.rule.id == rule_id)
    examples = [example_line(example) for example in rule.drop]
    slow = []
    spent = Spent()
    for unit in [f"{examples[0]} ", f"{examples[-1]} ", *SIGNS]:
        pairs = zip(
            *(hostile(unit, examples[0], chars) for chars in (MAX_LINE_CHARS // 2, MAX_LINE_CHARS)), strict=True
        )
        for half, whole in pairs:
            if all(grows_fast(matcher, half, whole, spent) for _ in range(TRIALS)):
                slow.append(unit)

    assert slow == []
    assert list(spent.said()) == []
