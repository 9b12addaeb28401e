"""A small archive of ten weeks, read by the built-in signals."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from watch.archive import import_archive
from watch.model import Signal
from watch.retag import note_tagging
from watch.signals.tagger import load_tagger
from watch.store.database import open_store
from watch.week import Week
from watch.weekly import make_digest, write_digest

#: The last week of the archive.
WEEK = Week(2026, 12)
WEEKS = 10

#: Day of the week, title, summary: what some weeks tell beside ordinary news.
TOLD = {
    WEEK + -2: [
        (1, "Une collection unisexe pour les enfants", ""),
        (3, "Rentrée de printemps", "Il pleut. La maison lance un parfum mixte ! Fin."),
    ],
    WEEK: [
        (0, "Un vestiaire non genré chez un tailleur", ""),
        (2, "Parfum mixte : un flacon pour tous", ""),
        (4, "=1+1 : une ligne de vêtements unisexes", ""),
        (5, "Le marché du chewing-gum recule de 7,5 % en France", ""),
    ],
}


def archive() -> Iterator[dict[str, str]]:
    """Yield the rows: an ordinary story a day, and what is told."""
    for back in range(WEEKS):
        week = WEEK + -back
        monday = week.start.date()
        for day in range(7):
            number = 7 * back + day
            title = f"Halle numéro {number} : le maire de la ville inaugure"
            yield row(f"plain{number}", monday + timedelta(days=day), title, "")
        for place, (day, title, summary) in enumerate(TOLD.get(week, ())):
            when = monday + timedelta(days=day)
            yield row(f"told{back}-{place}", when, title, summary)


def row(name: str, day: date, title: str, summary: str) -> dict[str, str]:
    """Return one row of the archive."""
    return {
        "source": "gazette" if name[-1] in "02468" else "loupe",
        "lang": "fr",
        "published": day.isoformat(),
        "title": title,
        "summary": summary,
        "url": f"https://press.example/{name}",
    }


class SmallArchive(NamedTuple):
    """The archive in a database."""

    #: The database, with the digest of the last week.
    path: Path
    #: The built-in signals.
    signals: Sequence[Signal]


def make_small_archive(folder: Path) -> SmallArchive:
    """Import the archive in a folder."""
    file = folder / "archive.jsonl"
    file.write_text("\n".join(map(json.dumps, archive())), "utf-8")
    tagger = load_tagger({})
    now = datetime(2026, 3, 23, 6, 0, tzinfo=UTC)
    with open_store(folder / "trendwatch.db") as store:
        note_tagging(store, tagger)
        import_archive(store, tagger, [file], now=now)
        digest = make_digest(store, WEEK, signals=tagger.signals)
        write_digest(store, digest, folder, ["fr"], now=now)
    return SmallArchive(folder / "trendwatch.db", tagger.signals)
