"""Filter lists: cosmetic filters in the syntax of Adblock Plus and uBlock Origin, which a user supplies.

`##selector` hides the elements that a CSS selector matches, `example.com,~shop.example.com##selector` on some
domains only, and `#@#` takes a filter back. What else lists hold (network filters, scriptlets, procedural
selectors) is counted by kind and left out: a list is never wrong, it is only more or less of use here.
No list comes with the package.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from cleaner.errors import PackError, Problem
from cleaner.result import Note
from cleaner.rules.packs import digest_of
from cleaner.segment.select import Elements, Selectors
from cleaner.segment.selectors import fault_of

__all__ = ["Filters", "filters_fingerprint", "load_filters"]

UNSUPPORTED = "unsupported_filters"
"""The reason of the note that counts what of a list is not used."""
ID = "filters:{file}:{line}"
"""What `Removed.rule` says: where the filter stands."""

_SEPARATOR = re.compile(r"#(@?)(\??\$\??|\?|%|)#")
"""Between domains and selector; with signs in it, of another kind: see `_SIGNS`."""
_SIGNS = {
    "?": "procedural filters",
    "$": "style filters",
    "$?": "style filters",
    "?$": "style filters",
    "%": "scriptlets",
}
_PROCEDURAL = re.compile(
    r":(?:has-text|upward|xpath|matches-(?:css|attr|path|media|prop)\S*?|min-text-length|nth-ancestor|contains|others"
    r"|watch-attr|if|if-not|remove|remove-attr|remove-class|-abp-[-a-z]+|shadow)\("
)
_STYLE = re.compile(r":style\(|\{[^}]*\}\s*$")
_DOMAINS = re.compile(r"[^/$\[|^#]*")
"""A list of domains; with other signs in it, a pattern for addresses."""
_COMMENT = re.compile(r"!(?!#)|\[(?:Adblock|uBlock|AdGuard)[^\]]*\]$|#(?:\s|#*$)", re.IGNORECASE)
_PLURAL = re.compile(r"\b(filter|scriptlet|selector|line)s\b")
_SUFFIX_LABELS = 2
"""`example.*` stands for example.org and example.co.uk: one label behind the name, or two."""


class Domains(NamedTuple):
    """Where a filter holds."""

    names: frozenset[str]
    """On these and what is below them; empty: everywhere."""
    excepted: frozenset[str]

    def hold(self, hosts: Iterable[str]) -> bool:
        """Whether a filter holds on a host, given as `_hosts` does: what is said of the nearest name counts."""
        for name in hosts:
            if name in self.excepted:
                return False
            if name in self.names:
                return True
        return not self.names


class Filter(NamedTuple):
    """One cosmetic filter, or the exception from some."""

    id: str
    selector: str
    domains: Domains


class Parsed(NamedTuple):
    """What one list holds."""

    filters: list[Filter]
    exceptions: list[Filter]
    unsupported: Counter[str]
    """Lines that are not used, by kind."""
    lines: int
    """Lines that hold a filter of whatever kind."""


class Filters:
    """The filters of some lists, ready for any number of pages. Immutable, thread-safe."""

    def __init__(self, lists: Mapping[str, Parsed]) -> None:
        self.notes = tuple(_note(name, parsed) for name, parsed in lists.items() if parsed.unsupported)
        self._filters = [each for parsed in lists.values() for each in parsed.filters]
        self._exceptions: dict[str, list[Domains]] = {}
        for parsed in lists.values():
            for each in parsed.exceptions:
                self._exceptions.setdefault(each.selector, []).append(each.domains)
        self._everywhere = Selectors(
            (number, each.selector) for number, each in enumerate(self._filters) if not each.domains.names
        )
        self._of_domain: dict[str, list[int]] = {}
        for number, each in enumerate(self._filters):
            for name in each.domains.names:
                self._of_domain.setdefault(name, []).append(number)

    def hidden(self, elements: Elements, url: str | None) -> dict[int, str]:
        """The blocks of a page that are hidden, each with the id of the filter of its nearest element.

        Without an address, filters for some domains hide nothing. Raises: nothing, whatever the address.
        """
        hosts = _hosts(url)

        def holds(number: int) -> bool:
            each = self._filters[number]
            excepted = self._exceptions.get(each.selector, ())
            return each.domains.hold(hosts) and not any(domains.hold(hosts) for domains in excepted)

        marks: dict[int, int] = {}
        here = sorted({number for name in hosts for number in self._of_domain.get(name, ())})
        for selectors in (self._everywhere, Selectors((number, self._filters[number].selector) for number in here)):
            for number, rows in selectors.matches(elements, holds):
                for row in rows:
                    marks[row] = min(marks.get(row, number), number)
        return {block: self._filters[number].id for block, number in elements.innermost(marks)} if marks else {}


def load_filters(paths: Iterable[Path]) -> Filters:
    """Read filter lists.

    Raises: PackError where a file cannot be read; whatever is in it, nothing else.
    """
    return Filters({str(path): _parsed(path.name, content) for path, content in _contents(paths)})


def filters_fingerprint(paths: Iterable[Path]) -> str:
    """A digest of what the lists hold, and of their names, which results tell. Raises: as `load_filters`."""
    return digest_of((path.name, content) for path, content in _contents(paths))


def _contents(paths: Iterable[Path]) -> Iterator[tuple[Path, bytes]]:
    problems = []
    for path in paths:
        try:
            yield path, path.read_bytes()
        except OSError as error:
            found = f"cannot be read: {error.strerror or error}"
            problems.append(Problem(str(path), 0, 0, "E120", found, "give a filter list, a file of text"))
    if problems:
        raise PackError(problems)


def _parsed(name: str, content: bytes) -> Parsed:
    found = Parsed([], [], Counter(), 0)
    lines = 0
    conditions = 0
    for number, raw in enumerate(content.decode("utf-8-sig", "replace").splitlines(), 1):
        line = raw.strip()
        if not line or _COMMENT.match(line):
            continue
        lines += 1
        if line.startswith("!#"):
            conditions += line.startswith("!#if") - line.startswith("!#endif")
            found.unsupported["preprocessor lines"] += 1
        elif conditions > 0:
            found.unsupported["lines under a condition"] += 1
        else:
            _read(line, ID.format(file=name, line=number), found)
    return found._replace(lines=lines)


def _read(line: str, filter_id: str, found: Parsed) -> None:
    """Take one line in, or count why not."""
    separator = _SEPARATOR.search(line)
    if separator is None:
        found.unsupported["network filters"] += 1
        return
    before, selector = line[: separator.start()], line[separator.end() :].strip()
    kind = _SIGNS.get(separator[2]) or _other_kind(selector)
    if not kind and not _DOMAINS.fullmatch(before):
        kind = "filters for addresses"
    if not kind and (fault := fault_of(selector)) is not None:
        kind = "slow selectors" if fault.slow else "selectors not understood"
    domains = _domains(before)
    if not kind and domains is None:
        kind = "filters for addresses"
    if kind or domains is None:
        found.unsupported[kind] += 1
        return
    (found.exceptions if separator[1] else found.filters).append(Filter(filter_id, selector, domains))


def _other_kind(selector: str) -> str:
    """What a line is that looks like a cosmetic filter and is none; empty for those."""
    if selector.startswith(("+js(", "script:inject(")):
        return "scriptlets"
    if selector.startswith("^"):
        return "HTML filters"
    if _STYLE.search(selector):
        return "style filters"
    return "procedural filters" if _PROCEDURAL.search(selector) else ""


def _domains(said: str) -> Domains | None:
    """The domains before the separator; None where one of them is no name."""
    names: set[str] = set()
    excepted: set[str] = set()
    for part in filter(None, map(str.strip, said.split(","))):
        name = _ascii(part.removeprefix("~"))
        if not name or "*" in name.removesuffix(".*"):
            return None
        (excepted if part.startswith("~") else names).add(name)
    return Domains(frozenset(names), frozenset(excepted))


def _hosts(url: str | None) -> list[str]:
    """The names by which filters know the host of an address, the nearest first.

    >>> _hosts("https://news.example.org/a")
    ['news.example.org', 'news.example.*', 'news.*', 'example.org', 'example.*', 'org']
    """
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname if url else None
    except ValueError:
        host = None
    labels = _ascii(host or "").strip(".").split(".") if host else []
    found: list[str] = []
    for at in range(len(labels)):
        rest = labels[at:]
        found.append(".".join(rest))
        found += [".".join(rest[:-cut]) + ".*" for cut in range(1, _SUFFIX_LABELS + 1) if len(rest) > cut]
    return found


def _ascii(name: str) -> str:
    """A domain as addresses write it: lower case, other scripts as punycode."""
    try:
        return name.lower() if name.isascii() else name.lower().encode("idna").decode()
    except UnicodeError:
        return name.lower()


def _note(name: str, parsed: Parsed) -> Note:
    kinds = ", ".join(f"{count} {_named(kind, count)}" for kind, count in parsed.unsupported.most_common())
    count = parsed.unsupported.total()
    return Note(UNSUPPORTED, f"{name}: {count} of {parsed.lines} lines not supported: {kinds}")


def _named(kind: str, count: int) -> str:
    return kind if count > 1 else _PLURAL.sub(r"\1", kind, count=1)
