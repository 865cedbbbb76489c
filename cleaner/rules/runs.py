"""Runs: patterns for lines that consist of one kind of thing, such as `^(?>{platform} ?){2,14}$`.

Where each thing is taken at first sight and not given back (atomic groups, `(?>…)`), a line is walked through from
begin to end, and what stands at each place is looked up among the words found. Nothing is compiled for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from cleaner.rules.grammar import Alternatives, Part, parts_of, unwrapped
from cleaner.rules.slots import Slot

__all__ = ["Run", "Step", "run_of"]

Choice = Slot | str
"""A word of a concept, or an expression without concepts."""


class Step(msgspec.Struct, frozen=True):
    """A choice, and what follows it."""

    choices: tuple[Choice, ...]
    """The first that matches is taken. Those without concepts take what follows as well."""
    behind: str = ""
    """An expression for what follows, which may be nothing at all."""

    def followed_by(self, expression: str) -> Step:
        """The step with something optional behind."""
        behind = f"(?>{expression})"
        choices = (f"(?>{choice}){behind}" if isinstance(choice, str) else choice for choice in self.choices)
        return Step(tuple(choices), self.behind + behind)


class Run(msgspec.Struct, frozen=True, tag=True):
    """A whole line as a repetition of steps."""

    lead: str
    """An expression for what may stand before, one character or some; nothing for none."""
    lead_chars: int
    steps: tuple[Step, ...]
    fewest: int
    most: int

    def expressions(self) -> Iterator[str]:
        """What is matched: the choices without concepts, and the lead up to where the steps begin."""
        yield self.whole_lead()
        for step in self.steps:
            yield from (choice for choice in step.choices if isinstance(choice, str))
            if step.behind:
                yield step.behind

    def whole_lead(self) -> str:
        """An expression for a text that is nothing but the lead."""
        return f"^{self.lead}$"

    def walk(self, text: str, step_end: Callable[[Step, int], int], begins: Callable[[int], bool]) -> bool:
        """Whether the line is such a run.

        `step_end` says where a step that begins at some place ends, -1 where none of its choices matches;
        `begins` whether all before a place is the lead.
        """
        return any(
            begins(start) and self._walk(len(text), start, step_end)
            for start in range(min(self.lead_chars, len(text)), -1, -1)
        )

    def _walk(self, length: int, at: int, step_end: Callable[[Step, int], int]) -> bool:
        for turn in range(self.most):
            if at == length:
                return turn >= self.fewest
            before = at
            for step in self.steps:
                at = step_end(step, at)
                if at < 0:
                    return False
            if at == before:
                return False
        return at == length


def run_of(pattern: str) -> Run | None:
    """The run that a pattern says; None where it says something else.

    >>> run_of("^(?>{platform} ?){2,4}$").steps
    (Step(choices=(Slot(concept='platform', long=False),), behind='(?> ?)'),)
    """
    alternatives = parts_of(pattern)
    if alternatives is None or len(alternatives) != 1 or len(alternatives[0]) < 3:  # noqa: PLR2004  ^, run, $
        return None
    begin, *lead, run, end = alternatives[0]
    if (
        (begin.written(), end.written()) != ("^", "$")
        or not run.quantifier
        or run.quantifier[-1] != "}"
        or run.most is None
    ):
        return None
    steps = _steps(run)
    lead_chars = sum(part.most or 0 for part in lead)
    if steps is None or not all(_is_plain(part) and part.most is not None for part in lead):
        return None
    return Run("".join(part.written() for part in lead), lead_chars, steps, run.fewest, run.most)


def _steps(run: Part) -> tuple[Step, ...] | None:
    """The steps of what is repeated.

    Either each is atomic; or all are together, and then what stands behind the first has to match anywhere:
    otherwise the first would be asked for another choice.
    """
    if len(run.inside) != 1:
        return None
    parts = run.inside[0]
    if run.kind == "(?:" and all(part.kind == "(?>" and not part.quantifier for part in parts):
        pieces = [part.inside for part in parts]
    elif run.kind == "(?>" and parts and all(part.fewest == 0 and _is_plain(part) for part in parts[1:]):
        pieces = [[[part]] for part in parts]
    else:
        return None
    steps: list[Step] = []
    for piece in pieces:
        choices = _choices(piece)
        if not choices:
            return None
        if steps and isinstance(choices[0], str) and _is_optional(piece):
            steps[-1] = steps[-1].followed_by(choices[0])
        else:
            steps.append(Step(choices))
    return tuple(steps)


def _choices(alternatives: Alternatives) -> tuple[Choice, ...] | None:
    """The alternatives, those in groups written out, as long as they are words or have none in them."""
    choices: list[Choice] = []
    for parts in unwrapped(alternatives):
        if len(parts) == 1 and parts[0].kind == "slot" and not parts[0].quantifier:
            choices.append(Slot.named(parts[0].text))
        elif any(_has_slot(part) for part in parts):
            return None
        else:
            plain = "".join(part.written() for part in parts)
            if choices and isinstance(choices[-1], str):
                plain = f"{choices.pop()}|{plain}"
            choices.append(plain)
    return tuple(choices)


def _is_optional(alternatives: Alternatives) -> bool:
    """Whether it matches anywhere, if only nothing."""
    return len(alternatives) == 1 and all(part.fewest == 0 and _is_plain(part) for part in alternatives[0])


def _is_plain(part: Part) -> bool:
    """One character or some; nothing that is about a place."""
    return part.kind in ("escape", "set", "char") and part.text not in ("^", "$", r"\b", r"\B")


def _has_slot(part: Part) -> bool:
    return part.kind == "slot" or any(_has_slot(inner) for parts in part.inside for inner in parts)
