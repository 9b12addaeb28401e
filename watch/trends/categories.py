"""Reports of falling and growing categories, added up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from ..model import CategoryReport, DeclineReport, Evidence


def summarise_categories(
    reports: Iterable[DeclineReport],
    *,
    names: Callable[[str], Mapping[str, frozenset[str]]],
    review: bool = False,
) -> tuple[CategoryReport, ...]:
    """Add up what is reported about each category, language and direction.

    Articles of one story are one report, whatever their number; several sentences of
    a story bring their percentages and places. Categories with the most reports come
    first, then those with the most outlets, then in alphabetical order.

    Args:
        reports: Reports of one period, in any order.
        names: Gives the clear names of a language's categories, in small letters, by
            key; a category goes by one of them, where a text uses it, rather than
            by shorter words ("les électriques").
        review: Whether to count reports that a reader should check first.

    """
    groups: dict[tuple[str, str, str], list[DeclineReport]] = defaultdict(list)
    for report in reports:
        if review or report.decline.confidence == "strict":
            key = report.decline.key, report.article.lang, report.decline.direction
            groups[key].append(report)
    summaries = [
        _summarise(sorted(group, key=_order), names(lang).get(key, frozenset()))
        for (key, lang, _), group in groups.items()
    ]
    return tuple(sorted(summaries, key=_rank))


def _order(report: DeclineReport) -> tuple[object, ...]:
    """Sort reports by time, then by everything that could differ."""
    article, decline = report.article, report.decline
    place_in_text = decline.span.field != "title", decline.span.start
    return article.published, article.source, article.url, place_in_text, decline.rule


def _rank(summary: CategoryReport) -> tuple[object, ...]:
    """Sort categories by reports, then outlets, then name."""
    name = summary.key, summary.lang, summary.direction
    return -summary.reports, -summary.sources, name


def _summarise(
    reports: Sequence[DeclineReport], names: frozenset[str]
) -> CategoryReport:
    """Add up the reports of one category, oldest first."""
    stories: dict[str, list[DeclineReport]] = defaultdict(list)
    for report in reports:
        stories[report.article.story].append(report)
    newest_first = sorted(stories.values(), key=_newest)
    declines = [report.decline for report in reports]
    days = [report.article.published.date() for report in reports]
    return CategoryReport(
        key=declines[0].key,
        category=_usual_wording([decline.category for decline in declines], names),
        lang=reports[0].article.lang,
        direction=declines[0].direction,
        reports=len(stories),
        sources=len({report.article.outlet for report in reports}),
        percents=tuple(sorted({d.percent for d in declines if d.percent is not None})),
        places=tuple(dict.fromkeys(d.place for d in declines if d.place)),
        first=min(days),
        last=max(days),
        evidence=tuple(_evidence(story) for story in newest_first),
        quotes=tuple(story[0].decline.evidence for story in newest_first),
    )


def _newest(story: Sequence[DeclineReport]) -> tuple[float, str]:
    """Sort stories by the moment of their first article, newest first."""
    return -story[0].article.published.timestamp(), story[0].article.story


def _usual_wording(wordings: Sequence[str], names: frozenset[str]) -> str:
    """Return the most frequent wording, if possible a clear name; of equals, the first.

    >>> _usual_wording(["ancien", "ancien", "Logements anciens"], {"logements anciens"})
    'logements anciens'
    """
    clear = [wording for wording in wordings if wording.lower() in names]
    usual, _ = Counter(map(_uncapitalised, clear or wordings)).most_common(1)[0]
    return usual


def _uncapitalised(wording: str) -> str:
    """Take the capital of a sentence's start away; acronyms and brands keep theirs."""
    rest = wording[1:]
    return wording[:1].lower() + rest if rest == rest.lower() else wording


def _evidence(story: Sequence[DeclineReport]) -> Evidence:
    """Describe a story by its first article."""
    first = story[0].article
    return Evidence(
        day=first.published.date(),
        title=first.title,
        url=first.url,
        lang=first.lang,
        outlets=tuple(dict.fromkeys(report.article.outlet for report in story)),
    )
