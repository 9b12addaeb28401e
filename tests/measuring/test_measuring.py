"""Which rows count: languages apart or together, one source group, all of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from measuring_press import (
    ATTIC,
    CONFIGURED,
    ECHO,
    LAST,
    START,
    every_week,
    record_press,
)
from sample_sources import LENS, LOUPE

from watch.analysis import explain_week, measure_week, replay
from watch.errors import TrendwatchError, UsageError
from watch.measuring import sources_of
from watch.model import Phase, Signal, Trend
from watch.store.counts import load_trends
from watch.store.database import Store
from watch.trends import evergreen_words
from watch.weekly import make_digest

#: Three stories in the last week: one in each group.
METAVERSE = {
    (39, source): [("Galerie", ["metaverse"])] for source in ("loupe", "echo", "lens")
}


def measured(
    store: Store, lang: str | None = None, group: str | None = None
) -> list[tuple[str, int, int]]:
    """Return language, stories and articles of the last week."""
    sources = sources_of(store, group, CONFIGURED)
    trends = measure_week(
        store, LAST, signals=["metaverse"], lang=lang, sources=sources
    )
    return [(one.lang, one.stories, one.exposure) for one in trends]


@pytest.mark.parametrize(
    ("lang", "group", "expected"),
    [
        (None, None, [("en", 1, 5), ("fr", 2, 14)]),
        ("fr", None, [("fr", 2, 14)]),
        ("all", None, [("all", 3, 19)]),
        (None, "tech", [("en", 1, 5), ("fr", 1, 5)]),
        ("all", "tech", [("all", 2, 10)]),
        (None, "general", [("fr", 1, 5)]),
        (None, "archive", [("fr", 0, 4)]),
    ],
)
def test_press_is_measured_by_language_and_group(
    store: Store,
    lang: str | None,
    group: str | None,
    expected: list[tuple[str, int, int]],
) -> None:
    """Stories and exposure are those of the press asked for, and of no other."""
    record_press(store, METAVERSE)
    assert measured(store, lang, group) == expected


def test_the_group_is_the_one_of_now(store: Store) -> None:
    """What the configuration says today counts for all articles ever stored."""
    record_press(store)
    moved = replace(LOUPE, group="tech")
    sources = sources_of(store, "tech", [moved, ECHO, LENS])
    assert sources == frozenset({"loupe", "echo", "lens"})
    assert sources_of(store, "tech", [moved]) == frozenset({"loupe", "echo", "lens"})
    assert sources_of(store, "archive", [moved]) == frozenset({ATTIC})
    assert sources_of(store, None, [moved]) is None


def test_an_unknown_group_is_answered_with_the_known_ones(store: Store) -> None:
    """The error lists every group, of the configuration and of the archive."""
    record_press(store)
    with pytest.raises(UsageError, match="'food'; there are: archive, general, tech"):
        sources_of(store, "food", CONFIGURED)


def test_a_group_without_articles_says_so(store: Store) -> None:
    """A source that has brought nothing yet has nothing to measure."""
    record_press(store)
    new = replace(LOUPE, id="new", group="food")
    with pytest.raises(TrendwatchError, match="no article of that source group"):
        measure_week(
            store, LAST, signals=["x"], sources=sources_of(store, "food", [new])
        )


def test_an_unknown_language_is_answered_with_the_known_ones(store: Store) -> None:
    """The error lists the languages of the articles, and all."""
    record_press(store)
    with pytest.raises(UsageError, match="no articles in 'de'; there are: en, fr, or"):
        measure_week(store, LAST, signals=["x"], lang="de")


def evergreen(lang: str) -> str:
    """Return a title of many words that the press always uses."""
    entries = evergreen_words(lang)
    return " ".join(entry.split()[0] for entry in entries[:30])


def test_strong_is_judged_over_all_languages_too(store: Store) -> None:
    """What every source writes every week is strong in each press and in all."""
    titles = [("Galerie", ["metaverse"]), ("Salon", ["metaverse"])]
    words = {(30, "loupe"): [(evergreen("fr"), ())]}
    english = every_week("lens", *titles, (evergreen("en"), ()))
    record_press(store, words | every_week("echo", *titles) | english)
    for lang in ("fr", "en", "all"):
        (trend,) = measure_week(store, LAST, signals=["metaverse"], lang=lang)
        assert (lang, trend.phase) == (lang, Phase.STRONG)


def test_a_replay_of_one_group_is_its_measures_week_by_week(store: Store) -> None:
    """The same sources count in a replay and in the measure of each week."""
    record_press(store, METAVERSE)
    sources = sources_of(store, "tech", CONFIGURED)

    def measure(week: int) -> Trend:
        (trend,) = measure_week(
            store, START + week, signals=["metaverse"], lang="fr", sources=sources
        )
        return trend

    replayed = replay(
        store,
        START + 38,
        LAST + 1,
        signals=["metaverse"],
        lang="fr",
        sources=sources,
    )
    assert replayed == (measure(38), measure(39))


def test_an_explanation_counts_the_group_and_compares_all_signals(store: Store) -> None:
    """Sources of other groups are not in it; q is that of all tracked signals."""
    record_press(store, METAVERSE)
    text = explain_week(
        store,
        LAST,
        signal="metaverse",
        signals=["metaverse", "frugal"],
        lang="all",
        sources=sources_of(store, "tech", CONFIGURED),
    )
    assert "sources that count: echo, lens\n" in text
    assert "last week: 2 stories in 10 articles" in text
    assert "q of 2 p among 2 signals = " in text


def test_a_digest_stores_the_measures_of_all_languages_together(store: Store) -> None:
    """Analysts find each press language and all of them; readers see each language."""
    record_press(store, METAVERSE)
    signal = Signal("metaverse", {"fr": "Métavers"}, {}, "tech")
    digest = make_digest(store, LAST, signals=[signal])
    stored = [(one.lang, one.stories) for one in load_trends(store, LAST)]
    assert stored == [("all", 3), ("en", 1), ("fr", 2)]
    told = {item.trend.lang for item in (*digest.items, *digest.quiet)}
    assert told == {"en", "fr"}
