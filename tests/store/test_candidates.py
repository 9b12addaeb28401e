"""Candidates in the database: replaced with their week, remembered as proposals."""

from __future__ import annotations

from dataclasses import replace

from watch.model import Candidate, Proposal
from watch.store.candidates import earlier_proposals, save_candidates
from watch.store.database import Store
from watch.week import Week

WEEK = Week(2026, 20)
LEATHER = Candidate(
    term="mushroom leather",
    week=WEEK,
    lang="en",
    group="",
    found_in="month",
    stories=7,
    sources=3,
    weeks=2,
    before=0,
    ratio=80.0,
    p=0.00001,
    score=10.0,
    history=(0,) * 13 + (3, 0, 4),
    proposed=True,
    evidence=(),
)
FARMS = replace(LEATHER, term="sky farms", group="tech", proposed=False)


def save(store: Store, *candidates: Candidate, proposed: tuple[Candidate, ...]) -> None:
    """Store candidates of the week."""
    save_candidates(store, WEEK, candidates, proposed=proposed)


def test_a_week_is_replaced_whole(store: Store) -> None:
    """Writing a digest again leaves only what it found the last time."""
    save(store, LEATHER, proposed=())
    save(store, FARMS, LEATHER, proposed=(LEATHER,))
    save(store, FARMS, LEATHER, proposed=(LEATHER,))
    rows = store.select(
        "SELECT week, source_group, term, history, stands_out, proposed "
        "FROM v_candidates ORDER BY term"
    )
    history = "[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 4]"
    assert [tuple(row.values()) for row in rows] == [
        ("2026-W20", "", "mushroom leather", history, 1, 1),
        ("2026-W20", "tech", "sky farms", history, 0, 0),
    ]


def test_only_what_earlier_digests_proposed_is_remembered(store: Store) -> None:
    """A digest written again does not see its own proposals, nor later ones."""
    save(store, FARMS, LEATHER, proposed=(LEATHER,))
    assert earlier_proposals(store, WEEK) == []
    assert earlier_proposals(store, WEEK + 1) == [
        Proposal(week=WEEK, lang="en", term="mushroom leather", stories=4)
    ]


def test_two_terms_of_one_wording_are_stored_once(store: Store) -> None:
    """Two runs of words that are written alike don't break the digest."""
    save(store, LEATHER, replace(LEATHER, stories=3), proposed=())
    assert len(store.select("SELECT term FROM v_candidates")) == 1
