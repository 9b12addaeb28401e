"""Texts -> terms that the press did not use before.

::

    stories = _group_stories(texts)           copies of a story are read as one
    uses    = count_grams(read_corpus(...))   runs of words that three stories use
    for the "week" list (one week against twelve)
    and the "month" list (four weeks, nearly absent before):
        scored = _score(uses)                 surprise x diffusion, best first
        new    = those not known as a signal, not a person
        merged = _merge(new)                  one name for terms of the same stories
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import betainc

from ..model import Candidate, Evidence, PressText
from ..week import Week, iter_weeks
from .baseline import FOUR
from .grams import Uses, count_grams, read_corpus
from .series import ACTIVE_WEEKS, IntArray
from .terms import Gram, content, is_term, names_person, usual_wording

#: Weeks with which the recent ones are compared.
BEFORE_WEEKS = 12
#: Weeks that the caller must load, the one asked for included.
DISCOVERY_WEEKS = BEFORE_WEEKS + FOUR

#: The least a candidate needs: stories, outlets, rate over the rate before.
_STORIES, _OUTLETS, _RATIO = 3, 3, 3.0
#: Variance over mean assumed for the counts of any term, and half a prior story.
_DISPERSION, _PRIOR = 2.0, 0.5
#: "Nearly absent before": at most so many stories per 10,000 ...
_ABSENT = 0.3
#: ... and used in so many different weeks since.
_WEEKS = 2
#: Terms that share more than this of their stories are one topic.
_SHARED = 0.6
#: Best terms of a list that are looked at closely.
_FINALISTS = 200
#: Stories shown as evidence.
_EVIDENCE = 5


@dataclass(frozen=True, slots=True, eq=False)
class _Story:
    """The articles of one story, oldest first."""

    articles: tuple[PressText, ...]
    #: Weeks before the week asked for; 0 = that week.
    age: int


@dataclass(frozen=True, slots=True)
class _Window:
    """Which weeks are compared, as ages of stories, both half-open."""

    found_in: Literal["week", "month"]
    recent: range
    before: range


_WINDOWS = (
    _Window("week", range(1), range(1, 1 + BEFORE_WEEKS)),
    _Window("month", range(FOUR), range(FOUR, FOUR + BEFORE_WEEKS)),
)


@dataclass(frozen=True, slots=True)
class _Use:
    """A term with its numbers in one window."""

    gram: Gram
    #: Recent stories that use it.
    stories: tuple[_Story, ...]
    #: Outlets of those stories.
    outlets: int
    #: Different weeks among them.
    weeks: int
    #: Stories before.
    before: int
    ratio: float
    p: float
    score: float


def discover_terms(
    week: Week,
    texts: Iterable[PressText],
    *,
    lang: str,
    group: str = "",
    known: AbstractSet[str] = frozenset(),
    limit: int = 20,
) -> tuple[Candidate, ...]:
    """Find the terms that are new or surging in a closed week, best first.

    Args:
        week: The week asked for.
        texts: The articles of the ``DISCOVERY_WEEKS`` weeks that end with it, in any
            order; others are left out.
        lang: Their language.
        group: Source group to look at; "" = all.
        known: Stories that mention a signal; what they mostly speak of is no news.
        limit: Candidates to return of each list.

    Returns the one-week list, then the four-week list; both empty while fewer than
    eight weeks before have articles, for then everything would be new.

    """
    weeks = set(iter_weeks(week + (1 - DISCOVERY_WEEKS), week + 1))
    chosen = [
        text
        for text in texts
        if text.text.lang == lang and group in (text.group, "") and text.week in weeks
    ]
    stories = _group_stories(_of_lasting_sources(chosen, week), week)
    outlets = min(_OUTLETS, len({text.outlet for text in chosen}))
    ages = np.array([story.age for story in stories], dtype=np.int64)
    texts_of = ([article.text for article in story.articles] for story in stories)
    uses = count_grams(
        read_corpus(texts_of, lang=lang),
        recent=np.flatnonzero(ages < FOUR),
        least=_STORIES,
    )
    found: list[Candidate] = []
    for window in _WINDOWS:
        scored = sorted(_score(uses, stories, ages, window, lang=lang), key=_best_first)
        new = [use for use in scored if use.outlets >= outlets][:_FINALISTS]
        new = [use for use in new if not (_is_known(use, known) or _is_person(use))]
        found += [
            _candidate(use, window, week=week, group=group)
            for use in _merge(new, lang=lang)[:limit]
        ]
    return tuple(found)


def _of_lasting_sources(texts: Sequence[PressText], week: Week) -> Sequence[PressText]:
    """Leave out the texts of new sources, unless they bring most of this week's."""
    active = Counter({(text.source, text.week) for text in texts if text.week < week})
    weeks = Counter(source for source, _ in active)
    lasting = [text for text in texts if weeks[text.source] >= ACTIVE_WEEKS]
    now = sum(text.week == week for text in texts)
    return lasting if 2 * sum(text.week == week for text in lasting) >= now else texts


