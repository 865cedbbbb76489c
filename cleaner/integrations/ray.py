"""Ray Data: a pool of actors, each of which reads the rules once.

clean(ray.data.read_parquet("in"), "text", actors=4).write_parquet("out")
"""

from __future__ import annotations

from typing import Any

from cleaner._cleaner import Cleaner
from cleaner.errors import MissingExtra

try:
    import ray
except ImportError:
    raise MissingExtra("ray", "ray") from None

__all__ = ["CleanBatch", "clean"]


class CleanBatch:
    """Cleans one column of Arrow batches; for `map_batches(batch_format="pyarrow")`, built once an actor.

    Raises, on a batch: UnknownName where there is no such column, ValueError for a second ``removed``,
    TypeError for a column that holds no text.
    """

    def __init__(self, column: str, cleaner: Cleaner | None = None, *, removed: bool = False) -> None:
        self._column, self._cleaner, self._removed = column, cleaner or Cleaner(), removed

    def __call__(self, batch: Any) -> Any:
        """Clean a batch: the same table with that column cleaned."""
        from cleaner.integrations.arrow import clean_table

        return clean_table(self._cleaner, batch, self._column, removed=self._removed)


def clean(
    dataset: Any, column: str, cleaner: Cleaner | None = None, *, removed: bool = False, actors: int | tuple[int, int]
) -> Any:
    """A dataset with one column cleaned: string columns as texts, binary columns as the source of HTML pages.

    removed  adds a column ``removed`` that says what went from each row
    actors   how many processes clean, one core each; two numbers are the least and the most of a pool that grows

    Lazy, as all of Ray Data is. An actor that dies is replaced by Ray, and its batch done again.
    """
    least, most = (actors, actors) if isinstance(actors, int) else actors
    return dataset.map_batches(
        CleanBatch,
        batch_format="pyarrow",
        fn_constructor_args=(column, cleaner or Cleaner()),
        fn_constructor_kwargs={"removed": removed},
        compute=ray.data.ActorPoolStrategy(min_size=least, max_size=most),
    )
