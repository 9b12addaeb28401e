"""Real histories: what plain keywords in two real archives would have announced."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from watch.model import Exposure, MentionCount, NamingText, PressText, Text, Trend
from watch.signals.names import category_names
from watch.trends import evergreen_words, measure_weeks
from watch.trends.backtest import summarise_replay
from watch.trends.discover import discover_terms
from watch.trends.readings import READING_WEEKS, read_categories
from watch.week import Week

pytestmark = pytest.mark.real

Rows = list[dict[str, Any]]


def read_rows(path: Path) -> Rows:
    """Return an archive's rows, each with its week and the text to search."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows: Rows = [json.loads(line) for line in lines]
    weeks: dict[str, Week] = {}
    for row in rows:
        day = row["published"][:10]
        row["week"] = weeks.setdefault(day, Week.of(date.fromisoformat(day)))
        row["plain"] = f"{row['title']} . {row['summary'] or ''}".lower()
        # Copies of a title are one story.
        row["story"] = " ".join(re.findall(r"\w+", row["title"].lower()))[:60]
    return rows


@pytest.fixture(scope="module")
def french(shared: Path) -> Rows:
    """Return eleven months of twelve French publishers."""
    return read_rows(shared / "data" / "fr_press_2023.jsonl.gz")


def mentions_of(rows: Rows, patterns: dict[str, str]) -> list[MentionCount]:
    """Return the mentions of signals of one keyword pattern each."""
    searches = {name: re.compile(pattern) for name, pattern in patterns.items()}
    return [
        mention(row, name)
        for row in rows
        for name, search in searches.items()
        if search.search(row["plain"])
    ]


def mention(row: dict[str, Any], signal: str) -> MentionCount:
    """Return the row that counting makes of an article."""
    return MentionCount(
        week=row["week"],
        lang=row["lang"],
        group="general",
        source=row["source"],
        outlet=row["source"],
        signal=signal,
        story=row["story"],
    )


def replay(rows: Rows, mentions: list[MentionCount]) -> dict[str, list[Trend]]:
    """Measure every week of an archive for the signals mentioned."""
    exposure = Counter((row["week"], row["lang"], row["source"]) for row in rows)
    weeks = [row["week"] for row in rows]
    series: dict[str, list[Trend]] = defaultdict(list)
    for trend in measure_weeks(
        min(weeks),
        max(weeks) + 1,
        mentions=mentions,
        exposures=[
            Exposure(week, lang, "general", source, count)
            for (week, lang, source), count in exposure.items()
        ],
        signals=sorted({row.signal for row in mentions}),
        langs=[rows[0]["lang"]],
        strong_rates={},
    ):
        series[trend.signal].append(trend)
    return series


FRENCH_EVENTS = {
    "titan": (r"sous-marin|submersible", date(2023, 6, 18)),
    "nahel": (r"\bnahel\b", date(2023, 6, 27)),
    "threads": (r"\bthreads\b", date(2023, 7, 5)),
    "barbie": (r"\bbarbie\b", date(2023, 7, 19)),
    "maui": (r"lahaina|maui\b", date(2023, 8, 9)),
    "abaya": (r"\babayas?\b", date(2023, 8, 27)),
    "séisme": (r"séisme au maroc|marrakech", date(2023, 9, 8)),
    "punaises": (r"punaises? de lit", date(2023, 9, 25)),
    "hamas": (r"\bhamas\b", date(2023, 10, 7)),
    "altman": (r"sam altman", date(2023, 11, 17)),
    # His coronation in May is in the baseline.
    "charles": (r"charles iii", date(2023, 9, 20)),
}


def test_french_events_are_announced_within_a_week(french: Rows) -> None:
    """Eleven dated events of 2023: all announced at once or a week later."""
    rules = {name: rule for name, (rule, _) in FRENCH_EVENTS.items()}
    series = replay(french, mentions_of(french, rules))
    late = {}
    for name, (_, day) in FRENCH_EVENTS.items():
        start = Week.of(day)
        late[name] = next(
            t.week - start for t in series[name] if t.alarm and t.week >= start
        )
    assert {name: weeks for name, weeks in late.items() if weeks > 1} == {}


