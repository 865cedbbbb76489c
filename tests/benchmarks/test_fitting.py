"""The fit of the scorecard: what it learns from, what pages without gold add, and that it comes out the same."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tiny_sets import FIRST, SECOND, THIRD, page

pytest.importorskip("scipy", reason="the fit is an extra")
pa = pytest.importorskip("pyarrow", reason="reading Parquet is an extra")
pq = pytest.importorskip("pyarrow.parquet", reason="reading Parquet is an extra")

import benchmarks.fitting.__main__ as fitting  # noqa: E402  needs what is asked for above
from benchmarks.fitting.teach import DOUBTED, teach, untaught  # noqa: E402
from benchmarks.fitting.texts import collect, site_of  # noqa: E402
from cleaner._cleaner import Cleaner  # noqa: E402

SHIPPED = Cleaner()._pack.fitted
ARTICLE = [
    f"{sentence} The harbour master wrote it down as number {n}."
    for n in range(3)
    for sentence in (FIRST, SECOND, THIRD)
]
LAST = "The mayor has asked for a second boat, which the island cannot pay for before the summer."
ARTICLE.append(LAST)
HEADING = "Cake aboard"
SMALL = [FIRST, HEADING, SECOND, THIRD]


def row(number: int, article: list[str], **more: object) -> dict[str, object]:
    """A page of a set, with a dump of it."""
    dump = "\n".join(["Home", "News", "Log in", *article, "Sign up to our newsletter"])
    return {
        "id": f"{number}",
        "url": f"https://site{number}.example/ferry",
        "lang": "en",
        "html": page(*article),
        "page_nodes": dump,
        **more,
    }


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Forty pages with gold on as many sites, and two without."""
    with_gold = [row(n, SMALL, gold="\n".join(SMALL), extract_trafilatura=FIRST) for n in range(40)]
    pq.write_table(pa.Table.from_pylist(with_gold), tmp_path / "taught.parquet")
    without = [
        {key: value for key, value in row(n, ARTICLE, extract_trafilatura="\n".join(ARTICLE)).items() if key != "url"}
        for n in range(40, 42)
    ]
    pq.write_table(pa.Table.from_pylist(without), tmp_path / "bare.parquet")
    return tmp_path


def test_lines_are_labelled_by_the_gold(data: Path) -> None:
    """What stands in the gold is the article's, in every text of a page."""
    texts = collect(data, ["taught"], folds=4)

    assert {text.column for text in texts} == {"html", "page_nodes", "extract_trafilatura", "gold"}
    dump = next(text for text in texts if text.column == "page_nodes")
    assert dump.labels.tolist() == [0, 0, 0, 1, 1, 1, 1, 0]
    assert len({text.fold for text in texts if text.id == "3"}) == 1, "the texts of a site share a fold"


def test_headlines_that_a_set_leaves_out_are_not_learned_as_residue(data: Path) -> None:
    """They weigh nothing."""
    text = next(text for text in collect(data, ["taught"], folds=4) if text.column == "page_nodes")
    headline = dataclasses.replace(text, headed=False, labels=np.zeros(len(text.labels)))

    assert text.counted.tolist() == [1] * 8
    left_out = headline.page.headlines(headline.points > 0)
    assert headline.counted.tolist() == (~left_out).astype(float).tolist()
    assert (headline.weight[left_out] == 0).all()


def test_a_line_weighs_by_its_words_its_set_and_how_far_its_label_is_trusted(data: Path) -> None:
    """A paragraph outweighs a button."""
    text = next(text for text in collect(data, ["taught"], folds=4) if text.column == "page_nodes")
    halved = dataclasses.replace(text, trust=np.full(len(text.labels), 0.5))

    assert text.weight[3] > text.weight[0] > 0
    np.testing.assert_allclose(halved.weight, text.weight / 2)
    np.testing.assert_allclose(dataclasses.replace(text, set="fundus-dev").weight, text.weight * 4)


def test_a_page_without_gold_is_labelled_by_its_html(data: Path) -> None:
    """The article of the HTML is the gold of the dump."""
    pages = untaught(data, ["bare"], folds=4)
    html, dump = teach(pages[0], SHIPPED, Cleaner())

    assert dump.labels.tolist() == [0, 0, 0, *[1] * len(ARTICLE), 0]
    assert dump.gold.splitlines()[-len(ARTICLE) :] == ARTICLE
    assert html.labels.sum() == len(dump.gold.splitlines())


def test_a_line_is_trusted_where_the_second_extractor_agrees(data: Path) -> None:
    """In HTML and dumps alike."""
    known = untaught(data, ["bare"], folds=4)[0]
    short = known._replace(second="\n".join(ARTICLE[:-1]))

    for text, doubted in zip(teach(known, SHIPPED, Cleaner()), teach(short, SHIPPED, Cleaner()), strict=True):
        last = text.page.lines.index(LAST)
        assert doubted.labels.tolist() == text.labels.tolist()
        np.testing.assert_allclose(doubted.weight[last], DOUBTED * text.weight[last])
        np.testing.assert_allclose(np.delete(doubted.weight, last), np.delete(text.weight, last))


