"""The Markdown digest: every number with its evidence, safe for site generators."""

from __future__ import annotations

import json
import re

import pytest
from digest_samples import BUSY, GOLDENS, HOSTILE, QUIET, make_digest, make_trend
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from watch.digest.escape import clean
from watch.digest.markdown import render_markdown, split_front_matter
from watch.model import Digest, DigestItem, Evidence, Phase, Signal
from watch.week import Week

LANGS = pytest.mark.parametrize("lang", ["en", "fr"])


def read_front_matter(text: str) -> dict[str, object]:
    """Read the subset of YAML that a digest writes: each value is JSON, or a word."""
    front, _ = split_front_matter(text)
    pairs = (line.split(": ", 1) for line in front.splitlines())
    return {
        key: value if re.fullmatch(r"[\d-]{10}", value) else json.loads(value)
        for key, value in pairs
    }


def test_front_matter() -> None:
    """Site generators find title, date, language, tags and that it may be shown."""
    front = read_front_matter(render_markdown(BUSY, "en"))
    assert front.pop("description").startswith("Emerging: Gender-fluid")  # type: ignore[attr-defined]  # a text
    assert front == {
        "title": "Trendwatch: week 10 of 2026",
        "date": "2026-03-09",
        "week": "2026-W10",
        "lang": "en",
        "tags": ["gen-alpha", "gender-fluid", "generative-ai", "metaverse"],
        "draft": False,
        "published": True,
        "invented": True,
    }


@LANGS
@pytest.mark.parametrize("name", GOLDENS)
def test_front_matter_can_be_read(name: str, lang: str) -> None:
    """Front matter stays readable whatever the titles are."""
    assert read_front_matter(render_markdown(GOLDENS[name], lang))["lang"] == lang


@LANGS
def test_invented_press_says_so_first(lang: str) -> None:
    """A digest of the demo press opens with a warning that it is invented."""
    _, body = split_front_matter(render_markdown(BUSY, lang))
    assert body.startswith(("**Invented press", "**Presse inventée"))


@LANGS
def test_every_story_counted_is_listed(lang: str) -> None:
    """The number of stories of an item is the number of lines below it."""
    _, body = split_front_matter(render_markdown(BUSY, lang))
    for item in BUSY.items:
        for story in item.evidence:
            assert f"]({story.url}), Le Quotidien" in body
    assert body.count("\n- ") - 6 == 7 + 5 + 1 + 1 + 2  # 5 lines to read by, 1 link


@LANGS
def test_a_quiet_week_is_short(lang: str) -> None:
    """Without news there are no sections, and one line says so."""
    _, body = split_front_matter(render_markdown(QUIET, lang))
    assert "##" not in body
    assert body.splitlines()[2].startswith(("No news", "Rien de neuf"))


@LANGS
def test_fading_without_a_story(lang: str) -> None:
    """A signal that nobody speaks of any more is told without a list."""
    trend = make_trend("x", phase=Phase.FADING, history=[9, 9, 9, 0])
    signal = Signal("x", {"en": "X"}, {}, "x")
    digest = make_digest(DigestItem(signal, trend, None, ()))
    _, body = split_front_matter(render_markdown(digest, lang))
    assert re.search(r"\*\*(No story|Aucun sujet),", body)
    assert "\n- [" not in body


@LANGS
def test_no_press_at_all(lang: str) -> None:
    """A week without any article says that there is nothing to tell."""
    digest = Digest(Week(2026, 10), (), (), (), {}, {})
    _, body = split_front_matter(render_markdown(digest, lang))
    assert body.splitlines()[2].startswith(("No article", "Aucun article"))


@LANGS
@pytest.mark.parametrize("name", GOLDENS)
def test_only_web_links_and_no_html(name: str, lang: str) -> None:
    """No title can bring a tag, an image or a link that is not http(s)."""
    _, body = split_front_matter(render_markdown(GOLDENS[name], lang))
    links = []
    for token in MarkdownIt("gfm-like", {"linkify": False}).parse(body):
        assert token.type not in {"html_block", "fence", "code_block"}
        for child in token.children or []:
            assert child.type not in {"html_inline", "image"}
            if child.type == "link_open":
                links.append(str(child.attrs["href"]))
    anchors = {"#more-evidence", "#suite-des-articles"}
    assert all(it.startswith(("http://", "https://")) or it in anchors for it in links)


@LANGS
def test_nothing_for_template_engines(lang: str) -> None:
    """Liquid and shortcodes, which run before Markdown, find nothing to run."""
    text = render_markdown(HOSTILE, lang)
    assert "{{" not in text
    assert "{%" not in text


@LANGS
def test_the_link_to_more_evidence_leads_there(lang: str) -> None:
    """The anchor is the one site generators make of the heading."""
    _, body = split_front_matter(render_markdown(BUSY, lang))
    (anchor,) = re.findall(r"\]\(#(.*?)\)", body)
    headings = [line[3:] for line in body.splitlines() if line.startswith("## ")]
    assert anchor in {heading.lower().replace(" ", "-") for heading in headings}


@given(st.lists(st.text(st.characters(), max_size=80), min_size=1, max_size=8))
def test_titles_survive(titles: list[str]) -> None:
    """Every title stands in its list, letter by letter, whatever it holds."""
    stories = tuple(
        Evidence(BUSY.week.start.date(), title, "https://press.example", "fr", ("A",))
        for title in titles
    )
    trend = make_trend("x", phase=Phase.EMERGING, history=[len(titles)])
    signal = Signal("x", {"en": "X"}, {}, "x")
    digest = make_digest(DigestItem(signal, trend, None, stories))
    _, body = split_front_matter(render_markdown(digest, "en"))
    seen = []
    for token in MarkdownIt("commonmark").parse(body):
        children = token.children or []
        if any(it.type == "link_open" and it.attrs["href"] != "#more-evidence"
               for it in children):  # fmt: skip
            start = [it.type for it in children].index("link_open")
            stop = [it.type for it in children].index("link_close")
            seen.append("".join(it.content for it in children[start:stop]))
    assert seen == [clean(title) or "(untitled)" for title in titles]
