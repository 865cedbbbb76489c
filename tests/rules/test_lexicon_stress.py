"""Every single word of the lexicon in an ordinary sentence: function words before it and after it, a full stop at the end.

What sites call a thing is also a word of the language. No rule may take a whole sentence, or a part of one, because the
word stands in the middle of it; how the line looks must speak against it, too. All 37,000 take five seconds.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleaner import Cleaner

LEXICON = Path(__file__).resolve().parents[2] / "rules" / "lexicon"
UNSPACED = {"ja", "km", "my", "th", "zh"}
"""Languages without spaces between words: what a word is in them, a list does not say."""
SHARED = "mul"
"""Names of networks and agencies, the same in every language: no language's sentence."""
LANGUAGES = sorted(file.stem for file in LEXICON.glob("*.toml") if file.stem not in {*UNSPACED, SHARED})
MIN_STOPWORD_CHARS = 2
BEFORE, AFTER = 3, 6
STARTS = 7
"""Sentences begin with one of the first seven function words, in turn."""
FULL_STOPS = {"am": "።", "bn": "।", "hi": "।", "hy": "։", "ne": "।", "pa": "।", "ur": "۔"}
EXCEPTIONS = {
    "de": {"agb/datenschutz": "two links of a footer, joined by a stroke"},
    "ur": {"فوٹو:فائل": "'photo:file', a picture's credit with its colon"},
}
"""By language, the forms that take their sentence, each with the reason why it may."""


def lexicon(code: str) -> dict[str, object]:
    """A language's file."""
    return tomllib.loads((LEXICON / f"{code}.toml").read_text(encoding="utf-8"))


def single_words(code: str) -> list[str]:
    """The forms of one word, in the order of the file, each once."""
    forms = [form for forms in lexicon(code)["concepts"].values() for form in forms]
    return list(dict.fromkeys(form for form in forms if len(form.split()) == 1))


def function_words(code: str) -> list[str]:
    """The commonest words of the language, which are not forms themselves."""
    forms = {form.lower() for form in single_words(code)}
    words = [word for word in lexicon(code)["stopwords"] if len(word) >= MIN_STOPWORD_CHARS and word not in forms]
    return words * (BEFORE + AFTER)


def sentences(code: str, forms: list[str]) -> Iterator[tuple[str, str]]:
    """Each form with its page: three lines of function words, the form in the middle of the second."""
    words = function_words(code)
    stop = FULL_STOPS.get(code, ".")
    for number, form in enumerate(forms):
        at = number % STARTS
        turned = words[at:] + words[:at]
        sentence = " ".join([*turned[:BEFORE], form, *turned[BEFORE : BEFORE + AFTER]])
        around = [" ".join(words[first : first + 2 * AFTER]) for first in (at + BEFORE, at + BEFORE + AFTER)]
        yield form, "\n\n".join(f"{line[:1].upper()}{line[1:]}{stop}" for line in (around[0], sentence, around[1]))


def taken(clean: Cleaner, code: str, forms: list[str]) -> dict[str, list[str]]:
    """The forms whose sentences do not come back whole, with the rules that took them."""
    pages = dict(sentences(code, forms))
    results = clean.batch(list(pages.values()))
    return {
        form: sorted({item.rule for item in result.removed if item.category != "whitespace"})
        for form, page, result in zip(pages, pages.values(), results, strict=True)
        if result.text != page
    }


@pytest.fixture(scope="module")
def clean() -> Cleaner:
    """A cleaner that is told that the text is an article."""
    return Cleaner(source="article")


@pytest.mark.parametrize("code", LANGUAGES)
def test_word_of_the_lexicon_in_a_sentence_costs_no_text(clean: Cleaner, code: str) -> None:
    """All single-word forms of the language, some hundreds; the exceptions are exceptions still."""
    forms = single_words(code)
    assert forms

    assert set(taken(clean, code, forms)) == set(EXCEPTIONS.get(code, {}))
