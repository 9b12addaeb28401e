"""What a digest says, as plain sentences: shared by every output.

Nothing here is escaped: each output escapes whole sentences in its own way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from ..model import (
    Candidate,
    CategoryReport,
    Digest,
    DigestItem,
    Evidence,
    Signal,
    Trend,
)
from .labels import Label, label_of
from .phrases import Phrases

#: Names in one sentence of the headline; the others are counted.
_MOST_NAMES = 6
#: Below this many expected stories a ratio would only reflect rounding.
_LEAST_EXPECTED = 0.1
_SPARKS = "▁▂▃▄▅▆▇█"
_MONTH = 4
#: Share of one outlet from which readers are told, and stories it takes in four weeks:
#: of three stories in two outlets, two thirds are ordinary.
_CONCENTRATED, _LEAST_CONCENTRATED = 2 / 3, 5
#: Percentages listed one by one; more are given as a range.
_MOST_PERCENTS = 4


class Headline(NamedTuple):
    """One sentence of the paragraph that opens a digest."""

    #: What happens: title of a section.
    label: str
    #: To which signals or categories.
    names: str


def write_basis(digest: Digest, phrases: Phrases) -> str:
    """Say which week this is and how much press was read."""
    counts = [
        phrases.say(
            "basis",
            articles=phrases.count("articles", articles),
            sources=phrases.count("sources", digest.sources.get(lang, 0)),
            language=phrases.language(lang),
        )
        for lang, articles in digest.articles.items()
    ]
    week = phrases.week(digest.week)
    if not counts:
        return f"{week}."
    return phrases.say("week_and_basis", week=week, basis=phrases.join(counts))


def write_headlines(digest: Digest, phrases: Phrases) -> list[Headline]:
    """Name what happens this week, one sentence per section; empty without news."""
    headlines = [
        Headline(
            phrases.word("section", label),
            name_items(items, phrases, presses=digest.articles),
        )
        for label, items in group_by_label(digest.items)
    ]
    for direction, section in (("down", "falling"), ("up", "growing")):
        names = _name_categories(digest.categories, direction, lang=phrases.lang)
        if names:
            title = phrases.word("section", section)
            headlines.append(Headline(title, _join_some(names, phrases)))
    if digest.proposals:
        title = phrases.word("section", "proposals")
        terms = [proposal.term for proposal in digest.proposals]
        headlines.append(Headline(title, _join_some(terms, phrases)))
    return headlines


def _name_categories(
    reports: Sequence[CategoryReport], direction: str, *, lang: str
) -> list[str]:
    """Name each category once, in the digest's language where it was reported so."""
    names: dict[str, str] = {}
    for report in reports:
        if report.direction == direction:
            ours = report.lang == lang
            names[report.key] = (
                report.category if ours else names.get(report.key, report.category)
            )
    return list(names.values())


def write_no_news(digest: Digest, phrases: Phrases) -> str:
    """Say in one line that there is nothing to announce, and why."""
    if not any(digest.articles.values()):
        return phrases.say("headline_empty")
    labels = {label_of(item.trend) for item in digest.quiet}
    if labels == {Label.WARMING_UP}:
        return phrases.say("headline_warming_up")
    return phrases.say("headline_quiet")


def write_quiet(digest: Digest, phrases: Phrases) -> list[str]:
    """Name the signals without news, one sentence for each reason."""
    return [
        phrases.word("quiet", label).format(
            names=name_items(items, phrases, presses=digest.articles, most=len(items))
        )
        for label, items in group_by_label(digest.quiet)
    ]


def write_figures(item: DigestItem, phrases: Phrases) -> tuple[str, str]:
    """Return how often the press spoke of it, and how that compares."""
    articles = phrases.count("articles", item.trend.exposure)
    if not item.evidence:
        found = phrases.say("no_story", articles=articles)
    else:
        found = phrases.say(
            "found",
            stories=phrases.count("stories", len(item.evidence)),
            outlets=phrases.count("outlets", count_outlets(item.evidence)),
            articles=articles,
        )
    return found, _compare(item, phrases)


