"""Where each signal stands: latent, weak, emerging, strong or fading.

All arrays have one row per signal. "Now" is the last four weeks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.special import bdtr

from ..model import Phase
from .baseline import FOUR
from .detect import Scale
from .series import BoolArray, FloatArray, IntArray, Series

#: The phases by rank: of those that hold, the last one counts.
PHASES = (Phase.LATENT, Phase.WEAK, Phase.EMERGING, Phase.STRONG, Phase.FADING)
LATENT, WEAK, EMERGING, STRONG, FADING = range(len(PHASES))

#: Weeks in which an alarm and the best four weeks are looked for.
MEMORY = 26
#: A fall: to two fifths of the best rate or lower, and hardly by chance ...
FALLEN, UNLIKELY = 0.4, 0.01
#: ... from four weeks with at least so many stories.
_BEST_STORIES = 8


@dataclass(frozen=True, slots=True)
class Threshold:
    """How surprising and how large a rise must be."""

    #: Largest p-value.
    p: float
    #: Smallest rate over the baseline rate.
    ratio: float

    def passed(self, scale: Scale) -> BoolArray:
        """Tell which signals reach both."""
        return (scale.p <= self.p) & (scale.ratio >= self.ratio)


#: "Emerging" without an alarm: a rise over four weeks with three stories.
EMERGING_RISE, EMERGING_STORIES = Threshold(p=0.01, ratio=2), 3
#: "Weak" although seen before.
WEAK_RISE = Threshold(p=0.10, ratio=1.5)


@dataclass(frozen=True, slots=True, eq=False)
class Best:
    """The last four weeks beside the best four of the half year: [signal] each."""

    #: Stories and articles of the last four weeks.
    stories: IntArray
    articles: int
    #: Stories and articles of the four weeks with the highest rate.
    best_stories: IntArray
    best_articles: IntArray
    #: Chance of so few stories now if the rate were still the best one.
    chance: FloatArray


def find_best(series: Series, at: int) -> Best:
    """Find the best four weeks among the ``MEMORY`` weeks that end with ``at``.

    Only windows of ``_BEST_STORIES`` stories count; without one, or with fewer than
    four weeks, ``best_stories`` is 0 and ``chance`` 1.
    """
    columns = slice(max(0, at - MEMORY + 1), at + 1)
    short = max(0, FOUR - (at + 1))
    counts = np.pad(series.stories[:, columns], ((0, 0), (short, 0)))
    sizes = np.pad(series.exposure[columns], (short, 0))
    stories = sliding_window_view(counts, FOUR, axis=1).sum(axis=-1)
    articles = sliding_window_view(sizes, FOUR).sum(axis=-1)
    usable = (stories >= _BEST_STORIES) & (articles > 0)
    rates = np.where(usable, stories / np.maximum(articles, 1), -1.0)
    best = rates.argmax(axis=1)
    rows = np.arange(len(best))
    found = usable[rows, best]
    best_stories = np.where(found, stories[rows, best], 0)
    now, size = stories[:, -1], int(articles[-1])
    share = size / np.maximum(size + articles[best], 1)
    chance = bdtr(now.astype(np.float64), now + best_stories, share)
    return Best(
        stories=now,
        articles=size,
        best_stories=best_stories,
        best_articles=articles[best],
        chance=np.where(found, chance, 1.0),
    )


def find_fallen(best: Best) -> BoolArray:
    """Tell which signals fell far below their best four weeks of the half year.

    Whether there was a rise to fall from, and not only chance among the many weeks
    looked at, is the caller's question.
    """
    best_rate = best.best_stories / np.maximum(best.best_articles, 1)
    small = best.stories <= FALLEN * best_rate * best.articles
    fallen: BoolArray = small & (best.chance <= UNLIKELY) & (best.articles > 0)
    return fallen


def find_strong(series: Series, at: int, *, strong_rate: float) -> BoolArray:
    """Tell which signals are present every week at the rate of common words.

    ``strong_rate`` is in stories per 10,000 articles over the last four weeks. Weeks
    without articles are not held against a signal.
    """
    columns = slice(max(0, at - FOUR + 1), at + 1)
    exposed = series.exposure[columns] > 0
    every = (series.stories[:, columns][:, exposed] > 0).all(axis=1)
    stories = series.stories[:, columns].sum(axis=1)
    high = 10_000 * stories >= strong_rate * series.exposure[columns].sum()
    strong: BoolArray = every & high & (stories > 0)
    return strong


def rank_phases(
    four: Scale,
    *,
    alarms: BoolArray,
    strong: BoolArray,
    fallen: BoolArray,
    risen: BoolArray,
    news: BoolArray,
    outlets: BoolArray,
) -> IntArray:
    """Give each signal the rank of its phase in ``PHASES``; the highest that holds.

    Args:
        four: The last four weeks against their baseline.
        alarms: Signals announced this week.
        strong: Signals as present as common words.
        fallen: Signals far below their best four weeks of the half year.
        risen: Signals announced in that half year.
        news: Signals with a story this week or last week.
        outlets: Signals that enough outlets carry.

    """
    rising = EMERGING_RISE.passed(four) & (four.stories >= EMERGING_STORIES)
    unseen = four.baseline.stories < 1
    weak = (four.stories >= 1) & (unseen | WEAK_RISE.passed(four))
    fading = fallen & risen & ~alarms
    emerging = alarms | (rising & outlets & news)
    conditions = (fading, strong & ~fallen, emerging, weak)
    ranks = [FADING, STRONG, EMERGING, WEAK]
    return np.select(conditions, ranks, default=LATENT)


def settle_phases(
    now: IntArray,
    before: IntArray,
    *,
    four: Scale,
    fallen: BoolArray,
    news: BoolArray,
) -> IntArray:
    """Keep a phase one week longer, so that a single week does not end it.

    A higher phase than last week's begins at once. A lower one begins when it holds
    for the second week, or when what the old one needs is gone: strong that it has not
    fallen, emerging news, weak a story in four weeks, fading that nothing rises again.

    Args:
        now: Ranks of this week, as ``rank_phases`` gives them.
        before: Ranks of last week, likewise; -1 where there was none.
        four: The last four weeks against their baseline.
        fallen: Signals far below their best four weeks of the half year.
        news: Signals with a story this week or last week.

    """
    lasts = np.select(
        [before == FADING, before == STRONG, before == EMERGING, before == WEAK],
        [now < EMERGING, ~fallen, news, four.stories > 0],
        default=True,
    )
    return np.where((before > now) & lasts, before, now)