def test_the_headline_of_a_page_without_gold_teaches_nothing(tmp_path: Path) -> None:
    """Golds differ on it: neither in HTML nor in a dump does it count, as the article's or as residue."""
    headline = "Ferry to the island is late for the third time in a week"
    known = row(1, [headline, *ARTICLE], extract_trafilatura="\n".join(ARTICLE))
    known["html"] = page(headline, *ARTICLE).replace(f"<p>{headline}</p>".encode(), f"<h1>{headline}</h1>".encode())
    pq.write_table(pa.Table.from_pylist([known]), tmp_path / "bare.parquet")
    texts = teach(untaught(tmp_path, ["bare"], folds=4)[0], SHIPPED, Cleaner())

    assert [text.column for text in texts] == ["html", "page_nodes"]
    for text in texts:
        at = text.page.lines.index(headline)
        assert (text.labels[at], text.weight[at]) == (0, 0)
        assert text.weight[text.page.lines.index(LAST)] > 0


@pytest.mark.parametrize(
    ("article", "second"),
    [
        pytest.param(ARTICLE, THIRD, id="extractors that differ"),
        pytest.param(ARTICLE, "", id="nothing extracted"),
        pytest.param([FIRST], FIRST, id="too short for an article"),
    ],
)
def test_a_doubtful_page_teaches_nothing(tmp_path: Path, article: list[str], second: str) -> None:
    """Where two ways to the article differ, one of them is wrong."""
    pq.write_table(pa.Table.from_pylist([row(1, article, extract_trafilatura=second)]), tmp_path / "bare.parquet")
    (known,) = untaught(tmp_path, ["bare"], folds=4)

    assert teach(known, SHIPPED, Cleaner()) == []


def test_a_site_is_told_by_its_address() -> None:
    """Folds are split by it."""
    assert site_of("https://www.ferry.example/late", "7") == site_of("https://ferry.example/", "8") == "ferry.example"
    assert site_of("", "7") == "7"


@pytest.fixture
def fit(data: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, str]]:
    """Runs the command; returns the files it writes."""

    def run(*options: str) -> dict[str, str]:
        out = data / "out"
        given = ["--data", str(data), "--sets", "taught", "--unlabelled", "bare", "--out", str(out), *options]
        monkeypatch.setattr(sys, "argv", ["benchmarks.fitting", *given])
        fitting.main()
        return {file.name: file.read_text(encoding="utf-8") for file in out.iterdir()}

    return run


def test_the_same_pages_give_the_same_files(fit: Callable[..., dict[str, str]]) -> None:
    """To the byte, so that a fit can be checked."""
    first = fit("--folds", "0")

    assert sorted(first) == ["evidence.toml", "html.toml", "names.toml", "text.toml"]
    assert '"log in" = ' in first["evidence.toml"]
    assert fit("--folds", "0") == first


def test_pages_without_gold_are_learned_from(fit: Callable[..., dict[str, str]]) -> None:
    """They move the table."""
    assert fit("--folds", "0")["text.toml"] != fit("--folds", "0", "--unlabelled", "")["text.toml"]


def test_the_report_is_of_sites_left_out(fit: Callable[..., object], capsys: pytest.CaptureFixture[str]) -> None:
    """By set and column, with the worst pages named."""
    fit("--folds", "3", "--worst", "1")
    said = capsys.readouterr().out

    assert "Out of fold, 3 folds split by site:" in said
    assert "taught       page_nodes" in said
    assert "taught       gold: 0.000 % of words lost" in said


def test_what_is_left_out_teaches_nothing(data: Path) -> None:
    """Turning the labels of a fold round changes nothing that is learned without it."""
    texts = collect(data, ["taught"], folds=4)
    marked = [text for text in texts if text.fold == 0]
    assert marked, "some site is in the first fold"
    other = [dataclasses.replace(text, labels=1 - text.labels) if text.fold == 0 else text for text in texts]

    def tables(texts: list[object]) -> tuple[object, ...]:
        learned = fitting.learn_twice(texts, [], Cleaner(), "", left_out=0)
        return learned.text, learned.html, learned.evidence, learned.names

    assert tables(texts) == tables(other)


@pytest.mark.parametrize("folds", ["1", "2"])
def test_too_few_folds_are_refused(fit: Callable[..., object], folds: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, and why."""
    with pytest.raises(SystemExit, match="2"):
        fit("--folds", folds)
    assert "three or more" in capsys.readouterr().err
