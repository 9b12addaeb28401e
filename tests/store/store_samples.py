"""Short ways to make what the tests of the store put into it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import md5

from sample_sources import LENS, LOUPE

from watch.model import (
    Article,
    Decline,
    Mention,
    Source,
    SourceState,
    Span,
    Tags,
    Text,
    Visit,
)

#: Monday morning of 2026-W34.
NOW = datetime(2026, 8, 17, 6, 0, tzinfo=UTC)

ECHO = Source(
    id="echo",
    name="Echo",
    outlet="Echo",
    url="https://echo.example/feed.json",
    lang="fr",
    group="tech",
)
SOURCES = (LOUPE, LENS, ECHO)


def make_article(
    name: str,
    *,
    source: Source = LOUPE,
    title: str | None = None,
    published: datetime = NOW,
) -> Article:
    """Return an article whose key depends only on its name."""
    key = md5(name.encode(), usedforsecurity=False).hexdigest()
    return Article(
        key=key,
        url=f"https://press.example/{name}",
        source=source.id,
        guid=name,
        text=Text(title=title or name, summary=f"About {name}.", lang=source.lang),
        published=published,
        date_from="feed",
        seen=published + timedelta(hours=1),
    )


def make_visit(
    source: Source = LOUPE, *, at: datetime = NOW, etag: str | None = '"1"'
) -> Visit:
    """Return a successful visit; the next one is due an hour later."""
    state = SourceState(
        source=source,
        etag=etag,
        last_modified="Mon, 17 Aug 2026 05:00:00 GMT",
        body_hash="ab" * 32,
        next_due=at + timedelta(hours=1),
    )
    return Visit(
        state=state, at=at, outcome="fetched", detail="", seconds=0.25, entries=3
    )


def make_mention(signal: str = "metaverse", word: str = "métavers") -> Mention:
    """Return a mention whose only span starts the title."""
    span = Span(field="title", start=0, end=len(word), text=word)
    return Mention(signal=signal, rule="name", rule_version="1f", spans=(span,))


def make_decline(percent: float | None = 7.5) -> Decline:
    """Return a report that chewing-gum falls in France."""
    return Decline(
        category="chewing-gum",
        key="chewing-gum",
        direction="down",
        percent=percent,
        period="2012",
        place="France",
        confidence="strict",
        evidence="Le marché du chewing-gum recule.",
        rule="market-head",
        span=Span(field="title", start=13, end=24, text="chewing-gum"),
    )


def tagged(*signals: str, declines: int = 0) -> Tags:
    """Return tags with a mention for each signal."""
    mentions = tuple(make_mention(signal) for signal in signals)
    return Tags(mentions=mentions, declines=(make_decline(),) * declines)
