"""What rules do on real pages: hits, wrong hits, what each alone catches, overlap, time.

This is what moves a rule from candidate to active or to retired; the thresholds and how to read the
figures are in docs/rules.md. Every rule that is not retired is measured on the first look at a text,
candidates as if they were active. A hit is wrong where the line stands in the gold article
(`alignment`); for a rule that cuts spans, where the span does; for a rule about repetition, where the
text says it nowhere else. On pages of HTML only rules with selectors are counted, which hit nowhere else.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

import msgspec

from cleaner.decide.decide import Decision, decide
from cleaner.decide.tongues import Tongues
from cleaner.rules.alignment import Gold, words
from cleaner.rules.compiled import CompiledPack, CompiledRule
from cleaner.rules.labelled import LabelledText
from cleaner.rules.match import Matcher
from cleaner.rules.model import Rule
from cleaner.rules.selection import NOWHERE, Selection, select
from cleaner.segment.reading import read_text
from cleaner.signals.language import MIN_SAMPLE_CHARS, SAMPLE_CHARS, identify, identify_line
from cleaner.signals.page import Page

__all__ = ["Counts", "LanguageFigures", "Measurement", "RuleFigures", "measure", "suggest_status"]

MIN_HITS = 10
"""With fewer hits on pages with gold nothing is said of a rule: one mistake would be a tenth."""
MAX_WRONG_SURE = 0.05
"""Share of wrong hits up to which a rule may decide alone. Gold itself is wrong about one line in thirty
(bylines and credits that one set keeps and another drops), so a lower limit would judge the gold."""
MAX_WRONG_SUSPICION = 0.2
"""The same for a rule of fewer points than drop a line: something else must agree before harm is done."""
MIN_WRONG_HITS = 2
"""One wrong hit alone is not held against a rule: as often as not it is the gold's mistake, or the alignment's."""
MIN_WRONG_RETIRED = 0.5
"""From here on a rule is no evidence of residue: as many lines of articles as of residue."""
MIN_HITS_USELESS = 30
"""From so many hits on, a rule that decides alone and never was needed to is said to be of no use."""
WRONG_LINES = 5
"""How many wrongly hit lines of a rule are kept to be read by a person."""
OVERLAPS = 3
"""How many of the rules that hit the same lines are named."""
SAMPLED_LINES = 10
"""About so many lines of each text are candidates to be timed: no page decides what a rule costs."""
MAX_SAMPLED_LINES = 20_000
"""What the timed lines are chosen from; more would only cost memory on a large folder."""
TIMED_LINES = 400
TIMED_RUNS = 3
"""Time is the best of so many runs of each rule by itself over so many different lines. In November 2026 that took
6 s for 94 rules, and four measurements on a busy machine agreed within two hundredths; single runs did not."""
UNTOLD = "und"
"""ISO 639-2 for "undetermined": texts with too little prose to tell their language."""

_REPETITIONS = ("exact", "start", "headline", "title")
"""Conditions after which the text keeps what the line says: another line says it too."""

Status = Literal["candidate", "active", "retired"]


class Counts(msgspec.Struct):
    """What a rule did, in lines."""

    hits: int = 0
    judged: int = 0
    """Hits in texts whose article is known."""
    wrong: int = 0
    """Of those: the line (or the span) stands in the article."""
    alone: int = 0
    """Lines that are certain residue with this rule, and are not without it."""
    alone_wrong: int = 0
    """Of those: in the article."""

    def add(self, other: Counts) -> None:
        """Count another's too."""
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def wrong_ratio(self) -> float:
        """Share of wrong hits, from 0 to 1; 0 where none could be judged."""
        return self.wrong / self.judged if self.judged else 0.0


class RuleFigures(msgspec.Struct):
    """One rule on all texts."""

    id: str
    category: str
    status: str
    points: float
    labels: bool
    total: Counts
    languages: dict[str, Counts]
    """By the language of the text's prose."""
    overlap: list[tuple[str, int]]
    """The rules that most often hit the same line, with how often."""
    wrong_lines: list[str]
    """Some of the lines that it wrongly hits."""
    time_ratio: float
    """Share of the time that all rules take, each by itself; what they share is left out."""
    suggested: Status
    reason: str


