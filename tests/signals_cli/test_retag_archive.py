"""Reading the archive again leaves it as if it had always had the rules of now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from retag_samples import (
    FINDER,
    LOUPE,
    NO_DECLINES,
    NOW,
    make_article,
    make_articles,
    make_tagger,
    record,
    tags_of,
)

from watch.cli.terminal_signals import show_reading
from watch.model import CATEGORY_DECLINES, Article, Text
from watch.retag import (
    SAMPLES,
    Rereading,
    commit_reading,
    note_tagging,
    plan_reading,
    read_again,
)
from watch.signals.tagger import Tagger
from watch.store.articles import record_articles
from watch.store.counts import refresh_counts
from watch.store.database import Store, open_store
from watch.store.retag import NewTags, load_versions, replace_tags
from watch.store.sources import sync_sources
from watch.week import Week

GUM = "Les ventes de chewing-gums ont reculé de 7 % en France"
LATER = Week.of(NOW) + 3


def retag(store: Store, tagger: Tagger) -> Rereading:
    """Read the archive again and write what differs."""
    reading = read_again(store, tagger, plan_reading(store, tagger))
    commit_reading(store, reading, now=LATER.start)
    return reading


WORDS = st.sampled_from(["halle", "robot", "vélo", "halle robot"])
#: Rules that differ in every way: signals come, go, change and stay.
TAGGERS = st.sampled_from(
    [
        make_tagger(FINDER, one="halle", two="robot"),
        make_tagger(FINDER, one="vélo", two="robot", three="halle robot"),
        make_tagger(NO_DECLINES, two="{robot,vélo}"),
        make_tagger(NO_DECLINES, one="halle", three="halle robot"),
    ]
)
TITLES = st.lists(
    st.lists(WORDS, max_size=3).map(" et ".join).map(lambda words: f"Un {words}"),
    max_size=4,
)
PASSES = st.lists(st.tuples(TAGGERS, TITLES, st.booleans()), max_size=3)


@settings(max_examples=12)
@given(PASSES, TAGGERS)
def test_a_reread_archive_has_always_had_the_rules_of_now(
    passes: list[tuple[Tagger, list[str], bool]], now: Tagger
) -> None:
    """Whatever was crawled, and retagged or not, with other rules, leaves no trace."""
    articles: list[Article] = []
    with TemporaryDirectory() as folder:
        with open_store(Path(folder) / "a.db") as store:
            for earlier, titles, reread in passes:
                new = make_articles([*titles, GUM], first=len(articles))
                record(store, earlier, new)
                articles += new
                if reread:
                    retag(store, earlier)
            retag(store, now)
            left = tags_of(store)
            assert not plan_reading(store, now).reasons
        with open_store(Path(folder) / "b.db") as fresh:
            record(fresh, now, articles)
            assert left == tags_of(fresh)


@pytest.fixture
def archive(store: Store) -> Store:
    """Return an archive of three articles, read with two signals and declines."""
    titles = ["Un vélo", "Un robot et un vélo", GUM]
    record(
        store, make_tagger(FINDER, bikes="vélo", robots="robot"), make_articles(titles)
    )
    return store


REASONS = {
    "nothing changed": ({"bikes": "vélo", "robots": "robot"}, {}),
    "a rule changed": ({"bikes": "un vélo", "robots": "robot"}, {"bikes": "changed"}),
    "a signal is new": (
        {"bikes": "vélo", "robots": "robot", "gum": "chewing-gum~"},
        {"gum": "new"},
    ),
    "a signal is gone": ({"bikes": "vélo"}, {"robots": "removed"}),
}


@pytest.mark.parametrize(("rules", "reasons"), REASONS.values(), ids=REASONS.keys())
def test_only_what_changed_is_read_again(
    archive: Store, rules: dict[str, str], reasons: Mapping[str, str]
) -> None:
    """The plan names the signals that differ, and why; it is empty afterwards."""
    tagger = make_tagger(FINDER, **rules)
    assert plan_reading(archive, tagger).reasons == reasons
    retag(archive, tagger)
    assert not plan_reading(archive, tagger).reasons


def test_an_empty_archive_takes_the_rules_of_the_first_articles(store: Store) -> None:
    """Rules that change before anything is recorded need no second reading."""
    note_tagging(store, make_tagger(FINDER, bikes="vélo"))
    now = make_tagger(FINDER, robots="robot")
    note_tagging(store, now)
    assert not plan_reading(store, now).reasons


def test_articles_read_in_between_are_not_forgotten(archive: Store) -> None:
    """Back with the old rules, what was crawled with others is read again."""
    old = make_tagger(FINDER, bikes="vélo", robots="robot")
    record(
        archive, make_tagger(FINDER, bikes="halle"), make_articles(["Un vélo"], first=9)
    )
    assert load_versions(archive)["bikes"] == ""
    assert set(plan_reading(archive, old).reasons) == {"bikes", "robots"}
    retag(archive, old)
    assert len(archive.select("SELECT * FROM mention WHERE signal = 'bikes'")) == 3


def test_gains_and_losses_are_shown_before_they_are_written(archive: Store) -> None:
    """Counts and samples tell what a commit would do; reading writes nothing."""
    before = tags_of(archive)
    tagger = make_tagger(NO_DECLINES, bikes="un robot", robots="{robot,vélo}")
    reading = read_again(archive, tagger, plan_reading(archive, tagger))
    bikes, robots, declines = reading.changes
    assert tags_of(archive) == before
    assert bikes.counts == {"gained": 0, "lost": 1, "updated": 1}
    assert [one.article.title for one in bikes.samples["lost"]] == ["Un vélo"]
    assert robots.counts == {"gained": 1, "lost": 0, "updated": 1}
    [gained] = robots.samples["gained"]
    assert (gained.article.outlet, gained.article.published) == ("La Loupe", NOW)
    assert [span.text for span in gained.spans] == ["vélo"]
    assert (declines.signal, declines.counts["lost"]) == (CATEGORY_DECLINES, 1)
    [lost] = declines.samples["lost"]
    assert lost.decline is not None
    assert (lost.decline.direction, lost.decline.percent) == ("down", 7)
    assert reading.articles == 3


def test_samples_are_the_newest_one_of_each_story(store: Store) -> None:
    """Copies of a dispatch don't fill the list."""
    articles = make_articles([f"Vélo {number}" for number in range(10)])
    first = articles[0].key
    copies = {article.key: first for article in articles[6:]}
    record(store, make_tagger(), articles, stories=copies)
    tagger = make_tagger(bikes="vélo")
    [change] = read_again(store, tagger, plan_reading(store, tagger)).changes
    shown = [one.article.title for one in change.samples["gained"]]
    assert shown == ["Vélo 9", "Vélo 5", "Vélo 4", "Vélo 3", "Vélo 2"]
    assert (change.counts["gained"], len(shown)) == (10, SAMPLES)


