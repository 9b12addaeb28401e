"""From an entry as published to our record of it, and what is new in a feed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ..model import Article, KnownArticle, Source, Text
from .clean import clean_text, shorten
from .dates import trusted_date
from .types import Entry, Feed, Plan
from .url import canonical_url, hash_key, is_home_page, url_key

#: We keep titles and summaries, not articles (lengths in characters).
LONGEST_TITLE = 500
LONGEST_SUMMARY = 1000
#: An entry without a title is shown by this much of its summary.
_LONGEST_LEAD = 100
#: Of markup, this much is read to find the summary in it.
_LONGEST_MARKUP = 20_000
#: A feed's ids are trusted if at most this share is blank or repeated.
_TOLERATED = 0.05


def make_articles(feed: Feed, source: Source, *, seen: datetime) -> tuple[Article, ...]:
    """Return one article for each distinct entry of a feed, in document order.

    The canonical URL identifies an article. Where it is missing, is a home page,
    or is shared by entries that differ in id and title, the entry's id does,
    within its source. Entries with nothing to show are left out; of repeated ones
    the first counts.

    Args:
        feed: The feed as parsed.
        source: Where it came from; gives the language entries do not declare.
        seen: Moment of the fetch, aware.

    """
    drafts = [_Draft.of(entry, source) for entry in feed.entries]
    drafts = [draft for draft in drafts if draft.text.title or draft.url]
    ids = _telling_ids(drafts)
    vague = _vague_urls(drafts, ids, site=canonical_url(feed.url))
    articles: dict[str, Article] = {}
    for draft, id_ in zip(drafts, ids, strict=True):
        if draft.url and draft.url not in vague:
            key = url_key(draft.url)
        else:
            key = hash_key(source.id, id_ or hash_key(draft.url, draft.text.title))
        published, date_from = trusted_date(draft.entry.published, seen=seen)
        article = Article(
            key=key,
            url=draft.url,
            source=source.id,
            guid=id_ if id_ == draft.entry.guid else "",
            text=draft.text,
            published=published,
            date_from=date_from,
            seen=seen,
        )
        articles.setdefault(key, article)
    return tuple(articles.values())


def plan_update(articles: Sequence[Article], known: Mapping[str, KnownArticle]) -> Plan:
    """Compare a feed's articles with what is stored.

    An article whose link changed is recognised by its guid. Only the source that
    brought an article first edits it, and an edit moves it to no other week: a
    changed article keeps the date it is stored with.

    Args:
        articles: All articles of one feed, keys distinct.
        known: The stored ones among them, and those of the same source with one
            of their guids, by key.

    """
    by_guid = {(one.source, one.guid): one for one in known.values() if one.guid}
    new, changed, unchanged = [], [], 0
    for article in articles:
        stored = known.get(article.key) or by_guid.get((article.source, article.guid))
        if stored is None:
            new.append(article)
        elif stored.source == article.source and stored.text != article.text:
            changed.append(replace(article, key=stored.key, published=stored.published))
        else:
            unchanged += 1
    return Plan(new=tuple(new), changed=tuple(changed), unchanged=unchanged)


def make_text(title: str, summary: str, *, lang: str) -> Text:
    """Return title and summary, text or HTML, as plain text of limited length.

    >>> make_text("R&amp;D", "<p>Half of it</p>", lang="en")
    Text(title='R&D', summary='Half of it', lang='en')
    """
    summary = shorten(clean_text(_cut(summary)), LONGEST_SUMMARY)
    title = shorten(clean_text(_cut(title)), LONGEST_TITLE)
    return Text(
        title=title or shorten(summary, _LONGEST_LEAD), summary=summary, lang=lang
    )


def _cut(markup: str) -> str:
    """Return the beginning of long markup, outside tags: half ones read as text."""
    if len(markup) <= _LONGEST_MARKUP:
        return markup
    markup = markup[:_LONGEST_MARKUP]
    return markup.rpartition("<")[0] or markup


@dataclass(frozen=True, slots=True)
class _Draft:
    """An entry on its way to an article."""

    #: The entry as published.
    entry: Entry
    #: Its canonical URL; "" if it has none.
    url: str
    #: Its texts.
    text: Text

    @classmethod
    def of(cls, entry: Entry, source: Source) -> _Draft:
        lang = entry.lang.replace("_", "-").partition("-")[0].lower() or source.lang
        text = make_text(entry.title, entry.summary, lang=lang)
        return cls(entry, canonical_url(entry.url), text)


def _telling_ids(drafts: Sequence[_Draft]) -> list[str]:
    """Return an id for each entry: its guid if a feed's guids tell entries apart.

    Otherwise link and date do, otherwise link, date and title, as in FreshRSS.
    """
    guids = [draft.entry.guid for draft in drafts]
    if _tell_apart(guids, drafts):
        return guids
    dated = [hash_key(one.entry.url, str(one.entry.published)) for one in drafts]
    if _tell_apart(dated, drafts):
        return dated
    return [
        hash_key(id_, draft.text.title)
        for id_, draft in zip(dated, drafts, strict=True)
    ]


def _tell_apart(ids: Sequence[str], drafts: Sequence[_Draft]) -> bool:
    """Tell whether at most 5 % of the ids are blank or stand for several entries."""
    entries = {
        (id_, draft.entry.url, draft.text.title)
        for id_, draft in zip(ids, drafts, strict=True)
    }
    uses = Counter(id_ for id_, _, _ in entries)
    repeated = len(entries) - len(uses)
    return uses[""] + repeated <= _TOLERATED * len(entries)


def _vague_urls(drafts: Sequence[_Draft], ids: Sequence[str], *, site: str) -> set[str]:
    """Return the URLs that name no single article of this feed."""
    uses: dict[str, set[tuple[str, str]]] = {}
    for draft, id_ in zip(drafts, ids, strict=True):
        uses.setdefault(draft.url, set()).add((id_, draft.text.title))
    return {
        url
        for url, names in uses.items()
        if url == site
        or is_home_page(url)
        or min(len({id_ for id_, _ in names}), len({title for _, title in names})) > 1
    }