def write_change(item: DigestItem, phrases: Phrases) -> str:
    """Say what the week before looked like; "" if it is unknown."""
    if item.previous is None:
        return ""
    label = phrases.word("label", label_of(item.previous))
    if item.previous.phase is None:
        return phrases.say("before_unmeasured", label=label)
    stories = phrases.count("stories", item.previous.stories)
    return phrases.say("before", label=label, stories=stories)


def write_caution(trend: Trend, phrases: Phrases) -> str:
    """Say what weakens the numbers; "" if nothing does."""
    texts = [phrases.word("warning", code) for code in trend.warnings]
    if _is_concentrated(trend):
        share = phrases.number(round(100 * (trend.concentration or 0)))
        percent = phrases.say("percent", number=share)
        texts.append(phrases.say("concentrated", percent=percent))
    joined = phrases.word("say", "and_then").join(texts)
    return phrases.say("caution", warnings=joined) if texts else ""


def write_category(report: CategoryReport, phrases: Phrases) -> tuple[str, str]:
    """Return the title of a category and the facts reported about it."""
    title = phrases.say(
        "falling" if report.direction == "down" else "growing",
        category=report.category,
    )
    facts = [
        phrases.say(
            "reported",
            stories=phrases.count("stories", report.reports),
            outlets=phrases.count("outlets", count_outlets(report.evidence)),
            press=phrases.press([report.lang]),
        )
    ]
    if report.percents:
        facts.append(_write_percents(report, phrases))
    if report.places:
        facts.append(phrases.say("places", places=phrases.join(report.places)))
    return title, phrases.word("say", "and_then").join(facts) + "."


def write_proposal(proposal: Candidate, phrases: Phrases) -> str:
    """Say how often the press used a new term, this week and before."""
    *earlier, first, second, third, now = proposal.history
    found = phrases.say(
        "proposed_found",
        stories=phrases.count("stories", now),
        outlets=phrases.count("outlets", count_outlets(proposal.evidence)),
    )
    return phrases.say(
        "proposed",
        found=found,
        month=phrases.number(first + second + third),
        earlier=phrases.number(sum(earlier)),
    )


def propose_commands(proposal: Candidate) -> tuple[str, str]:
    """Return the two commands that make a signal of a new term."""
    new = f'trendwatch signals new --from-candidate "{proposal.term}"'
    return new, "trendwatch signals retag"


def write_reading(report: CategoryReport, phrases: Phrases) -> str:
    """Say how much a falling category is talked of, and its fall; "" if as usual."""
    if report.reading is None:
        return ""
    coverage, reports = report.reading.coverage, report.reading.reports
    told = "told_more" if reports.change == "rises" else ""
    talked = {"falls": "talked_less", "rises": "talked_more"}.get(coverage.change, "")
    if told and talked == "talked_more":
        talked = ""  # it is the fall that they talk about
    return " ".join(
        phrases.say(
            key,
            stories=phrases.count("stories", recent.stories),
            expected=_count_expected(recent.expected or 0, phrases),
            p=phrases.p_value(p or 0),
        )
        for key, recent, p in (
            (told, reports, reports.p_more),
            (
                talked,
                coverage,
                coverage.p_fewer if coverage.change == "falls" else coverage.p_more,
            ),
        )
        if key
    )


def count_outlets(evidence: Iterable[Evidence]) -> int:
    """Count the different outlets behind some evidence."""
    return len({outlet for story in evidence for outlet in story.outlets})


def name_signal(signal: Signal, phrases: Phrases) -> str:
    """Return the title of a signal in this language."""
    return phrases.in_language(signal.title, otherwise=signal.id)


def name_items(
    items: Iterable[DigestItem],
    phrases: Phrases,
    *,
    presses: Collection[str],
    most: int = _MOST_NAMES,
) -> str:
    """Name signals, each once, with its press unless that is all of ``presses``."""
    langs: dict[str, set[str]] = {}
    for item in items:
        langs.setdefault(name_signal(item.signal, phrases), set()).add(item.trend.lang)
    names = [
        name
        if spoken.issuperset(presses)
        else phrases.say("named", name=name, press=phrases.press(sorted(spoken)))
        for name, spoken in langs.items()
    ]
    return _join_some(names, phrases, most=most)


