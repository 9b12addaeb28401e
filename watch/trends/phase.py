"""Where each signal stands: latent, weak, emerging, strong or fading.

All arrays have one row per signal. "Now" is the last four weeks.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.special import bdtr

from ..model import Phase
from .baseline import FOUR
from .detect import Scale, Threshold
from .series import BoolArray, IntArray, Series

#: The phases by rank: of those that hold, the last one counts.
PHASES = (Phase.LATENT, Phase.WEAK, Phase.EMERGING, Phase.STRONG, Phase.FADING)
LATENT, WEAK, EMERGING, STRONG, FADING = range(len(PHASES))

#: Weeks in which an alarm and the best four weeks are looked for.
MEMORY = 26
#: Four-week windows that fit into them: the number of comparisons of a fade.
_WINDOWS = MEMORY - FOUR + 1
#: A fade falls to two fifths of the best rate or lower ...
_FADED = 0.4
#: ... of a window with so many stories that the fall can't be chance.
_BEST_STORIES = 8
#: "Emerging" without an alarm: a rise over four weeks with three stories.
_EMERGING, _STORIES = Threshold(p=0.01, ratio=2), 3
#: "Weak" although seen before.
_WEAK = Threshold(p=0.10, ratio=1.5)


def find_fades(series: Series, at: int) -> BoolArray:
    """Tell which signals fell far below their best four weeks of the half year.

    The fall must be too large for chance: binomial tail <= 0.01 over the number of
    windows tried. Whether there was a rise to fall from is the caller's question.
    """
    columns = slice(max(0, at - MEMORY + 1), at + 1)
    counts = series.stories[:, columns]
    if counts.shape[1] < FOUR:
        return np.zeros(counts.shape[0], dtype=np.bool_)
    stories = sliding_window_view(counts, FOUR, axis=1).sum(axis=-1)
    articles = sliding_window_view(series.exposure[columns], FOUR).sum(axis=-1)
    usable = (stories >= _BEST_STORIES) & (articles > 0)
    rates = np.where(usable, stories / np.maximum(articles, 1), 0.0)
    best = rates.argmax(axis=1)
    rows = np.arange(len(best))
    share = articles[-1] / np.maximum(articles[-1] + articles[best], 1)
    now = stories[:, -1]
    chance = bdtr(now.astype(np.float64), now + stories[rows, best], share)
    small = now <= _FADED * rates[rows, best] * articles[-1]
    fades: BoolArray = usable[rows, best] & small & (chance <= 0.01 / _WINDOWS)
    return fades & bool(articles[-1] > 0)


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
    fades: BoolArray,
    news: BoolArray,
    outlets: BoolArray,
) -> IntArray:
    """Give each signal the rank of its phase in ``PHASES``; the highest that holds.

    Args:
        four: The last four weeks against their baseline.
        alarms: Signals announced this week.
        strong: Signals as present as common words.
        fades: Signals that fell after an earlier alarm.
        news: Signals with a story this week or last week.
        outlets: Signals that enough outlets carry.

    """
    rising = _EMERGING.passed(four.p, four.ratio) & (four.stories >= _STORIES)
    unseen = four.baseline.stories < 1
    weak = (four.stories >= 1) & (unseen | _WEAK.passed(four.p, four.ratio))
    conditions = (fades & ~alarms, strong, alarms | (rising & outlets & news), weak)
    ranks = [FADING, STRONG, EMERGING, WEAK]
    return np.select(conditions, ranks, default=LATENT)


def settle_phases(
    now: IntArray, before: IntArray, *, four: Scale, news: BoolArray
) -> IntArray:
    """Keep a phase one week longer, so that a single week does not end it.

    A higher phase than last week's begins at once. A lower one begins when it holds
    for the second week, or when what the old one needs is gone: emerging needs news,
    weak a story in four weeks, fading that nothing rises again.

    Args:
        now: Ranks of this week, as ``rank_phases`` gives them.
        before: Ranks of last week, likewise; -1 where there was none.
        four: The last four weeks against their baseline.
        news: Signals with a story this week or last week.

    """
    lasts = np.select(
        [before == FADING, before == EMERGING, before == WEAK],
        [now < EMERGING, news, four.stories > 0],
        default=True,
    )
    return np.where((before > now) & lasts, before, now)
