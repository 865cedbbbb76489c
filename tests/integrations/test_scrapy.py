"""Scrapy: a real crawl of our own fixtures, and the pipeline, the processor and the function each alone."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
import threading
from functools import partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle, islice
from types import SimpleNamespace

import pytest

from cleaner import Cleaner

scrapy = pytest.importorskip("scrapy", reason="scrapy is not installed: newsrinse[scrapy]")
from scrapy.http import HtmlResponse, Response, TextResponse  # noqa: E402
from scrapy.settings import Settings  # noqa: E402
from scrapy.statscollectors import StatsCollector  # noqa: E402

from cleaner.errors import UnknownName  # noqa: E402
from cleaner.integrations.scrapy import CleanPipeline, CleanValue, clean_response  # noqa: E402

RESIDUE = "Sign up to our newsletter"
DIRTY = f"{RESIDUE}\n\nThe mayor resigned on Monday."
CLEAN = "The mayor resigned on Monday."

SPIDER = """
import json, sys
import scrapy
from scrapy.crawler import CrawlerProcess
from cleaner.integrations.scrapy import clean_response

class Pages(scrapy.Spider):
    name = "pages"
    start_urls = [sys.argv[1]]

    def parse(self, response):
        for link in response.css("a::attr(href)").getall():
            yield response.follow(link, self.page)

    def page(self, response):
        if isinstance(response, scrapy.http.HtmlResponse):
            yield {"url": response.url, "text": response.body, "here": clean_response(response).text}
        else:
            yield {"url": response.url, "text": response.text, "here": clean_response(response).text}

process = CrawlerProcess({
    "ITEM_PIPELINES": {"cleaner.integrations.scrapy.CleanPipeline": 300},
    "CLEANER_FIELD": "text", "CLEANER_INTO": "article", "CLEANER_REMOVED": "removed",
    "FEEDS": {"feed.jsonl": {"format": "jsonlines", "fields": ["url", "article", "here", "removed"]}},
    "LOG_LEVEL": "ERROR", "ROBOTSTXT_OBEY": False, "TELNETCONSOLE_ENABLED": False, "DOWNLOAD_DELAY": 0,
})
crawler = process.create_crawler(Pages)
process.crawl(crawler)
process.start()
print(json.dumps(crawler.stats.get_stats(), default=str))
"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, *said):
        """Say nothing."""


@pytest.fixture
def site(tmp_path, fixtures):
    """The fixtures on loopback, 100 texts and 100 pages, with a list of them in front; what should come out of each."""
    served = tmp_path / "site"
    served.mkdir()
    expected = {}
    for kind, clean in (("txt", Cleaner().text), ("html", Cleaner().html)):
        for number, file in enumerate(islice(cycle(sorted(fixtures.glob(f"*/page.{kind}"))), 100)):
            name = f"{number}-{file.parent.name}.{kind}"
            raw = file.read_bytes()
            (served / name).write_bytes(raw)
            expected[name] = clean(raw if kind == "html" else raw.decode())
    links = "".join(f'<a href="{escape(name)}">.</a>' for name in expected)
    (served / "index.html").write_text(f"<html><body>{links}</body></html>")
    handler = partial(Quiet, directory=str(served))
    handler.func.extensions_map = {**Quiet.extensions_map, ".txt": "text/plain; charset=utf-8"}
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield SimpleNamespace(url=f"http://127.0.0.1:{server.server_port}/", expected=expected)
        server.shutdown()


def test_crawl_feeds_what_the_cleaner_gives(site, tmp_path):
    """A crawl of 200 pages: each line of the feed has the cleaner's article, and the stats add up."""
    (tmp_path / "spider.py").write_text(SPIDER)
    done = subprocess.run(
        [sys.executable, "spider.py", site.url], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=100
    )
    feed = {}
    for line in (tmp_path / "feed.jsonl").read_text().splitlines():
        row = json.loads(line)
        feed[row["url"].removeprefix(site.url)] = row
    stats = json.loads(done.stdout.splitlines()[-1])
    spans = [span for result in site.expected.values() for span in result.removed]

    assert {name: row["article"] for name, row in feed.items()} == {n: r.text for n, r in site.expected.items()}
    assert all(row["here"] == row["article"] for row in feed.values())
    assert {n: [s["start"] for s in row["removed"]] for n, row in feed.items()} == {
        n: [span.start for span in result.removed] for n, result in site.expected.items()
    }
    assert stats["cleaner/cleaned"] == stats["item_scraped_count"] == len(site.expected) == 200
    assert stats["cleaner/changed"] == sum(bool(result.removed) for result in site.expected.values())
    for category in {span.category for span in spans}:
        own = [span for span in spans if span.category == category]
        assert stats[f"cleaner/category/{category}/spans"] == len(own)
        assert stats[f"cleaner/category/{category}/chars"] == sum(span.end - span.start for span in own)


