"""Languages: what is told of prose, and what is left untold."""

from __future__ import annotations

import pytest

from cleaner.signals.language import MIN_SAMPLE_CHARS, SAMPLE_CHARS, identify, identify_line

PROSE = {
    "en": "The council met on Tuesday evening and put off its decision about the old bridge until the spring.",
    "de": "Der Rat kam am Dienstagabend zusammen und verschob seine Entscheidung über die alte Brücke auf das Frühjahr.",
    "fr": "Le conseil s'est réuni mardi soir et a remis au printemps sa décision sur le vieux pont de la ville.",
    "ru": "Совет собрался во вторник вечером и отложил решение о судьбе старого моста до весны следующего года.",
    "el": "Το συμβούλιο συνεδρίασε την Τρίτη το βράδυ και ανέβαλε την απόφασή του για την παλιά γέφυρα.",
    "ar": "اجتمع المجلس مساء الثلاثاء وأجل قراره بشأن الجسر القديم إلى فصل الربيع المقبل.",
    "he": "המועצה התכנסה ביום שלישי בערב ודחתה את החלטתה בעניין הגשר הישן עד האביב.",
    "hi": "परिषद की बैठक मंगलवार की शाम हुई और पुराने पुल पर उसका फैसला वसंत तक टाल दिया गया।",
    "th": "สภาประชุมกันในเย็นวันอังคารและเลื่อนการตัดสินใจเรื่องสะพานเก่าออกไปจนถึงฤดูใบไม้ผลิ",
    "ja": "議会は火曜日の夜に開かれ、古い橋についての決定を春まで延期しました。",
    "ko": "의회는 화요일 저녁에 모여 오래된 다리에 대한 결정을 봄까지 미루었다.",
    "ka": "საბჭო სამშაბათს საღამოს შეიკრიბა და ძველი ხიდის შესახებ გადაწყვეტილება გაზაფხულამდე გადადო.",
    "hy": "Խորհուրդը հավաքվեց երեքշաբթի երեկոյան և հին կամրջի մասին որոշումը հետաձգեց մինչև գարուն։",
    "am": "ምክር ቤቱ ማክሰኞ ምሽት ተሰብስቦ ስለ አሮጌው ድልድይ ያለውን ውሳኔ ለሌላ ጊዜ አስተላለፈ።",
}


@pytest.mark.parametrize("code", PROSE)
def test_language_of_a_sentence_is_told(code: str) -> None:
    """One sentence of prose is enough."""
    found = identify(PROSE[code])

    assert code in found


@pytest.mark.parametrize(
    ("chars", "told"), [(MIN_SAMPLE_CHARS - 1, False), (MIN_SAMPLE_CHARS, True), (MIN_SAMPLE_CHARS + 1, True)]
)
def test_short_sample_is_not_told(chars: int, told: bool) -> None:
    """From the smallest length on there is an answer."""
    sample = "theyhavebeenworkingwith"[:chars]

    assert len(sample) == chars
    assert bool(identify(sample)) == told


def test_white_space_does_not_lengthen_a_sample() -> None:
    """What counts is the sample with its white space collapsed."""
    found = identify("the" + " " * MIN_SAMPLE_CHARS + "cat")

    assert found == frozenset()


def test_sample_is_read_up_to_its_limit() -> None:
    """What stands beyond the limit changes nothing."""
    english = (PROSE["en"] + " ") * 9
    found = identify(english[:SAMPLE_CHARS] + PROSE["ru"] * 9)

    assert found == identify(english[:SAMPLE_CHARS])


def test_relatives_come_with_a_language() -> None:
    """Words of a near relative are native too."""
    found = identify(PROSE["ru"])

    assert {"ru", "uk", "be", "bg"} <= found


def test_language_without_relatives_comes_alone() -> None:
    """Most languages bring no others."""
    found = identify(PROSE["el"])

    assert found == {"el"}


@pytest.mark.parametrize("line", ["", " ", "\x00", "\ud800", "\n\r", "\u2028", "123", "\x00\x01\x1f" * 9], ids=ascii)
def test_odd_input_never_raises(line: str) -> None:
    """Control characters, lone surrogates and nothing at all are answered with some string."""
    found = identify_line(line), identify(line * 30)

    assert isinstance(found[0], str)
    assert isinstance(found[1], frozenset)


def test_norwegian_is_told_by_its_iso_code_for_bokmaal() -> None:
    """The model's own code is turned into the lexicon's."""
    found = identify_line("Regjeringen sier at den ikke har noen planer om å endre loven om ferie.")

    assert found == "nb"
