"""A small press with a past, recorded in a database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from hashlib import md5

from sample_sources import LENS, LOUPE

from watch.model import Article, Decline, Mention, Source, Span, Tags, Text
from watch.store.articles import record_articles
from watch.store.database import Store
from watch.store.sources import add_archive_sources, sync_sources
from watch.week import Week

ECHO = Source(
    id="echo",
    name="Echo",
    outlet="Echo",
    url="https://echo.example/feed.json",
    lang="fr",
    group="tech",
)
#: Sources of the configuration: two of the group tech, one general.
CONFIGURED = (LOUPE, ECHO, LENS)
#: A source that exists only in an imported archive.
ATTIC = "attic"

#: First week with articles.
START = Week(2025, 45)
#: Number of weeks, and the last of them.
WEEKS = 40
LAST = START + (WEEKS - 1)

#: A title, and the signals it mentions.
Title = tuple[str, Sequence[str]]


def record_press(
    store: Store, titles: Mapping[tuple[int, str], Sequence[Title]] | None = None
) -> None:
    """Record four articles of each source and week, and more titles of some.

    Args:
        store: Open for writing.
        titles: More articles by number of the week, from 0, and id of the source.

    """
    sync_sources(store, CONFIGURED)
    add_archive_sources(store, {ATTIC: "fr"})
    langs = {source.id: source.lang for source in CONFIGURED} | {ATTIC: "fr"}
    articles: list[Article] = []
    tags: dict[str, Tags] = {}
    for number in range(WEEKS):
        for source, lang in langs.items():
            more = (titles or {}).get((number, source), ())
            plain: list[Title] = [(f"News {n}", ()) for n in range(4)]
            for at, (title, signals) in enumerate([*plain, *more]):
                article = _article(number, at, source=source, lang=lang, title=title)
                articles.append(article)
                tags[article.key] = _tags(signals)
    record_articles(store, articles, tags=tags)


def every_week(source: str, *titles: Title) -> dict[tuple[int, str], Sequence[Title]]:
    """Return the same titles of one source in every week."""
    return {(number, source): titles for number in range(WEEKS)}


def report_fall(store: Store, number: int, source: Source, category: str) -> None:
    """Record one more article, which reports that a category falls by 4 %."""
    article = _article(
        number, 99, source=source.id, lang=source.lang, title=f"{category} recule"
    )
    fall = Decline(
        category=category,
        key=category.lower(),
        direction="down",
        percent=4.0,
        period="",
        place="",
        confidence="strict",
        evidence=article.text.title,
        rule="market-falls",
        span=Span("title", 0, len(category), category),
    )
    tags = Tags(mentions=(), declines=(fall,))
    record_articles(store, [article], tags={article.key: tags})


def _tags(signals: Iterable[str]) -> Tags:
    span = Span("title", 0, 4, "News")
    return Tags(
        mentions=tuple(Mention(signal, "rule", "1", (span,)) for signal in signals),
        declines=(),
    )


def _article(number: int, at: int, *, source: str, lang: str, title: str) -> Article:
    name = f"{source}-{number}-{at}"
    published = (START + number).start + timedelta(hours=at)
    return Article(
        key=md5(name.encode(), usedforsecurity=False).hexdigest(),
        url=f"https://press.example/{name}",
        source=source,
        guid=name,
        text=Text(title=title, summary="", lang=lang),
        published=published,
        date_from="feed",
        seen=published,
    )