def pipeline(**settings):
    """The pipeline as a crawl with these settings builds it, and its stats."""
    stats = StatsCollector(SimpleNamespace(settings=Settings()))
    given = Settings({"CLEANER_FIELD": "text", **settings})
    return CleanPipeline.from_crawler(SimpleNamespace(settings=given, stats=stats)), stats


@dataclasses.dataclass
class DataItem:
    """An item as a dataclass."""

    text: str


class ScrapyItem(scrapy.Item):
    """An item of Scrapy's own kind."""

    text = scrapy.Field()


def items():
    """One item of each kind that is installed."""
    yield {"text": DIRTY}
    yield DataItem(DIRTY)
    yield ScrapyItem(text=DIRTY)
    import attrs

    yield attrs.make_class("AttrsItem", ["text"])(DIRTY)
    try:
        import pydantic
    except ImportError:  # not of Scrapy's own libraries
        return
    yield pydantic.create_model("ModelItem", text=(str, ...))(text=DIRTY)


@pytest.mark.parametrize("item", list(items()), ids=lambda item: type(item).__name__)
def test_items_of_every_kind(item):
    """The field is cleaned in place, and the item comes back as the object it was."""
    from itemadapter import ItemAdapter

    made, stats = pipeline()

    assert made.process_item(item) is item
    assert ItemAdapter(item)["text"] == CLEAN
    assert stats.get_value("cleaner/category/subscribe/spans") == 1
    assert stats.get_value("cleaner/category/subscribe/chars") == len(RESIDUE)


@pytest.mark.parametrize("value", [None, 5, [], [None]])
def test_items_without_text_pass_and_are_counted(value):
    """What holds no text is not touched."""
    made, stats = pipeline(CLEANER_REMOVED="removed")

    assert made.process_item({"text": value}) == {"text": value}
    assert made.process_item({"title": "x"}) == {"title": "x"}
    assert stats.get_value("cleaner/no_text") == 2


def test_lists_stay_lists():
    """Item loaders leave lists where nobody takes the first."""
    made, stats = pipeline()

    assert made.process_item({"text": [DIRTY, 3, "One line."]}) == {"text": [CLEAN, 3, "One line."]}
    assert stats.get_value("cleaner/cleaned") == 2


def test_failure_passes_the_item_and_is_counted(caplog):
    """An item that has no room for the answer passes as it is; log and stats say so."""
    made, stats = pipeline(CLEANER_INTO="article")
    item = DataItem(DIRTY)

    assert made.process_item(item) is item
    assert item == DataItem(DIRTY)
    assert stats.get_value("cleaner/failed/KeyError") == 1
    assert "not cleaned" in caplog.text


def test_settings_reach_the_cleaner(tmp_path):
    """Categories, packs and language are read in Scrapy's own way, strings with commas too."""
    pack = tmp_path / "more.toml"
    pack.write_text('language = "en"\n[concepts]\nread_also = ["dig deepest"]\n')
    made, _ = pipeline(CLEANER_KEEP="subscribe,share", CLEANER_RULES=[str(pack)], CLEANER_LANG="en")
    text = f"{RESIDUE}\n\nThe mayor resigned on Monday.\n\nDig deepest: Who will follow him"

    assert made.process_item({"text": text})["text"] == f"{RESIDUE}\n\n{CLEAN}"


def test_wrong_settings_stop_the_start():
    """No field switches the pipeline off; a category that does not exist is an error."""
    with pytest.raises(scrapy.exceptions.NotConfigured):
        pipeline(CLEANER_FIELD="")
    with pytest.raises(UnknownName, match="did you mean 'share'"):
        pipeline(CLEANER_KEEP="shares")


def test_value_processor_in_a_loader(pages):
    """In an item loader, values are cleaned one by one; HTML where it says so."""
    from itemloaders import ItemLoader
    from itemloaders.processors import MapCompose, TakeFirst

    class Loader(ItemLoader):
        default_output_processor = TakeFirst()
        text_in = MapCompose(CleanValue())
        page_in = MapCompose(CleanValue(html=True))

    loader = Loader()
    loader.add_value("text", DIRTY)
    loader.add_value("page", f"<p>{RESIDUE}</p><article><p>{CLEAN} It was late, and more followed.</p></article>")

    assert loader.load_item()["text"] == CLEAN
    assert RESIDUE not in loader.load_item()["page"]
    assert CleanValue()([DIRTY, None]) == [CLEAN, None]
    assert CleanValue()(pages.rows[0]).encode() == pages.cleaned[0]


def test_responses():
    """HTML is cleaned as HTML, in the encoding of its header; other text as text; bytes are refused."""
    body = "<p>Die Brücke über den Fluß ist gesperrt, sagte die Bürgermeisterin.</p>".encode("windows-1252")
    headers = {"Content-Type": "text/html; charset=windows-1252"}

    assert "Brücke über den Fluß" in clean_response(HtmlResponse("http://x/", headers=headers, body=body)).text
    assert clean_response(TextResponse("http://x/", body=DIRTY.encode(), encoding="utf-8")).text == CLEAN
    with pytest.raises(AttributeError):
        clean_response(Response("http://x/", body=b"\x00"))
