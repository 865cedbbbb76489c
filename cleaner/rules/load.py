"""Reading rule packs: TOML files in, one checked `Pack` out, or every problem at once.

A pack is a folder (any of `categories.toml`, `concepts.toml`, `lexicon/`, `shapes/`, `sites/`) or
one file. What a file holds is told by its keys, not its name. Packs add to one another: a later
pack may add words to a language, concepts, categories and rules; ids are never taken twice.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin

import msgspec

from cleaner.errors import PackError, Problem, suggest
from cleaner.rules import lint
from cleaner.rules.folding import fold_lines
from cleaner.rules.model import Category, Concept, Forms, Language, Rule, Where
from cleaner.rules.packs import content_of, pack_files
from cleaner.rules.pattern import names, substitute

__all__ = ["Pack", "Places", "filled", "load"]

Kind = TypeVar("Kind", bound=msgspec.Struct)
_TABLES = ("category", "concept", "concepts", "parts", "rule")
_MANUALS = {
    Category: "see docs/rules.md, 'Category'",
    Concept: "see CONTRIBUTING, 'Add words to a concept'",
    Language: "see CONTRIBUTING, 'Add a language'",
    Rule: "see CONTRIBUTING, 'Add a rule'",
}
"""Where it is told what the tables must have."""
_KINDS = {
    "array": "a list", "bool": "true or false", "float": "a number", "int": "a whole number", "object": "a table",
    "str": "a string",
}  # fmt: skip
"""The reader's names of types, and what somebody who writes TOML calls them."""
MAX_SHOWN_CHARS = 60
"""Of a wrong value: enough to know it again."""


class Places(msgspec.Struct):
    """Where things stand in one TOML file: `tomllib` does not say, so the headers are looked up."""

    path: str
    lines: list[str]

    def of(self, header: str, nth: int = 0, key: str = "") -> tuple[int, int]:
        """Line and column of a key under the n-th ``[header]``, or of the header itself."""
        wanted = re.compile(rf"\s*\[\[?\s*{re.escape(header)}\s*\]\]?")
        heads = [i for i, line in enumerate(self.lines) if wanted.match(line)] if header else [-1]
        if nth >= len(heads):
            return 0, 0
        first = heads[nth]
        if key:
            assignment = re.compile(rf'\s*"?{re.escape(key)}"?\s*=\s*')
            for i in range(first + 1, len(self.lines)):
                if self.lines[i].lstrip().startswith("[") and "=" not in self.lines[i]:
                    break
                if found := assignment.match(self.lines[i]):
                    return i + 1, found.end() + 1
        return max(first, 0) + 1, 1

    def problem(self, code: str, found: str, expected: str = "", at: tuple[int, int] = (1, 1)) -> Problem:
        """A problem of this file, at a place from `of`."""
        return Problem(self.path, at[0], at[1], code, found, expected)


class Pack(msgspec.Struct):
    """Everything that some packs declare, checked."""

    categories: dict[str, Category] = {}
    concepts: dict[str, Concept] = {}
    languages: dict[str, Language] = {}
    parts: dict[str, str] = {}
    rules: dict[str, Rule] = {}
    places: dict[str, str] = {}
    """Rule id to ``path:line``."""


def filled(pack: Pack, pattern: str) -> str:
    """The pattern with its parts written out, parts of parts too; concepts stay for later.

    Raises: RecursionError where parts name each other in a circle (the lint says so first).
    """

    def part(name: str) -> str:
        return f"(?:{filled(pack, pack.parts[name])})" if name in pack.parts else "{" + name + "}"

    return substitute(pattern, part)


