"""Terms that a digest's week brought, and which of them the digest proposed."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ..model import Candidate, Proposal
from ..week import Week
from .columns import list_text
from .database import Store

_INSERT = """
INSERT INTO candidate (week, lang, source_group, found_in, term, stories, sources,
    weeks, stories_before, ratio, p, score, history, stands_out, proposed)
VALUES (:week, :lang, :source_group, :found_in, :term, :stories, :sources, :weeks,
    :stories_before, :ratio, :p, :score, :history, :stands_out, :proposed)
ON CONFLICT DO NOTHING
"""

_MENTIONED = """
SELECT DISTINCT article.story
FROM mention CROSS JOIN article ON article.key = mention.article
WHERE article.week >= :start AND article.week < :end
"""

_PROPOSALS = """
SELECT week, lang, term, json_extract(history, '$[#-1]') AS stories FROM candidate
WHERE proposed AND week < :week ORDER BY week, lang, term, source_group, found_in
"""


def save_candidates(
    store: Store,
    week: Week,
    candidates: Iterable[Candidate],
    *,
    proposed: Collection[Candidate],
) -> None:
    """Store the candidates of a week in place of those stored before.

    Args:
        store: Open for writing.
        week: The week in which they were found.
        candidates: All of them, of all languages.
        proposed: Those that the week's digest proposes.

    """
    rows = [
        {
            "week": str(week),
            "lang": one.lang,
            "source_group": one.group,
            "found_in": one.found_in,
            "term": one.term,
            "stories": one.stories,
            "sources": one.sources,
            "weeks": one.weeks,
            "stories_before": one.before,
            "ratio": one.ratio,
            "p": one.p,
            "score": one.score,
            "history": list_text(one.history),
            "stands_out": int(one.proposed),
            "proposed": int(one in proposed),
        }
        for one in candidates
    ]
    with store.transaction() as connection:
        connection.execute("DELETE FROM candidate WHERE week = ?", [str(week)])
        connection.executemany(_INSERT, rows)


def mentioned_stories(store: Store, *, start: Week, end: Week) -> frozenset[str]:
    """Return the stories of the weeks ``[start, end)`` that mention any signal."""
    rows = store.select(_MENTIONED, {"start": str(start), "end": str(end)})
    return frozenset(row["story"] for row in rows)


def earlier_proposals(store: Store, week: Week) -> list[Proposal]:
    """Return what digests of the weeks before proposed, oldest first."""
    return [
        Proposal(
            week=Week.parse(row["week"]),
            lang=row["lang"],
            term=row["term"],
            stories=row["stories"],
        )
        for row in store.select(_PROPOSALS, {"week": str(week)})
    ]
