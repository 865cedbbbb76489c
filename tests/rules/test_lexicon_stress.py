"""Every form of the lexicon in ordinary sentences: function words before it and after it.

What sites call a thing is also language. No rule may take a whole sentence, or a part of one, because such words stand
in it: in its middle, in quotation marks, or in a headline ("How to log in safely"). How the line looks must speak
against it, too. All 170,000 forms take a minute.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
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
OWN_SIGNS = re.compile(r"[.,:;!?©®*※՝()/|«»“”„\"&،؛؟·•–—…]| - ")
"""A form with signs of its own is a notice's or a credit's text, not words of a sentence. Single words with signs are
tried in the middle of one all the same."""
ARTICLE = "{paragraph}\n\n{sentence}\n\n{paragraph}"
RESIDUE = "Facebook | Twitter | WhatsApp\n\n{paragraph}\n\n{sentence}\n\n{paragraph}\n\nFacebook | Twitter | WhatsApp"
"""A page that shows certain residue, in every language the same."""
EVERY_NTH = 5
"""On such pages every fifth form is tried: the rules that look at a line alone are those of the test before."""
_CREDIT = "a credit opens with it, and a headline without a full stop may be one"
EXCEPTIONS = {
    "en": {
        f"{made} by": _CREDIT
        for made in (
            "photo", "photos", "photograph", "picture", "image", "illustration", "cover photo", "photo illustration",
            "graphic",
        )
    },
    "id": {"photo by": _CREDIT},
    "ko": {
        "무단 전재-재배포 금지": "two notices, joined by a stroke",
        "무단전재-재배포 금지": "two notices, joined by a stroke",
    },
    "sr": {"ovaj veb-sajt koristi kolačiće": "a sentence begins behind its stroke: 'sajt koristi kolačiće'"},
    "tl": {"photo by": _CREDIT},
    "vi": {
        "cấm sao chép dưới mọi hình thức nếu không có sự chấp thuận bằng văn bản": "two notices in one",
        "điều khoản bảo mật": "'terms' and 'privacy', two names of links",
    },
    "ur": {"فوٹو:فائل": "'photo:file', a picture's credit with its colon"},
}  # fmt: skip
"""By language, the forms that take their sentence, each with the reason why it may."""

Frame = Callable[[list[str], str, str], str]


def middle(words: list[str], form: str, stop: str) -> str:
    """The form in the middle of a sentence."""
    return f"{' '.join([*words[:BEFORE], form, *words[BEFORE : BEFORE + AFTER]])}{stop}"


def quoted(words: list[str], form: str, stop: str) -> str:
    """The form in quotation marks, in the middle of a sentence."""
    return middle(words, f'"{form[:1].upper()}{form[1:]}"', stop)


def headline(words: list[str], form: str, _: str) -> str:
    """The form in the middle of a line that does not end with a full stop."""
    return " ".join([*words[: BEFORE - 1], form, *words[BEFORE : AFTER + 1]])


def lexicon(code: str) -> dict[str, object]:
    """A language's file."""
    return tomllib.loads((LEXICON / f"{code}.toml").read_text(encoding="utf-8"))


def words_of_sentences(code: str) -> list[str]:
    """The forms that may be words of a sentence, in the order of the file, each once."""
    forms = [form for forms in lexicon(code)["concepts"].values() for form in forms]
    return list(dict.fromkeys(form for form in forms if " " not in form or not OWN_SIGNS.search(form)))


def function_words(code: str) -> list[str]:
    """The commonest words of the language, which are not forms themselves."""
    forms = {form.lower() for form in words_of_sentences(code)}
    words = [word for word in lexicon(code)["stopwords"] if len(word) >= MIN_STOPWORD_CHARS and word not in forms]
    return words * (BEFORE + AFTER)


def capital(line: str) -> str:
    """The line as a sentence begins."""
    return f"{line[:1].upper()}{line[1:]}"


def pages(code: str, forms: list[str], frame: Frame, page: str) -> dict[str, str]:
    """Each form with its page: the sentence in which it stands, between lines of function words."""
    words = function_words(code)
    stop = FULL_STOPS.get(code, ".")
    made = {}
    for number, form in enumerate(forms):
        at = number % STARTS
        turned = words[at:] + words[:at]
        paragraph = capital(f"{' '.join(words[at + BEFORE : at + BEFORE + 2 * AFTER])}{stop}")
        made[form] = page.format(paragraph=paragraph, sentence=capital(frame(turned, form, stop)))
    return made


def taken(clean: Cleaner, made: dict[str, str]) -> dict[str, list[str]]:
    """The forms whose sentences lose something to a rule, with these rules."""
    found = {}
    for form, result in zip(made, clean.batch(list(made.values())), strict=True):
        spans = [(item.rule, item.text) for item in result.removed if item.category != "whitespace"]
        rules = {rule for rule, text in spans if rule != "structure" and "Facebook |" not in text}
        if rules:
            found[form] = sorted(rules)
    return found


def unforeseen(code: str, found: dict[str, list[str]]) -> dict[str, list[str]]:
    """What is no exception."""
    return {form: rules for form, rules in found.items() if form not in EXCEPTIONS.get(code, {})}


@pytest.fixture(scope="module")
def clean() -> Cleaner:
    """A cleaner that is told that the text is an article."""
    return Cleaner(source="article")


@pytest.mark.parametrize("code", LANGUAGES)
def test_words_of_the_lexicon_in_a_sentence_cost_no_text(clean: Cleaner, code: str) -> None:
    """All forms of the language, some thousands, in the middle of a sentence."""
    forms = words_of_sentences(code)
    assert forms

    assert unforeseen(code, taken(clean, pages(code, forms, middle, ARTICLE))) == {}


@pytest.mark.parametrize("code", LANGUAGES)
def test_words_in_quotation_marks_and_headlines_cost_no_text(clean: Cleaner, code: str) -> None:
    """The forms in turn: one in quotation marks, the next in a headline."""
    forms = [form for form in words_of_sentences(code) if not OWN_SIGNS.search(form)]
    made = {**pages(code, forms[::2], quoted, ARTICLE), **pages(code, forms[1::2], headline, ARTICLE)}

    assert unforeseen(code, taken(clean, made)) == {}


@pytest.mark.parametrize("code", LANGUAGES)
def test_sentence_is_safe_on_a_page_with_residue(code: str) -> None:
    """What stands around a sentence does not make a rule take it."""
    forms = words_of_sentences(code)[::EVERY_NTH]
    made = pages(code, forms, middle, RESIDUE)

    assert unforeseen(code, taken(Cleaner(source="page"), made)) == {}


@pytest.mark.parametrize("code", sorted(EXCEPTIONS))
def test_exceptions_are_needed(clean: Cleaner, code: str) -> None:
    """A form that has become safe is no exception any more."""
    forms = list(EXCEPTIONS[code])
    needed = {form for frame in (middle, headline) for form in taken(clean, pages(code, forms, frame, ARTICLE))}

    assert sorted(set(forms) - needed) == []
