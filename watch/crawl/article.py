"""From an entry as published to our record of it, and what is new in a feed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from ..model import Article, KnownArticle, Source, Text
from .clean import clean_text, shorten
from .dates import trusted_date
from .types import Entry, Feed, Plan
from .url import canonical_url, hash_key, is_home_page, url_key

#: We keep titles and summaries, not articles (lengths in characters).
LONGEST_TITLE = 500
LONGEST_SUMMARY = 1000
#: Of markup, this much is read to find the summary in it.
_LONGEST_MARKUP = 20_000
#: An entry without a title is shown by this much of its summary.
_LONGEST_LEAD = 100
#: A feed's ids are trusted if at most this share is blank or repeated.
_TOLERATED = 0.05


def make_article(entry: Entry, source: Source, *, seen: datetime) -> Article | None:
    """Return our record of one entry; None if it has neither title nor link.

    For the entries of a feed use ``make_articles``, which also knows whether
    their ids and links tell them apart.
    """
    articles = make_articles(Feed(title="", entries=(entry,)), source, seen=seen)
    return articles[0] if articles else None


def make_articles(feed: Feed, source: Source, *, seen: datetime) -> tuple[Article, ...]:
    """Return one article for each distinct entry of a feed, in document order.

    The canonical URL identifies an article. Where it is missing, is a home page,
    or is shared by entries that differ in id and title, the entry's id does,
    within its source. Entries with neither title nor link are left out; of
    repeated ones the first counts.

    Args:
        feed: The feed as parsed.
        source: Where it came from; gives the language entries do not declare.
        seen: Moment of the fetch, aware.

    """
    ids = _telling_ids(feed.entries)
    urls = [canonical_url(entry.url) for entry in feed.entries]
    vague = _vague_urls(feed, urls, ids)
    articles: dict[str, Article] = {}
    for entry, url, id_ in zip(feed.entries, urls, ids, strict=True):
        text = _make_text(entry, source)
        if not text.title and not url:
            continue
        if url and url not in vague:
            key = url_key(url)
        else:
            key = hash_key(source.id, id_ or hash_key(url, text.title))
        published, date_from = trusted_date(entry.published, seen=seen)
        article = Article(
            key=key,
            url=url,
            source=source.id,
            guid=entry.guid if id_ == entry.guid else "",
            text=text,
            published=published,
            date_from=date_from,
            seen=seen,
        )
        articles.setdefault(key, article)
    return tuple(articles.values())


def plan_update(articles: Sequence[Article], known: Mapping[str, KnownArticle]) -> Plan:
    """Compare a feed's articles with what is stored.

    A changed article keeps the date it is stored with: an edit does not move it to
    another week.

    Args:
        articles: All articles of one feed, keys distinct.
        known: The stored ones among them, by key.

    """
    new = tuple(article for article in articles if article.key not in known)
    changed = tuple(
        replace(article, published=known[article.key].published)
        for article in articles
        if article.key in known and article.text != known[article.key].text
    )
    return Plan(
        new=new, changed=changed, unchanged=len(articles) - len(new) - len(changed)
    )


def _make_text(entry: Entry, source: Source) -> Text:
    summary = make_summary(entry.summary)
    title = shorten(clean_text(entry.title), LONGEST_TITLE)
    lang = entry.lang.replace("_", "-").partition("-")[0].lower()
    return Text(
        title=title or shorten(summary, _LONGEST_LEAD),
        summary=summary,
        lang=lang or source.lang,
    )


def make_summary(markup: str) -> str:
    """Return the beginning of a summary or content as plain text."""
    if len(markup) > _LONGEST_MARKUP:
        # Not inside a tag, whose remains would be read as text.
        markup = markup[:_LONGEST_MARKUP].rpartition("<")[0] or markup[:_LONGEST_MARKUP]
    return shorten(clean_text(markup), LONGEST_SUMMARY)


def _telling_ids(entries: Sequence[Entry]) -> list[str]:
    """Return an id for each entry: its guid if a feed's guids tell entries apart.

    Otherwise link and date do, otherwise link, date and title, as in FreshRSS.
    """
    guids = [entry.guid for entry in entries]
    if _tell_apart(guids, entries):
        return guids
    dated = [hash_key(entry.url, str(entry.published)) for entry in entries]
    if _tell_apart(dated, entries):
        return dated
    return [hash_key(entry.url, str(entry.published), entry.title) for entry in entries]


def _tell_apart(ids: Sequence[str], entries: Sequence[Entry]) -> bool:
    """Tell whether at most 5 % of the ids are blank or stand for several entries."""
    of_each = {
        (id_, entry.url, entry.title) for id_, entry in zip(ids, entries, strict=True)
    }
    count = Counter(id_ for id_, _, _ in of_each)
    repeated = sum(number - 1 for number in count.values())
    return count[""] + repeated <= _TOLERATED * len(of_each)


def _vague_urls(feed: Feed, urls: Sequence[str], ids: Sequence[str]) -> set[str]:
    """Return the URLs that name no single article of this feed."""
    names: dict[str, set[str]] = {}
    titles: dict[str, set[str]] = {}
    for entry, url, id_ in zip(feed.entries, urls, ids, strict=True):
        names.setdefault(url, set()).add(id_)
        titles.setdefault(url, set()).add(entry.title)
    site = canonical_url(feed.url)
    return {
        url
        for url in names
        if url == site
        or is_home_page(url)
        or (len(names[url]) > 1 and len(titles[url]) > 1)
    }