def load(paths: Iterable[Path], *, force: bool = False) -> Pack:
    """Read and check packs, in order.

    `force` takes patterns that the lint calls slow; they then run under the time limit only.
    Raises: PackError with every problem of every file.
    """
    problems: list[Problem] = []
    files = [(file, *_read(file, problems)) for path in paths for file in pack_files(path)]
    pack = Pack()
    # What rules refer to comes first, whatever the order of the files.
    for reader in (_categories, _concepts, _languages, _parts, _rules):
        for _, places, content in files:
            reader(pack, places, content, problems)
    found = lint.patterns(pack, {file.as_posix(): places for file, places, _ in files})
    problems += [problem for problem in found if not (force and problem.code in lint.SLOW)]
    if problems:
        raise PackError(problems)
    return pack


def _read(file: Path, problems: list[Problem]) -> tuple[Places, dict[str, Any]]:
    places = Places(file.as_posix(), [])
    try:
        text = content_of(file).decode("utf-8-sig")  # Windows editors put a byte order mark before it
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        places.lines = text.removesuffix("\n").split("\n")  # and nowhere else: TOML counts no other line ends
        content = tomllib.loads(text)
    except PackError as error:
        problems += error.problems
        return places, {}
    except UnicodeDecodeError as error:
        problems.append(places.problem("E101", f"not UTF-8 at byte {error.start}", "save the file as UTF-8", (0, 0)))
        return places, {}
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"at line (\d+), column (\d+)", str(error))
        at = (int(where[1]), int(where[2])) if where else (len(places.lines), 1)
        message = re.sub(r" \(at .*\)$", "", str(error))
        problems.append(places.problem("E101", f"not TOML: {message[0].lower()}{message[1:]}", "", at))
        return places, {}
    known = {*_TABLES, "language", "name", "scripts", "stopwords"}
    for key in content:
        if key not in known:
            hint = suggest(key, known) or f"; use one of {', '.join(sorted(known))}"
            at = places.of("", 0, key) if not isinstance(content[key], dict | list) else places.of(key)
            problems.append(places.problem("E102", f"unknown table {key!r}", hint[2:], at))
    return places, content


def _convert(
    value: dict[str, Any], kind: type[Kind], places: Places, problems: list[Problem], header: str, nth: int = 0
) -> Kind | None:
    """One table as a type; every wrong, missing or unknown field is a problem of its own."""
    fields = {field.name: field for field in msgspec.structs.fields(kind)}
    before = len(problems)

    def problem(key: str, found: str, expected: str) -> None:
        problems.append(places.problem("E103", found, expected, places.of(header, nth, key)))

    for key in value:
        if key not in fields:
            hint = suggest(key, fields) or f"; use one of {', '.join(fields)}"
            problem(key, f"unknown field {key!r}", hint[2:])
    for name, field in fields.items():
        if name not in value:
            if field.required:
                problem("", f"field {name!r} is missing", _MANUALS[kind])
            continue
        if field.type is Where and isinstance(value[name], dict):
            conditions = msgspec.structs.fields(Where)
            unknown = [key for key in value[name] if key not in {condition.name for condition in conditions}]
            for key in unknown:
                names = [condition.name for condition in conditions]
                problem(
                    name, f"unknown condition {key!r}", (suggest(key, names) or f"; use one of {', '.join(names)}")[2:]
                )
            if unknown:
                continue
        choices = get_args(field.type) if get_origin(field.type) is Literal else ()
        if choices and value[name] not in choices:
            problem(name, f"{name} is {value[name]!r}", f"use {' or '.join(choices)}")
            continue
        try:
            msgspec.convert(value[name], field.type)
        except msgspec.ValidationError as error:
            problem(name, f"{name} is {_shown(value[name])}", _in_words(str(error)))
    return msgspec.convert(value, kind) if len(problems) == before else None


def _shown(value: object) -> str:
    """A value as it is written in TOML, more or less; a long one is cut."""
    if isinstance(value, dict):
        return "a table"
    shown = repr(value).lower() if isinstance(value, bool) else repr(value)
    return shown if len(shown) <= MAX_SHOWN_CHARS else f"{shown[:MAX_SHOWN_CHARS]}…"


