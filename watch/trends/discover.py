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

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy.special import betainc

from ..model import Candidate, Evidence, PressText, Text
from ..week import Week
from .baseline import FOUR
from .grams import Corpus, Uses, count_grams, read_corpus
from .merge import SHARED, Use, merge
from .naming import complete, names_person, usual_wording
from .series import ACTIVE_WEEKS, FloatArray, IntArray
from .terms import is_term

#: Weeks with which the recent ones are compared.
BEFORE_WEEKS = 12
#: Weeks that the caller must load, the one asked for included.
DISCOVERY_WEEKS = BEFORE_WEEKS + FOUR

#: The least a candidate needs: stories, outlets, rate over the rate before.
_STORIES, _OUTLETS, _RATIO = 3, 3, 4.0
#: A word that rises so high names a topic, whatever stands beside it.
_TOPIC = 8.0
#: The most likely chance of so many stories, had nothing changed.
_CHANCE = 0.01
#: Variance over mean assumed for the counts of any term, and half a prior story.
_DISPERSION, _PRIOR = 2.0, 0.5
#: "Nearly absent before": at most so many stories per 10,000 ...
_ABSENT = 0.3
#: ... and used in so many different weeks since.
_WEEKS = 2
#: Stories of a week in which a term can stand out.
_NOTED = 2
#: A word is a surname if it stands after a first name in this part of its stories.
_SURNAME = 0.2
#: Stories of a term that tell how it is written.
_SAMPLE = 40
#: Best terms of a list that are looked at closely.
_FINALISTS = 200


@dataclass(frozen=True, slots=True, eq=False)
class _Press:
    """The articles of all weeks and one or all groups, by story."""

    #: The articles of each story, oldest first: [story].
    stories: Sequence[Sequence[PressText]]
    #: Weeks before the week asked for, of the first article; 0 = that week: [story].
    ages: IntArray
    #: Frequent runs of words, and the stories that use them.
    uses: Uses
    #: Outlets that a candidate needs.
    least: int
    #: Language of the articles.
    lang: str

    def sample(self, stories: Sequence[int]) -> list[Text]:
        """Return the first articles of the newest of some stories."""
        return [self.stories[story][0].text for story in stories[-_SAMPLE:]]

    def outlets_of(self, stories: Iterable[int]) -> int:
        """Count the outlets of some stories."""
        return len({text.outlet for one in stories for text in self.stories[one]})


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
    return tuple(_discover([group], week, texts, lang=lang, known=known, limit=limit))


def discover_groups(
    week: Week,
    texts: Iterable[PressText],
    *,
    lang: str,
    known: AbstractSet[str] = frozenset(),
    limit: int = 20,
) -> tuple[Candidate, ...]:
    """Find the new terms of all groups together, then of each group.

    The arguments are those of ``discover_terms``. A single group is not told twice.
    """
    texts = list(texts)
    groups = sorted({text.group for text in texts if text.text.lang == lang})
    chosen = ["", *groups] if len(groups) > 1 else [""]
    return tuple(_discover(chosen, week, texts, lang=lang, known=known, limit=limit))


def _discover(
    groups: Sequence[str],
    week: Week,
    texts: Iterable[PressText],
    *,
    lang: str,
    known: AbstractSet[str],
    limit: int,
) -> Iterator[Candidate]:
    """Yield the candidates of some groups; "" stands for all together."""
    mine = [text for text in texts if text.text.lang == lang]
    age_of = {one: week - one for one in {text.week for text in mine}}
    mine = [text for text in mine if 0 <= age_of[text.week] < DISCOVERY_WEEKS]
    mine.sort(key=lambda text: (text.published, text.source, text.url))
    ages = [age_of[text.week] for text in mine]
    corpus = read_corpus((text.text for text in mine), lang=lang)
    for group in groups:
        press = _read_press(corpus, mine, ages, group=group, lang=lang)
        for window in _WINDOWS:
            counts = _count(press, window)
            if counts is None:
                continue
            uses = (
                use
                for use in _complete(_finalists(press, window, counts), press)
                if not (_is_known(use, press, known) or _is_person(use, press))
            )
            surging = _surging_words(press, counts)
            for use in merge(uses, surging, lang=lang, limit=limit):
                yield _candidate(use, press, window, week=week, group=group)


