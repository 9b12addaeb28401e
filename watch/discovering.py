"""Find the new terms of a week, and choose those that its digest proposes.

::

    texts  = list_press_texts(store, sixteen weeks)             # store
    known  = mentioned_stories(store, the same weeks)           # store
    found  = discover_groups(week, texts, known)                # trends
    chosen = choose_proposals(found, earlier_proposals(store))  # trends
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from .model import Candidate
from .store.articles import list_press_texts
from .store.candidates import earlier_proposals, mentioned_stories
from .store.database import Store
from .trends.discover import DISCOVERY_WEEKS, discover_groups, discover_terms
from .trends.proposals import choose_proposals
from .week import Week


def discover(
    store: Store,
    week: Week,
    *,
    lang: str,
    group: str = "",
    sources: frozenset[str] | None = None,
    limit: int = 20,
) -> tuple[Candidate, ...]:
    """Find terms that are new or surging in a closed week.

    Args:
        store: Open for reading.
        week: The week.
        lang: Press language.
        group: Source group; "" = all.
        sources: Ids of the sources of that group; None = as the last crawl knew them.
        limit: Candidates of each of the two lists.

    """
    start, end = week + (1 - DISCOVERY_WEEKS), week + 1
    texts = list_press_texts(store, lang=lang, start=start, end=end)
    if sources is not None:
        texts = [text for text in texts if text.source in sources]
        texts = [replace(text, group=group) for text in texts]
    return discover_terms(
        week,
        texts,
        lang=lang,
        group=group,
        known=mentioned_stories(store, start=start, end=end),
        limit=limit,
    )


def discover_all(
    store: Store, week: Week, *, langs: Iterable[str]
) -> tuple[Candidate, ...]:
    """Find the new terms of some press languages, together and by source group."""
    start, end = week + (1 - DISCOVERY_WEEKS), week + 1
    known = mentioned_stories(store, start=start, end=end)
    return tuple(
        candidate
        for lang in langs
        for candidate in discover_groups(
            week,
            list_press_texts(store, lang=lang, start=start, end=end),
            lang=lang,
            known=known,
        )
    )


def choose(
    store: Store, week: Week, candidates: Iterable[Candidate]
) -> tuple[Candidate, ...]:
    """Choose what the digest of a week proposes, by language, best first.

    Digests of later weeks don't matter, nor does an earlier writing of this one: the
    same archive and the same earlier proposals give the same choice.
    """
    return choose_proposals(candidates, earlier_proposals(store, week))
