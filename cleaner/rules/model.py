"""What a rule pack holds, as types. `load` reads them, `compile` makes them matchable.

The JSON Schema for editors (`rules/schema/`) is generated from these types, so a docstring or a
field here is what an editor shows.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct, ValidationError, convert

__all__ = ["Category", "Concept", "Forms", "Language", "Rule", "Where", "is_identifier"]

Identifier = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9_-]*$", max_length=60)]
Line = Annotated[str, Meta(min_length=1)]
Pattern = Annotated[str, Meta(min_length=1, max_length=2000)]
Count = Annotated[int, Meta(ge=0)]
Ratio = Annotated[float, Meta(ge=0.0, le=1.0)]
Forms = tuple[Line, ...]


def is_identifier(name: str) -> bool:
    """Whether a rule or category can have this id."""
    try:
        convert(name, Identifier)
    except ValidationError:
        return False
    return True


class Category(Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of residue (or of main content that can be dropped on request)."""

    id: Identifier
    meaning: Line
    dropped: bool


class Concept(Struct, frozen=True, forbid_unknown_fields=True):
    """What news sites call one thing, whatever the language."""

    summary: Line
    category: Identifier | None = None
    """Left out where the words mean nothing alone."""
    alone: Annotated[float, Meta(ge=0, le=10)] = 0


class Language(Struct, frozen=True, forbid_unknown_fields=True):
    """The words of one language: its function words, and its forms of each concept."""

    language: Annotated[str, Meta(pattern="^[a-z]{2,3}$")]
    name: Line
    scripts: tuple[Annotated[str, Meta(pattern="^[A-Z][a-z]{3}$")], ...]
    concepts: dict[str, Forms]
    stopwords: tuple[Line, ...] = ()


class Where(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Conditions on the line itself (first group) and on its place on the page (second group).

    Words are runs of letters and digits; in scripts without spaces two characters count as one.
    """

    min_words: Count | None = None
    max_words: Count | None = None
    min_chars: Count | None = None
    max_chars: Count | None = None
    ends_sentence: bool | None = None
    """The line ends with sentence punctuation (. ! ? … and those of other scripts)."""
    min_capital_ratio: Ratio | None = None
    """At least this share of the words begin with a capital; lines in scripts without case pass."""
    max_digit_ratio: Ratio | None = None
    """At most this share of the letters and digits are digits."""
    reported: bool | None = None
    """The line is speech or reports speech: it opens with a quotation mark, or has a word of {said}."""

    before_capital: bool | None = None
    """Span rules: what follows the match begins with a capital (or a script without case)."""

    first: bool | None = None
    """It is the first block of the page."""
    beside: tuple[Identifier, ...] = ()
    """The block before or after is residue of one of these categories."""
    after: tuple[Identifier, ...] = ()
    """The block before is residue of one of these categories."""
    before: tuple[Identifier, ...] = ()
    """The block after is residue of one of these categories."""
    joined: bool | None = None
    """No blank line stands between the block before and this one, on a page that uses blank lines."""
    between_prose: bool | None = None
    """The nearest blocks before and after that are not residue are running prose."""
    near_prose: bool | None = None
    """The next block is running prose."""
    repeats: Literal["exact", "start", "headline", "title", "suffix"] | None = None
    """exact: the same line stands elsewhere on the page; start: another line begins with this one or
    this one with another; headline: it repeats the page's headline; title: it is another line of the page with
    the site's name behind a sign, as browsers title pages; suffix: it ends in the same words behind a dash or
    bar as another line."""
    after_prose: bool | None = None
    """Running prose stands somewhere before it."""
    before_all_prose: bool | None = None
    """No running prose stands before it."""
    residue_on_page: Count | None = None
    """At least this many other blocks of the page are certain residue."""

    def on_page(self) -> bool:
        """Whether any condition needs more than the line itself."""
        return bool(self.beside or self.after or self.before) or any(
            value is not None
            for value in (
                self.first,
                self.joined,
                self.between_prose,
                self.near_prose,
                self.repeats,
                self.after_prose,
                self.before_all_prose,
                self.residue_on_page,
            )
        )


class Rule(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One declared shape of residue, with the examples that prove it. Fields in the order to write them."""

    id: Identifier
    """The residue, never the action; never reused."""
    summary: Annotated[str, Meta(min_length=1, max_length=80)]
    """What the line is, in at most 80 characters; shown by --explain."""
    why: Line
    """Why it is on pages and why extractors keep it."""
    category: Identifier
    scope: Literal["line", "span", "block"] = "line"
    """line: the whole line is residue. span: what the pattern matched is trimmed, the rest stays. block: the line is
    residue where it stands in an element of HTML that `selector` matches; on text such a rule never hits."""
    selector: Pattern | None = None
    """A CSS selector, for scope "block": the line stands in such an element, or is one."""
    languages: tuple[Annotated[str, Meta(pattern="^[a-z]{2,3}$")], ...] = ()
    """Only in these languages; left out: every language of the lexicon."""
    labels: bool = False
    """The line consists only of words of this rule's category (see `alone` in concepts.toml)."""
    match: Pattern | tuple[Pattern, ...] = ()
    """Regular expressions on the folded line; {concept} stands for its words. All must match, in any order."""
    unless: Pattern | tuple[Pattern, ...] = ()
    """None of these may match."""
    where: Where = Where()
    points: Annotated[float, Meta(ge=0, le=10)] = 0.0
    """What a hit adds to the block's score; at 5 a block is dropped."""
    status: Literal["candidate", "active", "retired"]
    source: Line
    """Where the rule comes from and what was measured."""
    drop: Annotated[tuple[Line, ...], Meta(min_length=1)]
    """Lines the rule must hit. Context rules write a small page with the line marked by '>> '. Of scope "block":
    HTML; the rule must hit the lines marked so and no other, or any line where none is marked."""
    keep: Annotated[tuple[Line, ...], Meta(min_length=2)]
    """Near misses it must not hit: at least two."""
    known_failures: tuple[Line, ...] = ()
    """Lines it should hit but does not, or the other way round (those begin with 'keep: ')."""
    false_positives: Line
    """What it will wrongly remove, in words."""

    def matches(self) -> tuple[str, ...]:
        """`match` as a tuple, whichever way it was written."""
        return (self.match,) if isinstance(self.match, str) else self.match

    def exceptions(self) -> tuple[str, ...]:
        """`unless` as a tuple, whichever way it was written."""
        return (self.unless,) if isinstance(self.unless, str) else self.unless
