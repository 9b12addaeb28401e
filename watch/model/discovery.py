"""From texts to new terms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ..week import Week
from .press import Evidence, Text


@dataclass(frozen=True, slots=True)
class PressText:
    """One article as discovery reads it."""

    #: Week of publication.
    week: Week
    #: Source group.
    group: str
    #: Source id.
    source: str
    #: Publisher of the source.
    outlet: str
    #: Story of the article.
    story: str
    #: When it was published.
    published: datetime
    #: Link; "" if there is none.
    url: str
    #: Title and summary with their language.
    text: Text


@dataclass(frozen=True, slots=True)
class Candidate:
    """A discovered term: not a signal yet."""

    #: The term as most articles write it.
    term: str
    #: Week, language and source group ("" = all) in which it was found.
    week: Week
    lang: str
    group: str
    #: ``week``: more than in the weeks before; ``month``: in the last four weeks,
    #: nearly absent before.
    found_in: Literal["week", "month"]
    #: Stories and outlets that use it, this week or in the four weeks.
    stories: int
    sources: int
    #: Of the last four weeks, in how many it was used.
    weeks: int
    #: Stories of the twelve weeks before.
    before: int
    #: Rate over the rate before.
    ratio: float
    #: Chance of so many stories if nothing changed.
    p: float
    #: By which the list is ordered: surprise times diffusion.
    score: float
    #: Stories of the last 16 weeks, oldest first, this week last.
    history: tuple[int, ...]
    #: True if it stands out this week and in one of the three before, in three
    #: outlets: worth a signal, which a digest proposes unless one did so before.
    proposed: bool
    #: All stories counted in ``stories``, newest first.
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """That a digest proposed to make a signal of a candidate."""

    #: Week of the digest.
    week: Week
    #: Language and wording of the candidate.
    lang: str
    term: str
    #: Stories of that week that used it.
    stories: int