class LanguageFigures(msgspec.Struct):
    """What rules alone do in one language, in lines of texts with gold."""

    texts: int = 0
    lines: int = 0
    residue: int = 0
    certain: int = 0
    """Lines that active rules take for certain residue."""
    certain_residue: int = 0

    @property
    def precision(self) -> float:
        """Share of the certain lines that are residue."""
        return self.certain_residue / self.certain if self.certain else 1.0

    @property
    def recall(self) -> float:
        """Share of the residue that is certain; the rest is left to structure."""
        return self.certain_residue / self.residue if self.residue else 1.0


class Measurement(msgspec.Struct):
    """All of it."""

    texts: int
    pages: int
    """Pages of HTML."""
    texts_with_gold: int
    lines: int
    languages: dict[str, LanguageFigures]
    rules: list[RuleFigures]


class _Hit(NamedTuple):
    rule: str
    points: float
    span: str | None
    """What a span rule would cut."""


class _Tally:
    """Counts by rule and language, and which rules meet."""

    def __init__(self, pack: CompiledPack) -> None:
        self.rules = {compiled.rule.id: compiled.rule for compiled in pack.rules}
        self.certain_at = pack.scorecard.certain_at
        self.counts: dict[str, dict[str, Counts]] = {name: defaultdict(Counts) for name in self.rules}
        self.meetings: dict[str, Counter[str]] = {name: Counter() for name in self.rules}
        self.wrong_lines: dict[str, dict[str, None]] = {name: {} for name in self.rules}
        self.languages: dict[str, LanguageFigures] = defaultdict(LanguageFigures)

    def add_line(
        self, line: int, lines: Sequence[str], found: list[_Hit], other_points: float, language: str,
        *, kept: bool | None, gold: Gold, is_html: bool = False,
    ) -> bool:  # fmt: skip
        """Count the hits of a line; `kept` says whether it is the article's, None where that is not known.

        `other_points` are those that no rule gave. Of HTML only the hits of rules with selectors are counted.
        Returns whether the active rules make it certain residue.
        """
        active = {hit for hit in found if self.rules[hit.rule].status == "active"}
        base = other_points + sum(hit.points for hit in active if hit.span is None)
        cut = any(hit.span is not None for hit in active)
        for hit in found:
            if is_html and self.rules[hit.rule].selector is None:
                continue
            own = hit.points if hit in active else 0.0
            if hit.span is None:
                alone = base - own < self.certain_at <= base - own + hit.points
            else:
                others = cut if hit not in active else any(h.span is not None for h in active - {hit})
                alone = base < self.certain_at and not others
            wrong = bool(kept) and self._is_lost(hit, line, lines, gold)
            self.counts[hit.rule][language].add(
                Counts(1, kept is not None, wrong, alone, alone and wrong),
            )
            if wrong and len(self.wrong_lines[hit.rule]) < WRONG_LINES:
                self.wrong_lines[hit.rule][lines[line]] = None
            self.meetings[hit.rule].update(other.rule for other in active if other.rule != hit.rule)
        return base >= self.certain_at

    def _is_lost(self, hit: _Hit, line: int, lines: Sequence[str], gold: Gold) -> bool:
        """Whether the article would lack something, were a hit on one of its lines to go."""
        if hit.span is not None:
            return gold.runs(words(hit.span))
        if self.rules[hit.rule].where.repeats not in _REPETITIONS:
            return True
        return not Gold("\n".join((*lines[:line], *lines[line + 1 :]))).has(words(lines[line]))


