"""``python -m benchmarks.accuracy``: run the tracks on page sets, and the gate."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.accuracy import gate, report, sets, tracks
from benchmarks.accuracy.peers import HTML_PEERS, installed

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. Returns the exit code: 0 fine, 1 below a floor, 2 wrong usage."""
    options = _parser().parse_args(arguments)
    try:
        return _run(options) if options.command == "run" else _gate(options)
    except (ValueError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="tables of all tracks, side by side with peers")
    run.add_argument("--data", type=Path, nargs="+", required=True, help="folders of page sets, or Parquet files")
    run.add_argument("--sets", default="", help="only these sets, by name, with commas")
    run.add_argument("--tracks", default=",".join(tracks.TRACKS), help="of html, page, extract and harm")
    run.add_argument(
        "--peers",
        default="all",
        help=f"'all', 'none', or names with semicolons: {'; '.join(peer.name for peer in HTML_PEERS)}",
    )
    run.add_argument("--every", type=int, default=1, metavar="N", help="only every N-th page")
    run.add_argument("--worst", type=int, default=0, metavar="K", help="list the K pages that score lowest")
    run.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    check = commands.add_parser("gate", help="fail below a floor")
    check.add_argument("--data", type=Path, nargs="*", default=[], help="sets beside the repository's own pages")
    check.add_argument("--sets", default="", help="only these sets, by name, with commas")
    check.add_argument("--floors", type=Path, default=gate.FLOORS, help="the file of floors")
    check.add_argument("--update", action="store_true", help="pin what is measured now")
    check.add_argument("--allow-regression", action="store_true", help="with --update: floors may become lower")
    return parser


def _run(options: argparse.Namespace) -> int:
    names = options.tracks.split(",")
    for name in names:
        if name not in tracks.TRACKS:
            raise ValueError(f"unknown track {name!r}; known: {', '.join(tracks.TRACKS)}")
    if options.every < 1:
        raise ValueError(f"--every is {options.every}; give 1 or more")
    chosen = () if options.peers == "all" else [name.strip() for name in options.peers.split(";")]
    peers = [] if options.peers == "none" else installed(chosen)
    results = []
    for pages in _chosen(options.data, options.sets):
        sys.stderr.write(f"{pages.name}…\n")
        results.append(tracks.run(pages, names, peers, options.every))
    sys.stdout.write(report.markdown(results, worst=options.worst))
    if options.json:
        options.json.write_text(json.dumps(report.as_json(results), ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 0


def _gate(options: argparse.Namespace) -> int:
    floors = gate.pinned(options.floors)
    own = [pages for pages in gate.own_sets() if not options.sets or pages.name in options.sets.split(",")]
    results = []
    for pages in (*own, *_chosen(options.data, options.sets if options.data else "")):
        only = None if options.update else floors.get(pages.name, {}).get("ids")
        results.append(gate.measured(pages, only))
        sys.stdout.write(f"{pages.name}: {len(results[-1].measures)} measures of {results[-1].pages} pages\n")
    if options.update:
        lowered = gate.update(options.floors, results, allow_regression=options.allow_regression)
        for line in lowered:
            sys.stdout.write(f"LOWERED {line}\n")
        if lowered and not options.allow_regression:
            sys.stderr.write("nothing is written: --allow-regression lowers floors\n")
            return 1
        return 0
    below = gate.failures(options.floors, results)
    for line in below:
        sys.stdout.write(f"BELOW {line}\n")
    return 1 if below else 0


def _chosen(folders: Sequence[Path], names: str) -> list[sets.PageSet]:
    found = [pages for folder in folders for pages in sets.recognise(folder)]
    wanted = [name for name in names.split(",") if name]
    known = [pages.name for pages in found]
    for name in wanted:
        if name not in known and name not in gate.OWN:
            raise ValueError(f"no set {name!r} there; found: {', '.join(known)}")
    return [pages for pages in found if not wanted or pages.name in wanted]


if __name__ == "__main__":
    sys.exit(main())