def _group_stories(texts: Iterable[PressText], week: Week) -> list[_Story]:
    """Group articles by story; a story belongs to the week of its first article."""
    groups: dict[str, list[PressText]] = defaultdict(list)
    for text in texts:
        groups[text.story].append(text)
    ages = {week + -age: age for age in range(DISCOVERY_WEEKS)}
    stories = []
    for group in groups.values():
        group.sort(key=lambda text: (text.published, text.source, text.url))
        stories.append(_Story(tuple(group), ages[group[0].week]))
    return sorted(stories, key=lambda story: story.articles[0].published)


def _score(
    uses: Uses,
    stories: Sequence[_Story],
    ages: IntArray,
    window: _Window,
    *,
    lang: str,
) -> Iterator[_Use]:
    """Yield the terms that surprise in a window.

    The surprise is that of a negative binomial count with dispersion 2 around the
    rate before; times log2(1 + outlets) it is the score.
    """
    is_recent, is_before = np.isin(ages, window.recent), np.isin(ages, window.before)
    if np.unique(ages[is_before]).size < ACTIVE_WEEKS:
        return
    size = len(uses.grams)
    recent, before = (
        np.bincount(uses.gram[chosen[uses.document]], minlength=size)
        for chosen in (is_recent, is_before)
    )
    exposure = is_recent.sum() / is_before.sum()
    mean = (before + _PRIOR) * exposure
    excess = _DISPERSION - 1 + exposure
    p = betainc(np.maximum(recent, 1), mean / excess, excess / (1 + excess))
    surprising = (recent >= _STORIES) & (recent >= _RATIO * mean)
    if window.found_in == "month":
        surprising &= 10_000 * before <= _ABSENT * is_before.sum()
    for at in np.flatnonzero(surprising).tolist():
        using = [stories[number] for number in uses.documents_of(at).tolist()]
        weeks = len({story.age for story in using if story.age < FOUR})
        if window.found_in == "month" and weeks < _WEEKS:
            continue
        if not is_term(uses.grams[at], lang=lang):
            continue
        now = tuple(story for story in using if story.age in window.recent)
        outlets = len({text.outlet for story in now for text in story.articles})
        yield _Use(
            gram=uses.grams[at],
            stories=now,
            outlets=outlets,
            weeks=weeks,
            before=int(before[at]),
            ratio=float(recent[at] / mean[at]),
            p=float(p[at]),
            score=float(-np.log10(max(p[at], 1e-300)) * np.log2(1 + outlets)),
        )


def _best_first(use: _Use) -> tuple[float, Gram]:
    """Sort terms by score, then by name."""
    return -use.score, use.gram


def _is_known(use: _Use, known: AbstractSet[str]) -> bool:
    """Tell whether most stories of a term mention a signal already."""
    tagged = sum(story.articles[0].story in known for story in use.stories)
    return tagged > _SHARED * len(use.stories)


def _is_person(use: _Use) -> bool:
    """Tell whether a term is somebody's name in most of its stories."""
    texts = [story.articles[0].text for story in use.stories]
    people = sum(names_person(use.gram, text) for text in texts)
    return 2 * people > len(texts)


def _merge(uses: Iterable[_Use], *, lang: str) -> list[_Use]:
    """Keep one term of those with the same stories or content words, best first.

    A longer name replaces the kept one if it covers most of its stories:
    "submersible" becomes "tourist submersible".
    """
    kept: list[_Use] = []
    for use in uses:
        for at, other in enumerate(kept):
            shared = len({*use.stories} & {*other.stories})
            if shared > _SHARED * len(use.stories):
                longer = _holds(use.gram, other.gram)
                if longer and shared >= _SHARED * len(other.stories):
                    kept[at] = use
                break
            if content(use.gram, lang=lang) == content(other.gram, lang=lang):
                break
        else:
            kept.append(use)
    return kept


def _holds(long: Gram, short: Gram) -> bool:
    """Tell whether a run of words holds another, smaller one."""
    size = len(short)
    starts = range(len(long) - size + 1)
    return size < len(long) and any(long[at : at + size] == short for at in starts)


def _candidate(use: _Use, window: _Window, *, week: Week, group: str) -> Candidate:
    """Describe a term with its evidence."""
    texts = [story.articles[0].text for story in use.stories]
    newest = use.stories[: -_EVIDENCE - 1 : -1]
    return Candidate(
        term=usual_wording(use.gram, texts),
        week=week,
        lang=texts[0].lang,
        group=group,
        found_in=window.found_in,
        stories=len(use.stories),
        sources=use.outlets,
        weeks=use.weeks,
        before=use.before,
        ratio=use.ratio,
        p=use.p,
        score=use.score,
        proposed=use.weeks >= _WEEKS and use.outlets >= _OUTLETS,
        evidence=tuple(_evidence(story) for story in newest),
    )


def _evidence(story: _Story) -> Evidence:
    """Describe a story by its first article."""
    first = story.articles[0]
    return Evidence(
        day=first.published.date(),
        title=first.text.title,
        url=first.url,
        lang=first.text.lang,
        outlets=tuple(dict.fromkeys(text.outlet for text in story.articles)),
    )
