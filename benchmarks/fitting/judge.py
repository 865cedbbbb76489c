"""How good fitted numbers are on texts they have not seen."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import mean
from typing import NamedTuple

from msgspec.structs import replace

from benchmarks.accuracy.metrics import word_f1
from benchmarks.fitting.texts import GOLD, Text
from cleaner._cleaner import Cleaner
from cleaner.decide.decide import Decision, decide
from cleaner.decide.guard import DEFAULT_MAX_LOSS, guard
from cleaner.decide.scorecard import Fitted
from cleaner.render.text import cut, ranges_of
from cleaner.rules.alignment import words

__all__ = ["Score", "report", "score", "verdicts"]


class Score(NamedTuple):
    """Word F1 of a text as it is and cleaned, and how many words of the gold it lost."""

    text: Text
    before: float
    after: float
    lost: int


def verdicts(text: Text, fitted: Fitted, cleaner: Cleaner) -> Decision:
    """One look at a text with these numbers."""
    pack = replace(cleaner._pack, fitted=fitted)
    decision = decide(text.page, text.hits, [text.tongues], pack, cleaner._dropped, "auto", text.dom)
    drop, _ = guard(text.page, decision.drop, decision.asked, DEFAULT_MAX_LOSS)
    return decision._replace(drop=drop)


def score(text: Text, fitted: Fitted, cleaner: Cleaner) -> Score:
    """A text cleaned with these numbers, against its gold. What is lost is counted for golds alone."""
    blocks = text.page.blocks
    kept = cut(blocks.text, ranges_of(blocks, verdicts(text, fitted, cleaner)))
    lost = sum((Counter(words(text.gold)) - Counter(words(kept))).values()) if text.column == GOLD else 0
    return Score(text, word_f1(blocks.text, text.gold), word_f1(kept, text.gold), lost)


def report(results: Sequence[Score]) -> str:
    """Means by set and column, by language; harm."""
    by_column: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    by_language: dict[str, list[float]] = defaultdict(list)
    lost, total = Counter[str](), Counter[str]()
    for text, before, after, gone in results:
        if text.column == GOLD:
            lost[text.set] += gone
            total[text.set] += len(words(text.gold))
            continue
        by_column[text.set, text.column].append((before, after))
        if text.column.startswith("page_") and text.lang:
            by_language[text.lang].append(after)
    lines = [
        f"{name:12} {column:22} as it is {mean(a for a, _ in pairs):.4f}  cleaned {mean(b for _, b in pairs):.4f}"
        for (name, column), pairs in by_column.items()
    ]
    lines += [f"{name:12} gold: {100 * lost[name] / total[name]:.3f} % of words lost" for name in total]
    lines += ["pages by language: " + ", ".join(f"{k} {mean(v):.3f} ({len(v) // 3})" for k, v in by_language.items())]
    return "\n".join(lines)
