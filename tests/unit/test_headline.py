"""Words of the headline in the lines of a page."""

from __future__ import annotations

import numpy as np

from cleaner.segment.text import joined, segment, segment_texts
from cleaner.signals.headline import MAX_COUNTED_WORDS, announced
from cleaner.signals.page import Page

TITLE = "Ferry strands at lighthouse"


def test_words_of_the_headline_are_counted_in_each_line() -> None:
    """Words of content; the headline itself has none of its own."""
    found = announced(Page(segment(f"{TITLE}\nThe ferry of the lighthouse keeper\nThe mayor")), np.array([0]))

    assert found.told.all()
    assert found.share.round(2).tolist() == [0.0, 0.67, 0.0]
    assert found.counted.tolist() == [0.0, 2.0, 0.0]


def test_one_line_does_not_speak_for_its_neighbours() -> None:
    """A line counts up to a few words, and its share goes up to all of the headline."""
    found = announced(Page(segment(f"{TITLE}\n" + "ferry " * 9)), np.array([0]))

    assert found.share.tolist() == [0.0, 1.0]
    assert found.counted.tolist() == [0.0, MAX_COUNTED_WORDS]


def test_headline_of_one_word_tells_nothing() -> None:
    """Two words of content are enough, one is not, and no headline is none."""
    one, two = (announced(Page(segment(f"{title}\nThe ferry")), np.array([0])) for title in ("Ferry", "Ferry strands"))
    none = announced(Page(segment("The ferry")), np.array([], dtype=np.int64))

    assert [bool(found.told.any()) for found in (one, two, none)] == [False, True, False]


def test_pages_have_headlines_of_their_own() -> None:
    """What one page announces is not looked for on another."""
    texts = [f"{TITLE}\nThe ferry", "Mayor resigns\nThe ferry and the mayor"]
    together = announced(Page(*joined(segment_texts(texts))), np.array([0, 2]))
    alone = [announced(Page(segment(text)), np.array([0])) for text in texts]

    for column in range(3):
        assert together[column].tolist() == [value for found in alone for value in found[column].tolist()]
