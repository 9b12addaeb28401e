"""An archive as arrays: any word's weekly counts, and a longer press made of it."""

from __future__ import annotations

import re
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from watch.archive import import_archive
from watch.model import Tags, Text
from watch.store.database import open_store
from watch.trends.series import Table
from watch.week import Week

Ints = NDArray[np.int64]

#: Weeks of a block that is copied as a whole when an archive is made longer.
BLOCK = 4
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, eq=False)
class Archive:
    """The articles of an archive, oldest first."""

    #: Language of the first article.
    lang: str
    #: Week of column 0, and number of weeks.
    origin: Week
    weeks: int
    #: Names of the sources.
    sources: tuple[str, ...]
    #: Week (column), source and story of each article: [article].
    week: Ints
    source: Ints
    story: Ints
    #: Title and summary of each article, in small letters.
    texts: tuple[str, ...]
    #: Articles that use each word.
    uses: dict[str, list[int]]

    def with_words(self, forms: str) -> Ints:
        """Return the articles that use one of the forms, separated by spaces."""
        found = {at for form in forms.split() for at in self.uses.get(form, ())}
        return np.array(sorted(found), dtype=np.int64)

    def with_pattern(self, pattern: str) -> Ints:
        """Return the articles in which a regular expression matches."""
        search = re.compile(pattern).search
        found = [at for at, text in enumerate(self.texts) if search(text)]
        return np.array(found, dtype=np.int64)


class _NoTagger:
    """Finds nothing: words are searched here."""

    def tag(self, text: Text) -> Tags:  # noqa: ARG002 - the shape of a tagger
        """Return no mention."""
        return Tags(mentions=(), declines=())


def read_archive(path: Path) -> Archive:
    """Import an archive, as the command does, and read what it stored."""
    with (
        tempfile.TemporaryDirectory() as folder,
        open_store(Path(folder, "archive.db")) as store,
    ):
        import_archive(store, _NoTagger(), [path], now=datetime.now(UTC))
        rows = store.select(
            "SELECT week, source, story, lang, title, summary FROM article"
            " ORDER BY published, key"
        )
    columns = {name: Week.parse(name) for name in {row["week"] for row in rows}}
    origin = min(columns.values())
    sources = sorted({row["source"] for row in rows})
    stories = {row["story"]: at for at, row in enumerate(rows)}
    texts = tuple(f"{row['title']} . {row['summary']}".lower() for row in rows)
    uses: dict[str, list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        for word in set(_WORD.findall(text)):
            uses[word].append(at)
    numbers = {source: at for at, source in enumerate(sources)}
    return Archive(
        lang=rows[0]["lang"],
        origin=origin,
        weeks=max(columns.values()) - origin + 1,
        sources=tuple(sources),
        week=np.array([columns[row["week"]] - origin for row in rows]),
        source=np.array([numbers[row["source"]] for row in rows]),
        story=np.array([stories[row["story"]] for row in rows]),
        texts=texts,
        uses=uses,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Articles of one series, each in the week in which it counts."""

    #: Week, article and story: [row].
    week: Ints
    article: Ints
    story: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Press:
    """Weeks of an archive in some order: as they were, or drawn to last longer."""

    #: The archive.
    archive: Archive
    #: Its week (column) that each week of the press repeats: [week].
    weeks: Ints

    def rows(
        self,
        articles: Ints,
        *,
        rng: np.random.Generator | None = None,
        kept: NDArray[np.float64] | None = None,
    ) -> Rows:
        """Return a series; of each week only a share ``kept`` of its stories."""
        own = self.archive
        ends = np.searchsorted(own.week[articles], np.arange(own.weeks + 1))
        weeks, found = [], []
        for week, column in enumerate(self.weeks):
            here = articles[ends[column] : ends[column + 1]]
            if rng is not None and kept is not None:
                names = np.unique(own.story[here])
                names = names[rng.random(len(names)) < kept[week]]
                here = here[np.isin(own.story[here], names)]
            weeks.append(np.full(len(here), week))
            found.append(here)
        where, article = np.concatenate(weeks), np.concatenate(found)
        # A story that lasts is one within a block, not in the next copy of it.
        story = own.story[article] * len(self.weeks) + where // BLOCK
        return Rows(where, article, story)

    def shuffled(self, articles: Ints, *, rng: np.random.Generator) -> Rows:
        """Return a series without events: its articles on other days of each source."""
        own = self.archive
        drawn = [
            rng.choice(np.flatnonzero(own.source == source), size=size, replace=False)
            for source, size in enumerate(np.bincount(own.source[articles]))
            if size
        ]
        rows = self.rows(np.sort(np.concatenate(drawn)))
        return Rows(rows.week, rows.article, np.arange(len(rows.week)))

    def table(self, series: Sequence[Rows], *, lost: Ints | None = None) -> Table:
        """Return the table of several series, maybe without the articles ``lost``."""
        own = self.archive
        here = np.ones(len(own.week), dtype=np.bool_)
        if lost is not None:
            here[lost] = False
        counts = np.zeros((len(own.sources), own.weeks), dtype=np.int64)
        np.add.at(counts, (own.source[here], own.week[here]), 1)
        signal = np.repeat(np.arange(len(series)), [len(one.week) for one in series])
        week, article, story = (
            np.concatenate([getattr(one, part) for one in series])
            for part in ("week", "article", "story")
        )
        order = np.argsort(week, kind="stable")
        order = order[here[article[order]]]
        source = own.source[article[order]]
        return Table(
            origin=own.origin,
            sources=own.sources,
            articles=np.asfortranarray(counts[:, self.weeks]),
            signals=len(series),
            signal=signal[order],
            week=week[order],
            source=source,
            outlet=source,
            story=np.unique(story[order], return_inverse=True)[1],
        )


def as_it_was(archive: Archive) -> Press:
    """Return the press of an archive, week by week."""
    return Press(archive, np.arange(archive.weeks))


def made_longer(archive: Archive, *, weeks: int, rng: np.random.Generator) -> Press:
    """Return a press of ``weeks`` weeks: blocks of an archive, drawn at random."""
    starts = rng.integers(1, archive.weeks - BLOCK - 1, size=weeks // BLOCK + 1)
    drawn = (starts[:, None] + np.arange(BLOCK)).ravel()
    return Press(archive, drawn[:weeks])
