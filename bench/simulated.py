"""A press in which we know what is chance and what is a rise: weekly counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from watch.model import Exposure, MentionCount
from watch.trends.series import Table
from watch.week import Week

Array = NDArray[np.float64]

START = Week(2020, 1)
#: Sources, weeks, and articles of one source in one week.
SOURCES, WEEKS, ARTICLES = 8, 208, 375


@dataclass(frozen=True, slots=True)
class Press:
    """A simulated press."""

    #: Articles: [source, week].
    articles: NDArray[np.int64]
    #: Stories: [signal, week, source].
    stories: NDArray[np.int64]

    @property
    def counts(self) -> NDArray[np.int64]:
        """Stories over all sources: [signal, week]."""
        counts: NDArray[np.int64] = self.stories.sum(axis=2)
        return counts

    @property
    def exposure(self) -> NDArray[np.int64]:
        """Articles over all sources: [week]."""
        exposure: NDArray[np.int64] = self.articles.sum(axis=0)
        return exposure


def simulate(
    rng: np.random.Generator,
    rate: float,
    *,
    signals: int,
    articles: NDArray[np.int64] | None = None,
    wave: Array | None = None,
    spread: float = 1.0,
    copies: int = 1,
) -> Press:
    """Draw the stories of a press in which nothing rises.

    Args:
        rng: Where chance comes from.
        rate: Stories a week, over all sources, in an ordinary week.
        signals: Number of series.
        articles: [source, week]; the default is the same everywhere.
        wave: Factor of the rate in each week.
        spread: Variance over mean of the weekly counts, 1 = Poisson.
        copies: Stories that each event yields, all in one week.

    """
    if articles is None:
        articles = np.full((SOURCES, WEEKS), ARTICLES)
    taste = rng.lognormal(sigma=0.7, size=(signals, 1, SOURCES))
    taste /= taste.mean(axis=2, keepdims=True)
    mean = rate / copies * taste * articles.T / (SOURCES * ARTICLES)
    if wave is not None:
        mean = mean * wave[:, None]
    if spread > 1:
        shape = rate / (spread - 1)
        mean = mean * rng.gamma(shape, 1 / shape, size=(signals, WEEKS, 1))
    return Press(articles, copies * rng.poisson(mean))


def table_of(press: Press) -> Table:
    """Write a press as the rows that the detector reads, one article per story."""
    signal, week, source = np.nonzero(press.stories)
    times = press.stories[signal, week, source]
    signal, week, source = (np.repeat(part, times) for part in (signal, week, source))
    order = np.argsort(week, kind="stable")
    return Table(
        origin=START,
        sources=tuple(f"source{number}" for number in range(len(press.articles))),
        articles=press.articles,
        signals=press.stories.shape[0],
        signal=signal[order],
        week=week[order],
        source=source[order],
        outlet=source[order],
        story=np.arange(len(order)),
    )


def rows_of(press: Press) -> tuple[list[MentionCount], list[Exposure]]:
    """Write a press as the rows that the store returns."""
    weeks = [START + number for number in range(WEEKS)]
    table = table_of(press)
    mentions = [
        MentionCount(
            week=weeks[week],
            lang="en",
            group="general",
            source=f"source{source}",
            outlet=f"outlet{source}",
            signal=f"signal{signal}",
            story=str(story),
        )
        for signal, week, source, story in zip(
            table.signal.tolist(),
            table.week.tolist(),
            table.source.tolist(),
            table.story.tolist(),
            strict=True,
        )
    ]
    exposures = [
        Exposure(weeks[week], "en", "general", f"source{source}", int(count))
        for (source, week), count in np.ndenumerate(press.articles)
        if count
    ]
    return mentions, exposures