def group_by_label(
    items: Sequence[DigestItem],
) -> Iterator[tuple[Label, list[DigestItem]]]:
    """Yield the labels that occur, in their order, each with its items."""
    for label in Label:
        found = [item for item in items if label_of(item.trend) is label]
        if found:
            yield label, found


def draw_history(history: Sequence[int]) -> str:
    """Draw weekly counts as a line of blocks, the lowest one for zero.

    >>> draw_history([0, 0, 1, 0, 4, 7])
    '▁▁▂▁▅█'
    """
    top = max(history, default=0)
    steps = len(_SPARKS) - 1
    return "".join(_SPARKS[-(-count * steps // top) if top else 0] for count in history)


def _is_concentrated(trend: Trend) -> bool:
    """Tell whether one outlet of several wrote most of enough articles."""
    share = trend.concentration
    enough = sum(trend.history[-_MONTH:]) >= _LEAST_CONCENTRATED
    return share is not None and _CONCENTRATED <= share < 1 and enough


def _compare(item: DigestItem, phrases: Phrases) -> str:
    trend = item.trend
    if label_of(trend) is Label.FADING:
        return _compare_with_height(trend, phrases)
    facts = _expect(trend, phrases)
    if trend.p is None:
        return facts
    p = phrases.p_value(trend.p)
    if trend.confirmed:
        p = phrases.say("confirmed", p=p)
    return phrases.say("with_p", facts=facts, p=p) if facts else p


def _expect(trend: Trend, phrases: Phrases) -> str:
    """Say what was expected; a signal never seen before has no honest ratio."""
    if trend.baseline is None:
        return ""
    *earlier, _ = trend.history
    if earlier and not any(earlier):
        return phrases.say("unseen", weeks=phrases.count("weeks", len(earlier)))
    expected = trend.baseline * trend.exposure / 10_000
    count = _count_expected(expected, phrases)
    if expected < _LEAST_EXPECTED or trend.ratio is None:
        return count
    times = phrases.say("times", expected=count, ratio=phrases.number(trend.ratio))
    if trend.interval is None:
        return times
    low, high = map(phrases.number, trend.interval)
    return phrases.say("sure", facts=times, low=low, high=high)


def _count_expected(expected: float, phrases: Phrases) -> str:
    """Say how many stories were expected."""
    if expected < _LEAST_EXPECTED:
        least = phrases.say("less_than", number=phrases.number(_LEAST_EXPECTED))
        return phrases.count("expected", expected, shown=least)
    return phrases.count("expected", round(expected, 1))


def _compare_with_height(trend: Trend, phrases: Phrases) -> str:
    """Compare the last four weeks with the best four of the half-year."""
    months = [
        sum(trend.history[at : at + _MONTH])
        for at in range(max(1, len(trend.history) - _MONTH + 1))
    ]
    height = phrases.say(
        "faded",
        now=phrases.count("stories", months[-1]),
        best=phrases.number(max(months)),
    )
    facts = [_expect(trend, phrases), height]
    return phrases.word("say", "and_then").join(filter(None, facts))


def _write_percents(report: CategoryReport, phrases: Phrases) -> str:
    sign = -1 if report.direction == "down" else 1
    percents = [phrases.percent(sign * percent) for percent in report.percents]
    if len(percents) <= _MOST_PERCENTS:
        return phrases.say("percents", percents=phrases.join(percents))
    return phrases.say("percent_range", lowest=percents[0], highest=percents[-1])


def _join_some(
    names: Sequence[str], phrases: Phrases, *, most: int = _MOST_NAMES
) -> str:
    """Join at most so many names and count the others."""
    shown = list(names[:most])
    if len(names) > most:
        shown.append(phrases.count("more_names", len(names) - most))
    return phrases.join(shown)