def _read_press(
    corpus: Corpus,
    texts: Sequence[PressText],
    ages: Sequence[int],
    *,
    group: str,
    lang: str,
) -> _Press:
    """Group the articles of a group by story; count the words of the stories."""
    lasting = _lasting_sources(texts, ages, group)
    numbers: dict[str, int] = {}
    stories: list[list[PressText]] = []
    first_ages: list[int] = []
    story_of = np.full(len(texts), -1)
    for place, (text, age) in enumerate(zip(texts, ages, strict=True)):
        if text.source not in lasting or (group and text.group != group):
            continue
        number = numbers.setdefault(text.story, len(stories))
        if number == len(stories):
            stories.append([])
            first_ages.append(age)
        stories[number].append(text)
        story_of[place] = number
    uses = count_grams(
        corpus.regroup(story_of),
        recent=np.flatnonzero(np.array(first_ages, dtype=np.int64) < FOUR),
        least=_STORIES,
    )
    outlets = len({text.outlet for story in stories for text in story})
    return _Press(
        stories=stories,
        ages=np.array(first_ages, dtype=np.int64),
        uses=uses,
        least=min(_OUTLETS, outlets),
        lang=lang,
    )


def _lasting_sources(
    texts: Sequence[PressText], ages: Sequence[int], group: str
) -> AbstractSet[str]:
    """Return the sources with a history; all if those bring too little this week."""
    articles = Counter(
        (text.source, age)
        for text, age in zip(texts, ages, strict=True)
        if not group or text.group == group
    )
    weeks = Counter(source for source, age in articles if age)
    lasting = {source for source, active in weeks.items() if active >= ACTIVE_WEEKS}
    now = {source: n for (source, age), n in articles.items() if not age}
    brought = sum(n for source, n in now.items() if source in lasting)
    return lasting if 2 * brought >= sum(now.values()) else {*weeks, *now}


@dataclass(frozen=True, slots=True, eq=False)
class _Counts:
    """How often each run of words is used in one window: [run]."""

    #: Recent stories, stories before, and recent ones expected from those before.
    recent: IntArray
    before: IntArray
    mean: FloatArray
    #: All stories before.
    all_before: int


def _count(press: _Press, window: _Window) -> _Counts | None:
    """Count stories; None while too few weeks before have any."""
    uses, ages = press.uses, press.ages
    is_recent, is_before = np.isin(ages, window.recent), np.isin(ages, window.before)
    if np.unique(ages[is_before]).size < ACTIVE_WEEKS:
        return None
    recent, before = (
        np.bincount(uses.gram[chosen[uses.document]], minlength=len(uses.grams))
        for chosen in (is_recent, is_before)
    )
    all_before = int(is_before.sum())
    mean = (before + _PRIOR) * (is_recent.sum() / all_before)
    return _Counts(recent, before, mean, all_before)


def _surging_words(press: _Press, counts: _Counts) -> frozenset[str]:
    """Return the single words that rise so high that they are a topic's."""
    high = np.flatnonzero(counts.recent >= _TOPIC * counts.mean).tolist()
    grams = (press.uses.grams[at] for at in high if counts.recent[at] >= _STORIES)
    return frozenset(gram[0] for gram in grams if len(gram) == 1)


def _complete(uses: Iterable[Use], press: _Press) -> Iterator[Use]:
    """Give each term the words that belong to it."""
    for use in uses:
        texts = press.sample(use.stories)
        yield replace(use, gram=complete(use.gram, texts, lang=press.lang))


