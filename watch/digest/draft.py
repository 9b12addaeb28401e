"""One signal -> the draft of a blog post: figures, dated quotes and links.

A draft holds nothing that was not counted or published: the prose is left to its
author. Its front matter keeps it unpublished in Jekyll, Hugo and Hexo.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ..model import Digest, DigestItem, Evidence, MentionReport, Signal
from ..week import Week, iter_weeks
from .escape import escape_markdown, quote_yaml
from .evidence import list_evidence
from .labels import label_of
from .markdown import write_figures_line, write_story
from .phrases import Phrases, load_phrases
from .sentences import count_outlets, name_signal, write_caution


def render_draft(
    signal: Signal,
    digest: Digest,
    *,
    start: Week,
    mentions: Sequence[MentionReport],
    lang: str,
) -> str:
    """Write the draft in one language, as Markdown with front matter.

    Args:
        signal: What the post is about.
        digest: The digest of the last week of the period: its figures are quoted.
        start: First week of the period.
        mentions: Articles of the period; those of other signals or other weeks
            are ignored.
        lang: Language of the draft.

    Raises:
        UsageError: There are no texts in that language.

    """
    phrases = load_phrases(lang)
    evidence = list_evidence(
        mention.article
        for mention in mentions
        if mention.signal == signal.id
        and start.start <= mention.article.published < digest.week.end
    )
    items = [it for it in digest.items + digest.quiet if it.signal.id == signal.id]
    paragraphs = [_write_front_matter(signal, digest, evidence, phrases)]
    if digest.demo:
        paragraphs.append(f"**{escape_markdown(phrases.word('say', 'invented'))}**")
    paragraphs.append(escape_markdown(phrases.word("draft", "yours")))
    description = phrases.in_language(signal.description, otherwise="")
    if description:
        paragraphs.append(escape_markdown(description))
    paragraphs += _write_measures(items, digest.week, phrases)
    paragraphs += _write_weeks(evidence, start, digest.week, phrases)
    paragraphs += _write_quotes(evidence, phrases)
    return "\n\n".join(paragraphs) + "\n"


def _write_front_matter(
    signal: Signal, digest: Digest, evidence: Sequence[Evidence], phrases: Phrases
) -> str:
    found = phrases.word("draft", "found").format(
        stories=phrases.count("stories", len(evidence)),
        outlets=phrases.count("outlets", count_outlets(evidence)),
    )
    lines = [
        f"title: {quote_yaml(name_signal(signal, phrases))}",
        f"description: {quote_yaml(found)}",
        f"date: {digest.week.end.date().isoformat()}",
        f"lang: {quote_yaml(phrases.lang)}",
        f"tags: [{quote_yaml(signal.id)}]",
        f"categories: [{quote_yaml(signal.theme)}]",
        "draft: true",
        "published: false",
    ]
    return "\n".join(["---", *lines, "---"])


def _write_measures(
    items: Sequence[DigestItem], week: Week, phrases: Phrases
) -> Iterator[str]:
    """Quote the digest of the last week, one line for each press language."""
    if items:
        yield f"## {escape_markdown(phrases.week(week))}"
    lines = []
    for item in items:
        press = escape_markdown(phrases.press([item.trend.lang]))
        label = escape_markdown(phrases.word("label", label_of(item.trend)))
        caution = escape_markdown(write_caution(item.trend, phrases))
        figures = write_figures_line(item, phrases)
        line = phrases.say("measured", press=press, label=label, figures=figures)
        lines.append(f"- {line[:1].upper()}{line[1:]} {caution}".rstrip())
    if lines:
        yield "\n".join(lines)


def _write_weeks(
    evidence: Sequence[Evidence], start: Week, last: Week, phrases: Phrases
) -> Iterator[str]:
    """Count the stories of each week, by the day of their first article."""
    if not evidence:
        return
    stories = Counter(Week.of(story.day) for story in evidence)
    yield f"## {escape_markdown(phrases.word('draft', 'weeks'))}"
    rows = [
        f"| {phrases.day(week.start.date(), form='full')} | {stories[week]} |"
        for week in iter_weeks(start, last + 1)
    ]
    heads = [phrases.word("draft", name) for name in ("week", "stories")]
    yield "\n".join([f"| {' | '.join(heads)} |", "|---|---:|", *rows])


def _write_quotes(evidence: Sequence[Evidence], phrases: Phrases) -> Iterator[str]:
    """Quote every story that was counted, newest first."""
    yield f"## {escape_markdown(phrases.word('draft', 'quotes'))}"
    if evidence:
        yield "\n".join(write_story(story, phrases, form="full") for story in evidence)
    else:
        yield escape_markdown(phrases.word("draft", "nothing"))
