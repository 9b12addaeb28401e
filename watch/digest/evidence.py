"""Articles -> the stories behind a number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ..model import Evidence, EvidenceArticle


def list_evidence(articles: Iterable[EvidenceArticle]) -> tuple[Evidence, ...]:
    """Group articles by story, each told by its first article; newest story first.

    The order of the articles does not matter.
    """
    stories: dict[str, list[EvidenceArticle]] = defaultdict(list)
    for article in articles:
        stories[article.story].append(article)
    ordered = [sorted(story, key=_by_appearance) for story in stories.values()]
    ordered.sort(key=lambda story: (story[0].title, story[0].url, story[0].source))
    ordered.sort(key=lambda story: story[0].published, reverse=True)
    return tuple(
        Evidence(
            day=story[0].published.date(),
            title=story[0].title,
            url=story[0].url,
            lang=story[0].lang,
            outlets=tuple(dict.fromkeys(article.outlet for article in story)),
        )
        for story in ordered
    )


def _by_appearance(article: EvidenceArticle) -> tuple[object, ...]:
    return article.published, article.source, article.url, article.title
