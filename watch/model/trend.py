"""From counts to trends."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NamedTuple

from ..week import Week


@dataclass(frozen=True, slots=True)
class MentionCount:
    """One article that mentions one signal: the row that counting adds up."""

    #: Week of publication.
    week: Week
    #: Language of the article.
    lang: str
    #: Source group.
    group: str
    #: Source id.
    source: str
    #: Publisher of the source.
    outlet: str
    #: Signal id.
    signal: str
    #: Story of the article.
    story: str


@dataclass(frozen=True, slots=True)
class Exposure:
    """How many articles one source published in one week and language."""

    #: Week of publication.
    week: Week
    #: Language of the articles.
    lang: str
    #: Source group.
    group: str
    #: Source id.
    source: str
    #: Number of articles, at least 1.
    articles: int


#: Largest q-value of a confirmed trend: of ten confirmed ones, one may be chance.
CONFIRMED_Q = 0.10


class Phase(StrEnum):
    """Where a signal stands in its life; see docs/explanation/detector.md."""

    LATENT = "latent"
    WEAK = "weak"
    EMERGING = "emerging"
    STRONG = "strong"
    FADING = "fading"


@dataclass(frozen=True, slots=True)
class Trend:
    """A signal's measure in one closed week and one press language."""

    #: The week measured.
    week: Week
    #: Language of the press, or ``all``.
    lang: str
    #: Signal id.
    signal: str
    #: Stories, articles and outlets that mention it this week.
    stories: int
    articles: int
    sources: int
    #: Articles of the week over matched sources: what the counts are out of.
    exposure: int
    #: Expected stories per 10,000 articles from earlier weeks; None if unknown.
    baseline: float | None
    #: Rate of this week over the baseline rate; None if unknown.
    ratio: float | None
    #: Smaller p-value of the two scales, 0..1; None if unknown.
    p: float | None
    #: Benjamini-Hochberg q-value over the signals of that week and language.
    q: float | None
    #: None when the data do not allow a phase; ``warnings`` say why.
    phase: Phase | None
    #: True in a week in which the detector announces the signal.
    alarm: bool
    #: Codes, sorted: see ``trends.WARNINGS``.
    warnings: tuple[str, ...]
    #: Stories of the last 26 weeks, oldest first, this week last.
    history: tuple[int, ...]
    #: Ends of the 95 % interval of ``ratio``; None where it is None.
    interval: tuple[float, float] | None = None
    #: Share of the articles of the last four weeks that the busiest outlet wrote,
    #: 0..1; None without such articles.
    concentration: float | None = None

    @property
    def rate(self) -> float | None:
        """Stories per 10,000 articles this week; None without exposure."""
        return 10_000 * self.stories / self.exposure if self.exposure else None

    @property
    def confirmed(self) -> bool:
        """Whether it stays improbable among all signals measured."""
        return self.q is not None and self.q <= CONFIRMED_Q


#: A quarter of the portfolio map: present or rare, growing or not.
Quadrant = Literal["weak", "strong", "latent", "well-known"]


@dataclass(frozen=True, slots=True)
class Position:
    """Where a signal stands on the two portfolio maps of half a year (Yoon 2012)."""

    #: Signal id.
    signal: str
    #: Stories per 10,000 articles, mean of the periods, later ones weighing more.
    visibility: float
    #: Growth from one period of four weeks to the next: 1 = none, 1.1 = 10 %.
    visibility_growth: float
    #: Outlets that mention it per 100 sources, mean of the periods, likewise.
    diffusion: float
    #: Growth of diffusion from one period to the next.
    diffusion_growth: float
    #: Quarter of each map; the lines are the medians over the signals.
    by_visibility: Quadrant
    by_diffusion: Quadrant


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The map of one press: where its signals stand beside each other."""

    #: First and last week of the half year.
    first: Week
    last: Week
    #: Press language, or ``all``.
    lang: str
    #: Signals with a story in the half year; empty when it is not covered by articles.
    positions: tuple[Position, ...]


class NamingText(NamedTuple):
    """One article as the search for names reads it: there are very many."""

    #: Week of publication.
    week: Week
    #: Source id and publisher.
    source: str
    outlet: str
    #: Story of the article.
    story: str
    #: Title and summary, plain text.
    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class Recent:
    """The last four weeks of something beside what earlier weeks lead to expect."""

    #: Stories of the last four weeks, and articles of those weeks, over the sources
    #: that count.
    stories: int
    articles: int
    #: Stories of the last 26 weeks, oldest first.
    history: tuple[int, ...]
    #: Stories to expect if nothing changed; None while warming up, as below.
    expected: float | None = None
    #: Chance of at most, and of at least, so many stories if nothing changed, 0..1.
    p_fewer: float | None = None
    p_more: float | None = None
    #: What the numbers support.
    change: Literal["falls", "steady", "rises", "unknown"] = "unknown"


@dataclass(frozen=True, slots=True)
class CategoryReading:
    """Two things a falling category can mean, kept apart."""

    #: Normalised category.
    key: str
    #: Language of the press.
    lang: str
    #: Coverage of the category: stories that name it at all. Where this falls, people
    #: stop talking about it, whatever its market does.
    coverage: Recent
    #: Coverage about a fall: stories that report that its market shrinks.
    reports: Recent