def _finalists(press: _Press, window: _Window, counts: _Counts) -> list[Use]:
    """Return the best terms of a window, best first."""
    scored = [
        use for use in _score(press, window, counts) if use.outlets >= press.least
    ]
    return sorted(scored, key=lambda use: (-use.score, use.gram))[:_FINALISTS]


def _score(press: _Press, window: _Window, counts: _Counts) -> Iterator[Use]:
    """Yield the terms that surprise in a window.

    The surprise is that of a negative binomial count with dispersion 2 around the
    rate before; times log2(1 + outlets) it is the score.
    """
    uses, ages = press.uses, press.ages
    recent, before, mean = counts.recent, counts.before, counts.mean
    all_stories = np.bincount(ages, minlength=DISCOVERY_WEEKS)
    is_recent = np.isin(ages, window.recent)
    excess = _DISPERSION - 1 + is_recent.sum() / counts.all_before
    p = betainc(np.maximum(recent, 1), mean / excess, excess / (1 + excess))
    surprising = (recent >= _STORIES) & (recent >= _RATIO * mean) & (p <= _CHANCE)
    if window.found_in == "month":
        surprising &= 10_000 * before <= _ABSENT * counts.all_before
    for at in np.flatnonzero(surprising).tolist():
        if not is_term(uses.grams[at], lang=press.lang):
            continue
        using = uses.documents_of(at)
        history = np.bincount(ages[using], minlength=DISCOVERY_WEEKS)
        weeks = int(np.count_nonzero(history[:FOUR]))
        if window.found_in == "month" and weeks < _WEEKS:
            continue
        now = using[is_recent[using]].tolist()
        outlets = press.outlets_of(now)
        yield Use(
            gram=uses.grams[at],
            stories=tuple(now),
            outlets=outlets,
            history=tuple(history[::-1].tolist()),
            weeks=weeks,
            lasts=_stands_out(history, all_stories),
            before=int(before[at]),
            ratio=float(recent[at] / mean[at]),
            p=float(p[at]),
            score=float(-np.log10(max(p[at], 1e-300)) * np.log2(1 + outlets)),
        )


def _stands_out(stories: IntArray, all_stories: IntArray) -> bool:
    """Tell whether a term stands out this week and in one of the three before.

    Both arguments are numbers of stories by age of week.
    """
    before = (stories[FOUR:].sum() + _PRIOR) / max(1, all_stories[FOUR:].sum())
    high = stories[:FOUR] >= _RATIO * before * all_stories[:FOUR]
    high &= stories[:FOUR] >= _NOTED
    return bool(high[0] and np.count_nonzero(high) >= _WEEKS)


def _is_known(use: Use, press: _Press, known: AbstractSet[str]) -> bool:
    """Tell whether most stories of a term mention a signal already."""
    tagged = sum(press.stories[story][0].story in known for story in use.stories)
    return tagged > SHARED * len(use.stories)


def _is_person(use: Use, press: _Press) -> bool:
    """Tell whether a term is somebody's name in enough of its stories.

    Titles often have the surname alone: a single word needs fewer.
    """
    texts = press.sample(use.stories)
    people = sum(names_person(use.gram, text) for text in texts)
    if len(use.gram) == 1:
        return people >= max(_NOTED, _SURNAME * len(texts))
    return 2 * people > len(texts)


def _candidate(
    use: Use, press: _Press, window: _Window, *, week: Week, group: str
) -> Candidate:
    """Describe a term with its evidence."""
    stories = [press.stories[story] for story in use.stories]
    texts = [story[0].text for story in stories]
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
        history=use.history,
        proposed=use.lasts and use.outlets >= _OUTLETS,
        evidence=tuple(_evidence(story) for story in reversed(stories)),
    )


def _evidence(story: Sequence[PressText]) -> Evidence:
    """Describe a story by its first article."""
    first = story[0]
    return Evidence(
        day=first.published.date(),
        title=first.text.title,
        url=first.url,
        lang=first.text.lang,
        outlets=tuple(dict.fromkeys(text.outlet for text in story)),
    )