def measure(matcher: Matcher, texts: Iterable[LabelledText]) -> Measurement:
    """Measure every rule of the matcher on some texts. Raises: what reading the texts raises."""
    tally = _Tally(matcher.pack)
    count = pages = with_gold = lines = 0
    timed: dict[str, None] = {}
    gold_text, gold = "", Gold("")
    for text in texts:
        count += not text.is_html
        pages += text.is_html
        page, selection = _page_of(text, matcher.pack)
        if not page.lines:
            continue
        if text.gold is not None and text.gold != gold_text:
            gold_text, gold = text.gold, Gold(text.gold)  # the texts of one page follow one another
        known = gold if text.gold is not None else None
        if text.is_html:
            _add_page(matcher, page, selection, known, tally)
            continue
        lines += len(page.lines)
        with_gold += text.gold is not None
        _add_text(matcher, page, known, tally)
        if len(timed) < MAX_SAMPLED_LINES:
            timed.update(dict.fromkeys(_sample(page.lines)))
    seconds = _rule_seconds(matcher, list(timed)[:: max(len(timed) // TIMED_LINES, 1)][:TIMED_LINES])
    whole = sum(seconds.values()) or 1.0
    return Measurement(
        texts=count,
        pages=pages,
        texts_with_gold=with_gold,
        lines=lines,
        languages=dict(sorted(tally.languages.items())),
        rules=[
            _figures(compiled.rule, tally, seconds[compiled.rule.id] / whole, matcher.pack.scorecard.certain_at)
            for compiled in matcher.pack.rules
        ],
    )


def suggest_status(rule: Rule, total: Counts, certain_at: float) -> tuple[Status, str]:
    """The status that the figures speak for, and why, in words. The thresholds: docs/rules.md.

    A rule without enough evidence becomes, or stays, what it is; a dead one is not taken from those
    who need it because these texts do not.
    """
    decides = rule.scope == "span" or rule.points >= certain_at  # labels: the look of the line corrects them
    limit = MAX_WRONG_SURE if decides else MAX_WRONG_SUSPICION
    now: Status = rule.status
    said = f"{total.wrong} of {total.judged} hits wrong ({total.wrong_ratio:.1%})"
    if not total.hits:
        return now, "dead here: no hit"
    if total.judged < MIN_HITS:
        return now, f"{total.judged} hits with gold, {MIN_HITS} are needed"
    if total.wrong < MIN_WRONG_HITS:
        limit = 1.0
    if total.wrong_ratio >= MIN_WRONG_RETIRED:
        return "retired", f"{said}; no evidence of residue from {MIN_WRONG_RETIRED:.0%} on"
    if total.wrong_ratio > limit:
        return "candidate", f"{said}; at most {limit:.0%}"
    if decides and total.hits >= MIN_HITS_USELESS and not total.alone:
        return "retired", f"{total.hits} hits and never needed: other rules are certain of all of them"
    return "active", said


def _page_of(text: LabelledText, pack: CompiledPack) -> tuple[Page, Selection]:
    """The blocks of a text or of a page of HTML, and what selectors match there."""
    if not text.is_html:
        assert isinstance(text.text, str)
        return Page(read_text(text.text).blocks), NOWHERE
    from cleaner.segment.html import segment_html  # with the HTML parser: most packs have no selectors

    html = segment_html(text.text)
    return Page(html.blocks), select(html, pack)


def _add_page(matcher: Matcher, page: Page, selection: Selection, gold: Gold | None, tally: _Tally) -> None:
    """Count what rules with selectors do on one page of HTML."""
    if not selection.rules:
        return
    decision = _first_look(matcher, page, selection)
    found, others = _by_line(decision, tally.rules, page.lines)
    labels = gold.label(page.lines) if gold else None
    language = _language(page.sample(0))
    for line, hits in sorted(found.items()):
        kept = None if labels is None else bool(labels[line])
        tally.add_line(
            line, page.lines, hits, others.get(line, 0.0), language, kept=kept, gold=gold or _NO_GOLD, is_html=True
        )


def _add_text(matcher: Matcher, page: Page, gold: Gold | None, tally: _Tally) -> None:
    """Count what rules do on one text."""
    decision = _first_look(matcher, page)
    language = _language(page.sample(0))
    found, others = _by_line(decision, tally.rules, page.lines)
    labels = gold.label(page.lines) if gold else None
    figures = tally.languages[language]
    for line in range(len(page.lines)) if labels is not None else sorted(found):
        kept = None if labels is None else bool(labels[line])
        certain = tally.add_line(
            line, page.lines, found.get(line, []), others.get(line, 0.0), language, kept=kept, gold=gold or _NO_GOLD
        )
        if kept is not None:
            figures.residue += not kept
            figures.certain += certain
            figures.certain_residue += certain and not kept
    if labels is not None:
        figures.texts += 1
        figures.lines += len(page.lines)


_NO_GOLD = Gold("")


def _first_look(matcher: Matcher, page: Page, selection: Selection = NOWHERE) -> Decision:
    """What rules say of a page, structure left out."""
    pack = matcher.pack
    hits = selection.hits(page, matcher.match(page.lines), pack)
    sample = page.sample(0)
    codes = identify(sample)
    native = sum(1 << i for i, code in enumerate(pack.languages) if code in codes)
    everything = frozenset(category.id for category in pack.categories)
    tongues = Tongues.heard(page.lines, hits, sample, native, pack)
    return decide(page, hits, [tongues], pack, everything, "article")


def _by_line(
    decision: Decision, rules: dict[str, Rule], lines: Sequence[str]
) -> tuple[dict[int, list[_Hit]], dict[int, float]]:
    """The hits of each line, and the points that corrections (`one_word`, `full_stop` …) add to it."""
    found: dict[int, list[_Hit]] = defaultdict(list)
    others: dict[int, float] = defaultdict(float)
    for block, name, points, category in decision.contributions:
        if name in rules:
            found[block].append(_Hit(name, points, None))
        elif not category:  # a category of its own: a headline, which is asked for and no rule's
            others[block] += points
    for trim in decision.trims:
        found[trim.block].append(_Hit(trim.rule, trim.points, lines[trim.block][trim.start : trim.end]))
    return found, others


def _language(sample: str) -> str:
    told = " ".join(sample[:SAMPLE_CHARS].split())
    return (identify_line(told) if len(told) >= MIN_SAMPLE_CHARS else "") or UNTOLD


def _figures(rule: Rule, tally: _Tally, time_ratio: float, certain_at: float) -> RuleFigures:
    total = Counts()
    for counts in tally.counts[rule.id].values():
        total.add(counts)
    suggested, reason = suggest_status(rule, total, certain_at)
    return RuleFigures(
        id=rule.id,
        category=rule.category,
        status=rule.status,
        points=rule.points,
        labels=rule.labels and rule.selector is None,
        total=total,
        languages=dict(sorted(tally.counts[rule.id].items(), key=lambda item: (-item[1].hits, item[0]))),
        overlap=tally.meetings[rule.id].most_common(OVERLAPS),
        wrong_lines=list(tally.wrong_lines[rule.id]),
        time_ratio=time_ratio,
        suggested=suggested,
        reason=reason,
    )


def _sample(lines: Sequence[str]) -> Sequence[str]:
    """Some lines of a text, from all over it: rules are timed on what pages hold."""
    return lines[:: max(len(lines) // SAMPLED_LINES, 1)]


def _rule_seconds(matcher: Matcher, lines: Sequence[str]) -> dict[str, float]:
    """Processor seconds each rule takes on the lines by itself, less what all of them take alike.

    Most rules cost next to nothing, so the quickest quarter shows what finding words costs; a matcher without
    rules, measured once, made the sum swing by half with its own chance.
    """
    pack = matcher.pack
    best = {compiled.rule.id: float("inf") for compiled in pack.rules}
    for _ in range(TIMED_RUNS):  # round by round: what else the machine does for a while spoils one round only
        for compiled in pack.rules:
            best[compiled.rule.id] = min(best[compiled.rule.id], _seconds(pack, compiled, lines))
    shared = sorted(best.values())[len(best) // 4] if best else 0.0
    return {name: max(seconds - shared, 0.0) for name, seconds in best.items()}


def _seconds(pack: CompiledPack, rule: CompiledRule, lines: Sequence[str]) -> float:
    matcher = Matcher(msgspec.structs.replace(pack, rules=[rule]))
    matcher.match(lines[:1])  # what is made ready once is no rule's time
    began = time.thread_time()
    matcher.match(lines[1:])
    return time.thread_time() - began
