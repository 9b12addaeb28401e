"""The invented press: always the same, varied, bilingual, with what it promises."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from io import BytesIO

import feedparser
import pytest

from watch.crawl.story import assign_stories
from watch.demo.feeds import archive_rows, render_feed
from watch.demo.press import (
    DEMO_WEEK,
    DEMO_WEEKS,
    LANGUAGES,
    DemoEntry,
    demo_entries,
    demo_outlets,
)
from watch.demo.writing import everyday_forms, plants
from watch.model import Article, Text
from watch.week import Week, iter_weeks


@pytest.fixture(scope="module")
def entries() -> tuple[DemoEntry, ...]:
    """Return all weeks with a third of the everyday news: each form once a week."""
    return demo_entries(volume=max(len(everyday_forms(lang)) for lang in LANGUAGES))


@pytest.fixture(scope="module")
def last_weeks() -> tuple[DemoEntry, ...]:
    """Return the last three weeks as the demo has them."""
    return demo_entries(weeks=3)


@pytest.fixture(scope="module")
def last_week(last_weeks: tuple[DemoEntry, ...]) -> list[DemoEntry]:
    """Return the entries of the last week."""
    return [entry for entry in last_weeks if entry.published >= DEMO_WEEK.start]


def test_the_press_is_always_the_same(
    last_weeks: tuple[DemoEntry, ...], last_week: list[DemoEntry]
) -> None:
    """Two calls agree, and a shorter press is the end of a longer one."""
    assert demo_entries(weeks=3) == last_weeks
    assert list(demo_entries(weeks=1)) == last_week


def test_the_press_can_end_in_any_week() -> None:
    """Benchmarks and tests choose the last week, the length and the volume."""
    made = demo_entries(end=Week(2027, 1), weeks=2, volume=20)
    weeks = Counter(Week.of(entry.published) for entry in made)
    assert set(weeks) == {Week(2026, 53), Week(2027, 1)}
    everyday = {entry.story for entry in made if entry.theme == "everyday"}
    assert len(everyday) == 2 * 2 * 20


def test_there_are_enough_outlets_all_invented() -> None:
    """At least twelve outlets, both languages, all groups, each named invented."""
    outlets = demo_outlets()
    assert len(outlets) >= 12
    assert len({outlet.id for outlet in outlets}) == len(outlets)
    assert all(outlet.name.endswith("(invented)") for outlet in outlets)
    assert {outlet.format for outlet in outlets} == {"rss", "atom", "json"}
    assert {outlet.group for outlet in outlets} == {
        "general", "business", "consumer-retail", "fashion-beauty", "food", "tech",
        "ideas",
    }  # fmt: skip
    for lang in LANGUAGES:
        assert sum(outlet.lang == lang for outlet in outlets) >= 6


def test_addresses_belong_to_nobody(entries: tuple[DemoEntry, ...]) -> None:
    """Every entry has its own address in .example, below its outlet."""
    assert len({entry.url for entry in entries}) == len(entries)
    for entry in entries:
        assert entry.url.startswith(f"https://{entry.outlet}.example/20")


def test_every_week_is_full_in_both_languages(
    entries: tuple[DemoEntry, ...], last_weeks: tuple[DemoEntry, ...]
) -> None:
    """At least 30 weeks; a week has over 500 articles in French and in English."""
    weeks = set(iter_weeks(DEMO_WEEK + (1 - DEMO_WEEKS), DEMO_WEEK + 1))
    assert {Week.of(entry.published) for entry in entries} == weeks
    assert len(weeks) >= 30
    counts = Counter((Week.of(entry.published), entry.lang) for entry in last_weeks)
    assert len(counts) == 3 * len(LANGUAGES)
    assert all(500 <= count <= 650 for count in counts.values())


def test_every_outlet_publishes_every_week(entries: tuple[DemoEntry, ...]) -> None:
    """No outlet falls silent, so that its articles can be compared."""
    seen = {(entry.outlet, Week.of(entry.published)) for entry in entries}
    assert len(seen) == len(demo_outlets()) * DEMO_WEEKS


@pytest.mark.parametrize("lang", LANGUAGES)
def test_planted_stories_follow_their_numbers(
    entries: tuple[DemoEntry, ...], lang: str
) -> None:
    """Each theme has exactly the stories of its file, week by week."""
    told: dict[tuple[str, Week], set[str]] = defaultdict(set)
    for entry in entries:
        if entry.lang == lang:
            told[entry.theme, Week.of(entry.published)].add(entry.story)
    for plant in plants(lang):
        actual = [
            len(told[plant.id, DEMO_WEEK + -back]) for back in reversed(range(40))
        ]
        assert actual[-DEMO_WEEKS:] == list(plant.stories[-DEMO_WEEKS:]), plant.id


@pytest.mark.parametrize("lang", LANGUAGES)
def test_plants_have_the_shape_their_name_promises(lang: str) -> None:
    """Emerging rises from nothing, fading falls from a peak, weak stays tiny."""
    shape = {plant.id: plant.stories for plant in plants(lang)}
    assert {len(stories) for stories in shape.values()} == {40}
    assert sum(shape["gender-fluid"][-4:]) > 2 * sum(shape["gender-fluid"][:-4])
    assert 0 < sum(shape["gen-alpha"]) < 3
    assert sum(shape["metaverse"][-4:]) < 1.5 * max(shape["metaverse"])
    assert shape["confuser"][-1] >= shape["gender-fluid"][-1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_planted_themes_have_several_outlets(
    entries: tuple[DemoEntry, ...], lang: str
) -> None:
    """The four flagship themes are told by at least two outlets in the last weeks."""
    start = (DEMO_WEEK + -3).start
    outlets: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.lang == lang and entry.published >= start:
            outlets[entry.theme].add(entry.outlet)
    for theme in ("gender-fluid", "gen-alpha", "metaverse", "chewing-gum"):
        assert len(outlets[theme]) >= 2, theme


def test_the_real_figures_are_told(last_week: list[DemoEntry]) -> None:
    """The four figures about chewing-gum stand in the last week, in both languages."""
    texts = {
        lang: " ".join(
            entry.summary for entry in last_week
            if entry.theme == "chewing-gum" and entry.lang == lang
        )
        for lang in LANGUAGES
    }  # fmt: skip
    for figure in ("7,5 % en France", "4,2 %", "2,7 %", "7 % en trois ans"):
        assert figure in texts["fr"]
    for figure in (
        "7.5 per cent in France",
        "4.2 per cent",
        "2.7 per cent",
        "by 7 per",
    ):
        assert figure in texts["en"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_confusers_are_told_every_week(
    entries: tuple[DemoEntry, ...], lang: str
) -> None:
    """Words that mislead a wrong detector stand in every single week."""
    bait = {
        "fr": ("commission mixte paritaire", "Double mixte", "Alfa Romeo", "chute de"),
        "en": ("Mixed committee", "Mixed doubles", "Alfa Romeo", "shares fall"),
    }[lang]
    weeks: dict[str, set[Week]] = defaultdict(set)
    for entry in entries:
        for words in bait:
            if words in entry.title:
                weeks[words].add(Week.of(entry.published))
    assert {words: len(found) for words, found in weeks.items()} == dict.fromkeys(
        bait, DEMO_WEEKS
    )


def test_dispatches_are_carried_almost_word_for_word(
    last_week: list[DemoEntry],
) -> None:
    """Some stories stand in several outlets, with one summary, within a day."""
    stories: dict[str, list[DemoEntry]] = defaultdict(list)
    for entry in last_week:
        stories[entry.story].append(entry)
    dispatches = [told for told in stories.values() if len(told) > 1]
    assert len(dispatches) >= 30
    for told in dispatches:
        first = min(told, key=lambda entry: entry.published)
        assert len({entry.outlet for entry in told}) == len(told)
        for entry in told:
            assert entry.title.endswith(first.title)
            assert entry.summary == first.summary
            assert entry.published - first.published <= timedelta(hours=20)


def test_stories_are_told_apart(last_weeks: tuple[DemoEntry, ...]) -> None:
    """The grouping of near-duplicates finds the stories as they were invented."""
    told = {
        hashlib.md5(entry.url.encode(), usedforsecurity=False).hexdigest(): entry
        for entry in last_weeks
    }
    found = assign_stories([_article(key, told[key]) for key in told], [])
    expected: dict[str, set[str]] = defaultdict(set)
    actual: dict[str, set[str]] = defaultdict(set)
    for key, entry in told.items():
        expected[entry.story].add(key)
        actual[found[key]].add(key)
    assert sorted(map(sorted, actual.values())) == sorted(
        map(sorted, expected.values())
    )


def _article(key: str, entry: DemoEntry) -> Article:
    return Article(
        key=key,
        url=entry.url,
        source=entry.outlet,
        guid="",
        text=Text(entry.title, entry.summary, entry.lang),
        published=entry.published,
        date_from="feed",
        seen=entry.published,
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_form_is_whole(lang: str) -> None:
    """Every form has a slot in its title, so that it never repeats word for word."""
    forms = everyday_forms(lang)
    assert len({form.title for form in forms}) == len(forms) >= 100
    for form in forms:
        assert "{" in form.title
        assert form.lead.rstrip('»" ').endswith((".", "?", "!"))


@pytest.mark.parametrize(
    "outlet",
    [outlet for outlet in demo_outlets() if outlet.format != "json"],
    ids=lambda outlet: outlet.id,
)
def test_xml_feeds_are_read_by_feedparser(
    last_week: list[DemoEntry], outlet: object
) -> None:
    """RSS and Atom say what was published: titles, dates, links, newest first."""
    assert outlet in demo_outlets()
    (chosen,) = [one for one in demo_outlets() if one == outlet]
    mine = [entry for entry in last_week if entry.outlet == chosen.id]
    feed = feedparser.parse(BytesIO(render_feed(chosen, mine)))
    assert not feed.bozo
    assert feed.feed.title == chosen.name
    assert [item.title for item in feed.entries] == [e.title for e in reversed(mine)]
    assert [datetime(*item.published_parsed[:6]) for item in feed.entries] == [  # noqa: DTZ001  feedparser's tuples are UTC
        entry.published.replace(tzinfo=None) for entry in reversed(mine)
    ]
    for item, entry in zip(feed.entries, reversed(mine), strict=True):
        assert item.link.partition("?")[0] == entry.url
        assert ("utm_source" in item.link) == chosen.tracking
        assert entry.summary in item.summary.replace("&amp;", "&")


def test_json_feeds_follow_the_format(last_week: list[DemoEntry]) -> None:
    """A JSON Feed 1.1 has its version, and items with id, link and moment."""
    (outlet, *_) = [one for one in demo_outlets() if one.format == "json"]
    mine = [entry for entry in last_week if entry.outlet == outlet.id]
    feed = json.loads(render_feed(outlet, mine))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == outlet.name
    assert [item["title"] for item in feed["items"]] == [
        entry.title for entry in reversed(mine)
    ]
    assert {item["id"] for item in feed["items"]} == {entry.url for entry in mine}


def test_the_archive_is_json_lines(last_week: list[DemoEntry]) -> None:
    """Each row has the fields that the import reads."""
    rows = [json.loads(line) for line in archive_rows(last_week)]
    assert len(rows) == len(last_week)
    assert rows[0] == {
        "source": last_week[0].outlet,
        "lang": last_week[0].lang,
        "published": last_week[0].published.isoformat(),
        "title": last_week[0].title,
        "summary": last_week[0].summary,
        "url": last_week[0].url,
    }