def test_common_words_are_rarely_announced_and_metavers_never(french: Rows) -> None:
    """Evergreen words: at most 0.4 announcements a year, every week counted."""
    entry_of = {
        form: entry for entry in evergreen_words("fr") for form in entry.split()
    }
    entry_of |= {"métavers": "metaverse", "metavers": "metaverse"}
    mentions = [
        mention(row, entry)
        for row in french
        for entry in {
            entry_of[word]
            for word in entry_of.keys() & set(re.findall(r"\w+", row["plain"]))
        }
    ]
    series = replay(french, mentions)
    metaverse = series.pop("metaverse")
    assert not any(trend.alarm for trend in metaverse)
    backtest = summarise_replay(t for trends in series.values() for t in trends)
    assert backtest.per_signal_year is not None
    assert backtest.per_signal_year <= 0.4


def test_english_titles_of_ten_years(shared: Path) -> None:
    """Shocks are seen at once in 70 titles a week; a trickle never is."""
    rows = read_rows(shared / "data" / "en_hn_2010_2020.jsonl.gz")
    rules = {
        "heartbleed": "heartbleed",
        "snowden": "snowden",
        "meltdown": "meltdown|spectre",
        "covid": "covid|coronavirus",
        "blockchain": "blockchain",
    }
    series = replay(rows, mentions_of(rows, rules))
    found = {
        name: [str(a.trend.week) for a in summarise_replay(trends).announcements]
        for name, trends in series.items()
    }
    assert found["heartbleed"] == ["2014-W15"]
    assert found["meltdown"] == ["2018-W01"]
    assert found["snowden"][0] == "2013-W23"
    assert found["covid"] == ["2020-W05"]
    assert found["blockchain"] == []
    assert "weak" in {trend.phase for trend in series["blockchain"]}


def test_discovery_in_a_french_week(french: Rows) -> None:
    """The last week of September 2023: bedbugs, fuel at cost, and no minister."""
    texts = [
        PressText(
            week=row["week"],
            group="general",
            source=row["source"],
            outlet=row["source"],
            story=row["story"],
            published=datetime.combine(
                date.fromisoformat(row["published"][:10]), time(), UTC
            ),
            url=row["url"],
            text=Text(row["title"], row["summary"] or "", "fr"),
        )
        for row in french
        if Week(2023, 24) <= row["week"] <= Week(2023, 39)
    ]
    found = discover_terms(Week(2023, 39), texts, lang="fr", limit=20)
    terms = {candidate.term.lower() for candidate in found}
    assert {"punaises de lit", "prix coûtant", "vente à perte"} <= terms
    assert not {"afp", "vendredi", "septembre", "emmanuel macron"} & terms
    assert all(candidate.evidence for candidate in found)


def test_talk_of_categories_follows_events(french: Rows) -> None:
    """A world cup and dear fuel are talked of more; most categories are not."""
    week, start = Week(2023, 39), Week(2023, 39) + (1 - READING_WEEKS)
    rows = [row for row in french if start <= row["week"] <= week]
    exposure = Counter((row["week"], row["source"]) for row in rows)
    readings = read_categories(
        week,
        names=category_names("fr"),
        reports=(),
        texts=(
            NamingText(
                week=row["week"],
                source=row["source"],
                outlet=row["source"],
                story=row["story"],
                title=row["title"],
                summary=row["summary"] or "",
            )
            for row in rows
        ),
        exposures=[
            Exposure(week, "fr", "general", source, count)
            for (week, source), count in exposure.items()
        ],
        lang="fr",
    )
    common = {
        reading.key: reading.coverage.change
        for reading in readings
        if reading.coverage.expected is not None and reading.coverage.expected >= 5
    }
    assert len(common) > 200
    assert {common["rugby-participation"], common["fuel"]} == {"rises"}
    assert {common["bicycle"], common["cinema"], common["smartphone"]} == {"steady"}
    changes = Counter(common.values())
    assert changes["falls"] + changes["rises"] < 0.05 * len(common)
