"""Trends and evidence -> Digest: what deserves a reader's time, in which order.

The reasons are in docs/explanation/digest.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ..model import (
    Candidate,
    CategoryReport,
    Digest,
    DigestItem,
    Evidence,
    EvidenceArticle,
    MentionReport,
    Signal,
    Trend,
)
from ..week import Week
from .evidence import list_evidence
from .labels import Label, label_of

_RANK = {label: rank for rank, label in enumerate(Label)}


def compose(
    week: Week,
    *,
    trends: Sequence[Trend],
    previous: Sequence[Trend],
    signals: Sequence[Signal],
    mentions: Sequence[MentionReport],
    categories: Sequence[CategoryReport],
    articles: Mapping[str, int],
    sources: Mapping[str, int],
    proposals: Sequence[Candidate] = (),
    demo: bool = False,
) -> Digest:
    """Build the digest of a week, in no language yet.

    The order of the arguments' rows does not matter, except that ``signals``
    come in catalogue order.

    Args:
        week: The closed week to tell about.
        trends: Measures of that week; those of all languages together
            (``lang == "all"``) and of unknown signals are left out.
        previous: Measures of the week before, for "what changed".
        signals: The catalogue.
        mentions: Articles of the sources that the trends count; other weeks are
            ignored.
        categories: Strict reports of falling and growing categories.
        articles: Articles of the week, by press language.
        sources: Sources that published them, by press language.
        proposals: Terms that are worth a signal, best first.
        demo: Whether the press is invented.

    Raises:
        ValueError: A number would be printed without its evidence: the stories
            of a trend, category or proposal are not as many as its evidence.

    """
    made = _make_items(
        signals,
        {(it.signal, it.lang): it for it in trends if it.lang != "all"},
        before={(it.signal, it.lang): it for it in previous},
        articles_of=_collect_articles(week, mentions),
    )
    return Digest(
        week=week,
        items=tuple(sorted(filter(is_news, made), key=_by_importance)),
        quiet=tuple(item for item in made if not is_news(item)),
        categories=_sort_categories(categories),
        articles=dict(sorted(articles.items())),
        sources=dict(sorted(sources.items())),
        demo=demo,
        proposals=tuple(_only_this_week(one) for one in proposals),
    )


def is_news(item: DigestItem) -> bool:
    """Tell whether an item deserves a reader's time this week.

    Rising and weak signals do in every week that brings a story; a signal that
    fades or has become established does once, when it changes.
    """
    label = label_of(item.trend)
    if label in {Label.EMERGING, Label.SURGING, Label.WEAK}:
        return bool(item.evidence)
    before = label_of(item.previous) if item.previous else None
    if label is Label.FADING:
        return before is not Label.FADING
    if label is Label.ESTABLISHED:
        return before in {Label.EMERGING, Label.WEAK, Label.LATENT, Label.FADING}
    return False


def _collect_articles(
    week: Week, mentions: Iterable[MentionReport]
) -> Mapping[tuple[str, str], Sequence[EvidenceArticle]]:
    """Group the week's articles by signal and language."""
    found: dict[tuple[str, str], list[EvidenceArticle]] = defaultdict(list)
    for mention in mentions:
        article = mention.article
        if week.start <= article.published < week.end:
            found[mention.signal, article.lang].append(article)
    return found


def _make_items(
    signals: Iterable[Signal],
    measured: Mapping[tuple[str, str], Trend],
    *,
    before: Mapping[tuple[str, str], Trend],
    articles_of: Mapping[tuple[str, str], Sequence[EvidenceArticle]],
) -> list[DigestItem]:
    """Make the items of each signal, by press language."""
    return [
        _make_item(
            signal,
            measured[key],
            previous=before.get(key),
            evidence=list_evidence(articles_of.get(key, ())),
        )
        for signal in signals
        for key in sorted(measured)
        if key[0] == signal.id
    ]


def _make_item(
    signal: Signal,
    trend: Trend,
    *,
    previous: Trend | None,
    evidence: tuple[Evidence, ...],
) -> DigestItem:
    if len(evidence) != trend.stories:
        raise ValueError(
            f"{trend.week}, {trend.lang}, {trend.signal}: {trend.stories} stories "
            f"counted, but {len(evidence)} found as evidence"
        )
    return DigestItem(signal, trend, previous, evidence)


def _by_importance(item: DigestItem) -> tuple[object, ...]:
    """Sort by label, then surest first; what fades: deepest fall first."""
    label, trend = label_of(item.trend), item.trend
    ratio = trend.ratio or 0.0
    sureness = ratio if label is Label.FADING else (1.0 if trend.p is None else trend.p)
    return _RANK[label], not trend.alarm, sureness, -ratio, trend.signal, trend.lang


def _only_this_week(proposal: Candidate) -> Candidate:
    """Keep the evidence of the week that the digest tells about."""
    kept = tuple(it for it in proposal.evidence if Week.of(it.day) == proposal.week)
    if len(kept) != proposal.history[-1]:
        raise ValueError(
            f"{proposal.week}, {proposal.lang}, {proposal.term!r}: "
            f"{proposal.history[-1]} stories counted, but {len(kept)} found as evidence"
        )
    return replace(proposal, evidence=kept)


def _sort_categories(
    categories: Iterable[CategoryReport],
) -> tuple[CategoryReport, ...]:
    """Falling before growing, most reported first."""
    ordered = sorted(
        categories,
        key=lambda it: (it.direction, -it.reports, -it.sources, it.key, it.lang),
    )
    for report in ordered:
        if not report.reports == len(report.evidence) == len(report.quotes):
            raise ValueError(
                f"category {report.key!r}: {report.reports} reports counted, but "
                f"{len(report.evidence)} stories and {len(report.quotes)} quotes found"
            )
    return tuple(ordered)
