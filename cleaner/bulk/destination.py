"""Where outputs go: a folder, or an address that fsspec knows. Only whole files ever appear there."""

from __future__ import annotations

import hashlib
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

from cleaner.bulk.formats.piece import ASIDE
from cleaner.bulk.inputs import is_address

__all__ = ["FAILED", "STATS", "Destination"]

FAILED = "_failed"
STATS = "_stats.json"
WORK = "_work"


class Destination:
    """An output. `home` is the folder on this machine for manifest and parts: OUT itself, or a cache of it.

    Raises: OSError.
    """

    def __init__(self, out: str) -> None:
        self.name = out
        self._system: Any = None
        if is_address(out):
            import fsspec
            from platformdirs import user_cache_path

            self._system, self._root = fsspec.core.url_to_fs(out)
            digest = hashlib.blake2b(out.encode(), digest_size=8).hexdigest()
            self.home = user_cache_path("newsrinse") / "bulk" / digest
        else:
            self.home = Path(out)
        self.home.mkdir(parents=True, exist_ok=True)

    def work(self, name: str = "") -> Path:
        """The folder for a file's parts, or the one above all of them."""
        above = self.home / WORK
        return above / hashlib.blake2b(name.encode(), digest_size=8).hexdigest() if name else above

    def publish(self, path: Path, name: str) -> None:
        """Move a whole file to its place. Raises: OSError."""
        if self._system is None:
            place = self.home / name
            place.parent.mkdir(parents=True, exist_ok=True)
            path.replace(place)
            return
        address = f"{self._root}/{name}"
        self._system.makedirs(address.rpartition("/")[0], exist_ok=True)
        self._system.put_file(str(path), f"{address}{ASIDE}")
        self._system.mv(f"{address}{ASIDE}", address)
        path.unlink()

    def write(self, content: bytes, name: str) -> None:
        """Put a small file in its place. Raises: OSError."""
        folder = self.work(name)
        folder.mkdir(parents=True, exist_ok=True)
        aside = folder / f"whole{ASIDE}"
        aside.write_bytes(content)
        self.publish(aside, name)
        self.sweep(name)
        with suppress(OSError):  # others are still at work there
            self.work().rmdir()

    def size_bytes(self, name: str) -> int | None:
        """How large an output is; None where there is none."""
        try:
            if self._system is None:
                return (self.home / name).stat().st_size
            return int(self._system.info(f"{self._root}/{name}")["size"])
        except OSError:
            return None

    def remove(self, name: str) -> None:
        """Take an output away, if it is there."""
        with suppress(FileNotFoundError):
            if self._system is None:
                (self.home / name).unlink()
            else:
                self._system.rm_file(f"{self._root}/{name}")

    def sweep(self, *names: str) -> None:
        """Take away the parts of files, or of all."""
        for folder in map(self.work, names or ("",)):
            shutil.rmtree(folder, ignore_errors=True)
