"""Scripts: in which alphabet a text is written."""

from __future__ import annotations

import pytest

from cleaner.signals.script import script_of, scripts_of


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("English", "Latn"), ("Ελληνικά", "Grek"), ("Русский", "Cyrl"), ("Հայերեն", "Armn"), ("עברית", "Hebr"),
        ("العربية", "Arab"), ("हिन्दी", "Deva"), ("বাংলা", "Beng"), ("ਪੰਜਾਬੀ", "Guru"), ("ગુજરાતી", "Gujr"), ("தமிழ்", "Taml"),
        ("తెలుగు", "Telu"), ("ಕನ್ನಡ", "Knda"), ("മലയാളം", "Mlym"), ("සිංහල", "Sinh"), ("ไทย", "Thai"), ("ລາວ", "Laoo"),
        ("བོད", "Tibt"), ("မြန်မာ", "Mymr"), ("ქართული", "Geor"), ("한국어", "Hang"), ("አማርኛ", "Ethi"), ("ខ្មែរ", "Khmr"),
        ("中文", "Hani"), ("ニュース", "Hani"), ("ひらがな", "Hani"), ("ﾆｭｰｽ", "Hani"), ("ﬁn", "Latn"), ("ﻣﺮﺣﺒﺎ", "Arab"),
        ("Tiếng Việt", "Latn"), ("ﬀＡＢ", "Latn"),
    ],
)  # fmt: skip
def test_script_of_a_language_is_told(text: str, script: str) -> None:
    """Each language's own name is in its script."""
    found = script_of(text)

    assert found == script


@pytest.mark.parametrize("text", ["", "123", " .,!", "\U0001f600", "\x00", "\ud800"], ids=ascii)
def test_text_without_letters_has_no_script(text: str) -> None:
    """Digits, signs and broken characters have no script."""
    found = script_of(text), scripts_of(text)

    assert found == ("", set())


def test_script_with_most_letters_wins() -> None:
    """A name in another alphabet does not decide."""
    found = script_of("Издание Reuters сообщило")

    assert found == "Cyrl"


@pytest.mark.parametrize(
    ("letters", "scripts"),
    [
        (2, {"Latn"}),
        (3, {"Latn", "Cyrl"}),
        (4, {"Latn", "Cyrl"}),
    ],
)
def test_few_letters_of_a_script_are_a_sign(letters: int, scripts: set[str]) -> None:
    """A script counts from its smallest number of letters on."""
    found = scripts_of("English words " + "ж" * letters)

    assert found == scripts


def test_ascii_and_general_path_agree() -> None:
    """A text of ASCII letters is Latin either way."""
    found = script_of("abc"), script_of("abc\u200b"), scripts_of("abc"), scripts_of("abc\u200b")

    assert found == ("Latn", "Latn", {"Latn"}, {"Latn"})