def test_what_changes_is_readable(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    """Numbers first, then date, outlet and title, with words of the summary."""
    below = replace(
        make_article(8, "Rien"), text=Text("Rien", summary="Le vélo gagne.", lang="fr")
    )
    articles = [*make_articles([GUM, *(f"Vélo {n}" for n in range(7))]), below]
    record(store, make_tagger(), articles)
    tagger = make_tagger(FINDER, bikes="vélo", robots="robot")
    show_reading(read_again(store, tagger, plan_reading(store, tagger)))
    assert capsys.readouterr().out.splitlines() == [
        "bikes (new): 8 gained",
        "  + 2026-08-17  La Loupe  Rien  (summary: vélo)",
        *(f"  + 2026-08-17  La Loupe  Vélo {n}" for n in (6, 5, 4, 3)),
        "    … and 3 more gained",
        "robots (new): nothing changes",
        "category-declines (changed): 1 gained",
        f"  + 2026-08-17  La Loupe  ▼ chewing-gums [chewing-gum] 7 %, France: {GUM}",
        "9 articles read.",
    ]


def test_counts_are_rebuilt_with_the_tags(archive: Store) -> None:
    """The counts that analysts read are those of the new mentions."""
    retag(archive, make_tagger(FINDER, bikes="robot"))
    counted = archive.select("SELECT * FROM weekly_count")
    refresh_counts(archive, start=Week.of(NOW), end=LATER)
    assert counted == archive.select("SELECT * FROM weekly_count")
    assert [(row["signal"], row["stories"]) for row in counted] == [("bikes", 1)]


def test_a_commit_that_is_interrupted_changes_nothing(archive: Store) -> None:
    """Tags and rules are written together or not at all."""
    before = tags_of(archive)
    [key] = [row["article"] for row in archive.select("SELECT article FROM decline")]

    def interrupted() -> Iterator[NewTags]:
        yield NewTags(key, forgotten=(), mentions=(), declines=())
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        replace_tags(archive, interrupted(), versions={}, end=LATER)
    assert tags_of(archive) == before


def test_an_archive_of_an_older_version_is_read_wholly(tmp_path: Path) -> None:
    """Where nobody noted the rules, also signals that are gone are cleared up."""
    path = tmp_path / "old.db"
    tagger = make_tagger(FINDER, bikes="vélo")
    with open_store(path) as store:
        record(store, make_tagger(FINDER, gone="vélo"), make_articles(["Un vélo", GUM]))
        store.db.execute("DROP TABLE signal_version")
        store.db.execute(
            "DELETE FROM _sqlite_migrations WHERE name = 'create_signal_versions'"
        )
    with open_store(path) as store:
        plan = plan_reading(store, tagger)
        assert plan.reasons == {
            "bikes": "new",
            "gone": "removed",
            CATEGORY_DECLINES: "changed",
        }
        retag(store, tagger)
        assert [row["signal"] for row in store.select("SELECT * FROM mention")] == [
            "bikes"
        ]


def test_progress_counts_articles(store: Store) -> None:
    """A bar can show how far the reading is."""
    sync_sources(store, [LOUPE])
    record_articles(store, [make_article(n, "Un vélo") for n in range(2500)])
    told: list[tuple[int, int]] = []
    tagger = make_tagger(bikes="vélo")
    read_again(
        store,
        tagger,
        plan_reading(store, tagger),
        on_progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(2000, 2500), (2500, 2500)]