def _in_words(message: str) -> str:
    """What a type's reader says of a value, in the words of TOML; list entries count from 1."""
    message = re.sub(r" - at `\$\[(\d+)\]`$", lambda at: f" in entry {int(at[1]) + 1}", message)
    message = re.sub(r"`(\w+)`", lambda kind: _KINDS.get(kind[1], kind[1]), message)
    return message[0].lower() + message[1:]


def _named(
    places: Places, content: dict[str, Any], key: str, problems: list[Problem], of: type = dict
) -> Iterator[tuple[str, Any]]:
    """The entries of a table of tables (or strings); what is not one is a problem."""
    table = content.get(key, {})
    if not isinstance(table, dict):
        problems.append(places.problem("E103", f"{key} is not a table", f"write [{key}]", places.of("", 0, key)))
        return
    for name, entry in table.items():
        if isinstance(entry, of):
            yield name, entry
        elif of is str:
            at = places.of(key, 0, name)
            problems.append(places.problem("E103", f"part {name!r} is not a pattern", "give a string", at))
        else:
            problems.append(places.problem("E103", f"{key} {name!r} is not a table", f"write [{key}.{name}]"))


def _entries(
    places: Places, content: dict[str, Any], key: str, problems: list[Problem]
) -> Iterator[tuple[int, dict[str, Any]]]:
    entries = content.get(key, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        problems.append(
            places.problem("E103", f"{key} is not a list of tables", f"write [[{key}]]", places.of("", 0, key))
        )
        return
    yield from enumerate(entries)


def _categories(pack: Pack, places: Places, content: dict[str, Any], problems: list[Problem]) -> None:
    for nth, entry in _entries(places, content, "category", problems):
        category = _convert(entry, Category, places, problems, "category", nth)
        if category and category.id in pack.categories:
            problems.append(
                places.problem("E105", f"category {category.id!r} is declared twice", "", places.of("category", nth))
            )
        elif category:
            pack.categories[category.id] = category


def _concepts(pack: Pack, places: Places, content: dict[str, Any], problems: list[Problem]) -> None:
    for name, entry in _named(places, content, "concept", problems):
        header = f"concept.{name}"
        concept = _convert(entry, Concept, places, problems, header)
        if not concept:
            continue
        if not _is_name(name):
            problems.append(_unfit(places, "concept", name, places.of(f'concept."{name}"')))
        elif name in pack.concepts:
            problems.append(places.problem("E105", f"concept {name!r} is declared twice", "", places.of(header)))
        elif concept.category is None and concept.alone:
            problems.append(places.problem("E103", "alone is not 0, but there is no category", "", places.of(header)))
        elif concept.category is not None and concept.category not in pack.categories:
            problems.append(
                places.problem(
                    "E104",
                    f"category is {concept.category!r}",
                    _one_of(concept.category, pack.categories),
                    places.of(header, 0, "category"),
                )
            )
        else:
            pack.concepts[name] = concept


def _languages(pack: Pack, places: Places, content: dict[str, Any], problems: list[Problem]) -> None:
    if "language" not in content:
        if "concepts" in content:
            problems.append(places.problem("E103", "field 'language' is missing", 'begin with language = "xx"'))
        return
    top = {key: value for key, value in content.items() if key not in ("category", "concept", "parts", "rule")}
    before = pack.languages.get(str(top.get("language")))
    if before:  # a later pack adds words to a language that is known
        top = {"name": before.name, "scripts": before.scripts} | top
    if isinstance(concepts := top.get("concepts"), dict):
        top["concepts"] = {name: forms for name, forms in concepts.items() if _are_forms(places, name, forms, problems)}
    language = _convert(top, Language, places, problems, "")
    if not language:
        return
    for concept, forms in language.concepts.items():
        for code, found, expected in _concept_problems(pack, concept, forms):
            problems.append(places.problem(code, found, expected, places.of("concepts", 0, concept)))
    if before:
        merged = {
            key: tuple(dict.fromkeys((*before.concepts.get(key, ()), *language.concepts.get(key, ()))))
            for key in before.concepts | language.concepts
        }
        language = msgspec.structs.replace(
            language, concepts=merged, stopwords=tuple(dict.fromkeys((*before.stopwords, *language.stopwords)))
        )
    pack.languages[language.language] = language


def _are_forms(places: Places, concept: str, forms: object, problems: list[Problem]) -> bool:
    """Whether these are the words of a concept: a list of strings."""
    try:
        msgspec.convert(forms, Forms)
    except msgspec.ValidationError as error:
        at = places.of("concepts", 0, concept)
        problems.append(places.problem("E103", f"{concept} is {_shown(forms)}", _in_words(str(error)), at))
        return False
    return True


def _concept_problems(pack: Pack, concept: str, forms: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """Code, what was found, what was expected, of the words of a concept in one language."""
    if concept not in pack.concepts:
        yield "E106", f"unknown concept {concept!r}", _one_of(concept, pack.concepts)
    if not forms:
        yield "E109", f"{concept} is an empty list", "list a form or leave it out"
    seen: dict[str, str] = {}
    for form, folded in zip(forms, fold_lines(forms), strict=True):
        if not folded:
            yield "E109", f"{concept}: {form!r} is empty once folded", ""
        elif folded in seen:
            yield "E108", f"{concept}: {form!r} is the same word as {seen[folded]!r}", "list it once"
        seen[folded] = form


def _parts(pack: Pack, places: Places, content: dict[str, Any], problems: list[Problem]) -> None:
    for name, pattern in _named(places, content, "parts", problems, of=str):
        at = places.of("parts", 0, name)
        if not pattern:
            problems.append(places.problem("E103", f"part {name!r} is not a pattern", "give a string", at))
        elif not _is_name(name):
            problems.append(_unfit(places, "part", name, at))
        elif name in pack.parts or name in pack.concepts:
            problems.append(places.problem("E105", f"part {name!r} is declared twice", "", at))
        else:
            pack.parts[name] = pattern


def _is_name(name: str) -> bool:
    """Whether a pattern can refer to a concept or part of this name."""
    return names("{" + name + "}") == {name}


def _unfit(places: Places, what: str, name: str, at: tuple[int, int]) -> Problem:
    """A name that no pattern could use."""
    fix = "use lower-case letters, digits and _, a letter first"
    return places.problem("E103", f"{what} is called {name!r}", fix, at if at != (0, 0) else (1, 1))


def _rules(pack: Pack, places: Places, content: dict[str, Any], problems: list[Problem]) -> None:
    for nth, entry in _entries(places, content, "rule", problems):
        rule = _convert(entry, Rule, places, problems, "rule", nth)
        if not rule:
            continue
        if rule.id in pack.rules:
            at = places.of("rule", nth, "id")
            earlier = f"it stands in {pack.places[rule.id]} already"
            problems.append(places.problem("E105", f"rule id {rule.id!r} is taken", earlier, at))
            continue
        for field, categories in (
            ("category", (rule.category,)),
            ("where", (*rule.where.beside, *rule.where.after, *rule.where.before)),
        ):
            problems += [
                places.problem(
                    "E104", f"category is {name!r}", _one_of(name, pack.categories), places.of("rule", nth, field)
                )
                for name in categories
                if name not in pack.categories
            ]
        problems += [
            places.problem("E104", f"language is {name!r}", _one_of(name, pack.languages), places.of("rule", nth))
            for name in rule.languages
            if name not in pack.languages
        ]
        pack.rules[rule.id] = rule
        pack.places[rule.id] = f"{places.path}:{places.of('rule', nth)[0]}"


def _one_of(name: str, known: Iterable[str]) -> str:
    known = sorted(known)
    return (suggest(name, known) or f"; use one of {', '.join(known)}")[2:]
