"""The folder for what can be made again: compiled packs, and copies of packs that came from elsewhere."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

__all__ = ["cache_folder", "keep_newest", "write_aside"]


def cache_folder() -> Path:
    """Where the system keeps such things for this user; it need not exist yet."""
    if sys.platform == "linux":  # as platformdirs says it, without the time to import it
        base = os.environ.get("XDG_CACHE_HOME", "").strip() or os.path.expanduser("~/.cache")
        return Path(base, "newsrinse")
    import platformdirs

    return Path(platformdirs.user_cache_dir("newsrinse", appauthor=False))


def write_aside(file: Path, content: bytes) -> None:
    """Write the whole file or none of it: another process may read it at any moment. Raises: OSError."""
    import tempfile  # with random and shutil: most starts write nothing

    file.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        os.replace(aside, file)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(aside)
        raise


def keep_newest(folder: Path, pattern: str, count: int) -> None:
    """Remove all files of such names but the newest. What another process has removed already is fine."""
    made = []
    for file in folder.glob(pattern):
        with contextlib.suppress(OSError):
            made.append((file.stat().st_mtime_ns, file))
    for _, file in sorted(made, reverse=True)[count:]:
        with contextlib.suppress(OSError):
            file.unlink()
