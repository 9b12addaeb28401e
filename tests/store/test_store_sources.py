"""Sources: the config is the truth, what visits learned survives."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sample_sources import LENS, LOUPE
from store_samples import ECHO, NOW, SOURCES, make_visit

from watch.model import Source, SourceState
from watch.store.articles import record_visit
from watch.store.database import Store
from watch.store.sources import (
    add_archive_sources,
    list_due_sources,
    list_sources,
    sync_sources,
)


def test_new_sources_are_due_at_once(store: Store) -> None:
    """A source never visited is due, exactly as configured."""
    sync_sources(store, SOURCES)
    assert list_due_sources(store, now=NOW) == [
        SourceState(source) for source in (ECHO, LENS, LOUPE)
    ]


def test_disabled_paused_and_archive_sources_are_never_due(store: Store) -> None:
    """Only enabled sources with an address, not paused, are fetched."""
    off = replace(LENS, enabled=False, reason="asks not to be read")
    sync_sources(store, [LOUPE, ECHO, off])
    visit = make_visit(ECHO, at=NOW - timedelta(days=1))
    paused = replace(visit.state, paused="gone for good (410)")
    record_visit(store, replace(visit, state=paused))
    add_archive_sources(store, {"annales": "fr"})
    assert [state.source.id for state in list_due_sources(store, now=NOW)] == ["loupe"]
    assert len(list_sources(store)) == 4


def test_what_a_visit_learned_survives_a_new_config(store: Store) -> None:
    """A changed name or interval keeps validators, failures and due time."""
    sync_sources(store, SOURCES)
    visit = make_visit(LOUPE)
    learned = replace(
        visit.state,
        failures=1.25,
        learned=timedelta(minutes=17),
        moved_to="https://loupe.example/moved",
        moving_to="https://loupe.example/moving",
        moving_times=2,
        paused="gone for good (410)",
        refusal="robots.txt: Disallow /rss",
    )
    failing = replace(visit, state=learned)
    record_visit(store, failing)
    renamed = replace(LOUPE, name="La Grande Loupe", interval=timedelta(hours=2))
    sync_sources(store, [renamed])
    states = {state.source.id: state for state in list_sources(store)}
    assert states["loupe"] == replace(failing.state, source=renamed)


def test_a_new_address_starts_afresh(store: Store) -> None:
    """Validators belong to an address: with another one the source is due at once."""
    sync_sources(store, SOURCES)
    record_visit(store, make_visit(LOUPE))
    moved = replace(LOUPE, url="https://loupe.example/new-rss")
    sync_sources(store, [moved])
    due = list_due_sources(store, now=NOW)
    assert due == [SourceState(moved)]


def test_a_source_is_due_from_its_moment_on(store: Store) -> None:
    """The due moment itself is included."""
    sync_sources(store, [LOUPE])
    record_visit(store, make_visit(LOUPE, at=NOW))
    due = NOW + timedelta(hours=1)
    assert list_due_sources(store, now=due - timedelta(seconds=1)) == []
    assert len(list_due_sources(store, now=due)) == 1


def test_a_source_that_left_the_config_stays_disabled(store: Store) -> None:
    """It keeps its row, says why, and comes back with the config."""
    sync_sources(store, SOURCES)
    sync_sources(store, [LENS])
    gone = {state.source.id: state.source for state in list_sources(store)}["loupe"]
    assert gone == replace(LOUPE, enabled=False, reason="no longer in sources.toml")
    sync_sources(store, SOURCES)
    assert [state.source for state in list_sources(store)] == [ECHO, LENS, LOUPE]


def test_archive_sources_never_replace_a_configured_one(store: Store) -> None:
    """An archive id that is configured stays as it is; others are made once."""
    sync_sources(store, [LOUPE])
    add_archive_sources(store, {"loupe": "en", "annales": "fr"})
    add_archive_sources(store, {"annales": "en"})
    assert [state.source for state in list_sources(store)] == [
        Source(
            id="annales",
            name="annales",
            outlet="annales",
            url=None,
            lang="fr",
            group="archive",
        ),
        LOUPE,
    ]


def test_a_config_takes_an_archive_source_over(store: Store) -> None:
    """A source known from an archive can be given an address later."""
    add_archive_sources(store, {"loupe": "fr"})
    sync_sources(store, [LOUPE])
    assert list_due_sources(store, now=NOW) == [SourceState(LOUPE)]
