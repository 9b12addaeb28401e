"""A signal, or a category that falls or grows -> the draft of a blog post.

A draft holds nothing that was not counted or published: the prose is left to its
author. Each number stands above the stories it counts, and those say on which day
and where they were published. Its front matter keeps it unpublished in Jekyll, Hugo
and Hexo.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from ..model import (
    CATEGORY_DECLINES,
    CategoryReport,
    Digest,
    DigestItem,
    Evidence,
    MentionReport,
    Signal,
)
from ..week import Week, iter_weeks
from .escape import escape_markdown, quote_yaml
from .evidence import list_evidence
from .labels import label_of
from .markdown import write_figures_line, write_story
from .phrases import Phrases, load_phrases
from .sentences import (
    count_outlets,
    draw_history,
    name_signal,
    write_category,
    write_caution,
    write_change,
)

#: The end of a sentence: a mark, not of an initial or a title, then a space.
_SENTENCE_END = re.compile(
    r"(?<=[.!?…])(?<!\b[A-Z]\.)(?<!\b(?:Mr|Dr|St|vs)\.)(?<!\bMme\.)(?:\s?[\"'’”»)])?\s+"
)


def render_draft(
    signal: Signal,
    digest: Digest,
    *,
    start: Week,
    mentions: Sequence[MentionReport],
    sentences: Mapping[str, str],
    lang: str,
) -> str:
    """Write the draft on a signal in one language, as Markdown with front matter.

    Args:
        signal: What the post is about.
        digest: The digest of the last week of the period: its figures and evidence
            are quoted.
        start: First week of the period.
        mentions: Articles of the period; those of other signals or other weeks
            are ignored.
        sentences: What an article says of the signal where its title doesn't, by
            its link.
        lang: Language of the draft.

    Raises:
        UsageError: There are no texts in that language.

    """
    phrases = load_phrases(lang)
    week = digest.week
    items = [it for it in digest.items + digest.quiet if it.signal.id == signal.id]
    items.sort(key=lambda item: item.trend.lang != lang)
    earlier = {
        at: _evidence_of(mentions, signal=signal.id, week=at)
        for at in reversed(list(iter_weeks(start, week)))
    }
    stories = [story for item in items for story in item.evidence]
    found = phrases.word("draft", "found").format(
        week=phrases.week(week), found=_count(stories, phrases)
    )
    front = _write_front_matter(
        week,
        phrases,
        title=name_signal(signal, phrases),
        description=found,
        tag=signal.id,
        theme=signal.theme,
        demo=digest.demo,
    )
    paragraphs = [front, *_write_opening(phrases, demo=digest.demo)]
    description = phrases.in_language(signal.description, otherwise="")
    if description:
        paragraphs.append(escape_markdown(description))
    paragraphs.append(f"## {escape_markdown(phrases.week(week))}")
    for item in items:
        paragraphs += _write_measure(item, sentences, phrases)
    for at, before in earlier.items():
        paragraphs += _write_earlier(at, before, sentences, phrases)
    paragraphs += _write_how_to_read(week, phrases)
    return "\n\n".join(paragraphs) + "\n"


def render_category_draft(
    reports: Sequence[CategoryReport],
    start: Week,
    week: Week,
    *,
    lang: str,
    demo: bool = False,
) -> str:
    """Write the draft on a category reported to fall or grow.

    Args:
        reports: All of one category, at least one; each language and direction
            gets a section.
        start: First week of the period.
        week: Its last week.
        lang: Language of the draft.
        demo: Whether the press is invented.

    Raises:
        UsageError: There are no texts in that language.

    """
    phrases = load_phrases(lang)
    ordered = sorted(reports, key=lambda report: report.lang != lang)
    title, facts = write_category(ordered[0], phrases)
    front = _write_front_matter(
        week,
        phrases,
        title=title,
        description=facts,
        tag=ordered[0].key,
        theme=CATEGORY_DECLINES,
        demo=demo,
    )
    paragraphs = [front, *_write_opening(phrases, demo=demo)]
    paragraphs.append(escape_markdown(phrases.word("section_text", "categories")))
    paragraphs.append(escape_markdown(_write_period(start, week, phrases)))
    for report in ordered:
        title, facts = write_category(report, phrases)
        lines = [
            write_story(story, phrases, quote=quote, form="full")
            for story, quote in zip(report.evidence, report.quotes, strict=True)
        ]
        paragraphs.append(f"## {escape_markdown(title)}")
        paragraphs.append(f"**{escape_markdown(facts)}**")
        paragraphs.append("\n".join(lines))
    return "\n\n".join(paragraphs) + "\n"


def cut_sentence(text: str, start: int, end: int) -> str:
    """Return the sentence around ``text[start:end]``, word for word.

    >>> cut_sentence("It opens. Nobody asked Mr. Roy. Why?", 17, 22)
    'Nobody asked Mr. Roy.'
    """
    gaps = list(_SENTENCE_END.finditer(text))
    first = max((gap.end() for gap in gaps if gap.end() <= start), default=0)
    ends = (gap.start() + len(gap[0].rstrip()) for gap in gaps)
    last = min((at for at in ends if at >= end), default=len(text))
    return text[first:last].strip()


def _evidence_of(
    mentions: Sequence[MentionReport], *, signal: str, week: Week
) -> tuple[Evidence, ...]:
    return list_evidence(
        mention.article
        for mention in mentions
        if mention.signal == signal
        and week.start <= mention.article.published < week.end
    )


def _count(stories: Sequence[Evidence], phrases: Phrases) -> str:
    return phrases.word("draft", "counted").format(
        stories=phrases.count("stories", len(stories)),
        outlets=phrases.count("outlets", count_outlets(stories)),
    )


def _write_period(start: Week, week: Week, phrases: Phrases) -> str:
    return phrases.word("draft", "period").format(
        weeks=phrases.count("weeks", week - start + 1),
        first=phrases.day(start.start.date(), form="full"),
        last=phrases.day(week.end.date() - timedelta(days=1), form="full"),
    )


def _write_front_matter(
    week: Week,
    phrases: Phrases,
    *,
    title: str,
    description: str,
    tag: str,
    theme: str,
    demo: bool,
) -> str:
    lines = [
        f"title: {quote_yaml(title)}",
        f"description: {quote_yaml(description)}",
        f"date: {week.end.date().isoformat()}",
        f"week: {quote_yaml(str(week))}",
        f"lang: {quote_yaml(phrases.lang)}",
        f"tags: [{quote_yaml(tag)}]",
        f"categories: [{quote_yaml(theme)}]",
        "draft: true",
        "published: false",
    ]
    if demo:
        lines.append("invented: true")
    return "\n".join(["---", *lines, "---"])


def _write_opening(phrases: Phrases, *, demo: bool) -> Iterator[str]:
    if demo:
        yield f"**{escape_markdown(phrases.word('say', 'invented'))}**"
    yield f"*{escape_markdown(phrases.word('draft', 'yours'))}*"


def _write_measure(
    item: DigestItem, sentences: Mapping[str, str], phrases: Phrases
) -> Iterator[str]:
    """Quote the digest of the week on one press language, with its stories."""
    press = escape_markdown(phrases.press([item.trend.lang]))
    label = escape_markdown(phrases.word("label", label_of(item.trend)))
    figures = write_figures_line(item, phrases)
    line = phrases.say("measured", press=press, label=label, figures=figures)
    change = escape_markdown(write_change(item, phrases))
    caution = escape_markdown(write_caution(item.trend, phrases))
    yield " ".join(filter(None, [line[:1].upper() + line[1:], change, caution]))
    if len(item.trend.history) > 1 and any(item.trend.history):
        drawn = f"`{draw_history(item.trend.history)}`"
        weeks = phrases.count("weeks", len(item.trend.history))
        yield phrases.say("history", weeks=weeks, history=drawn)
    yield from _write_stories(item.evidence, sentences, phrases)


def _write_earlier(
    week: Week,
    stories: Sequence[Evidence],
    sentences: Mapping[str, str],
    phrases: Phrases,
) -> Iterator[str]:
    """Count the stories of a week before, in all presses, and list them."""
    yield f"## {escape_markdown(phrases.week(week))}"
    if not stories:
        yield escape_markdown(phrases.word("draft", "nothing"))
        return
    yield f"**{escape_markdown(_count(stories, phrases))}**"
    yield from _write_stories(stories, sentences, phrases)


def _write_stories(
    stories: Sequence[Evidence], sentences: Mapping[str, str], phrases: Phrases
) -> Iterator[str]:
    if stories:
        yield "\n".join(
            write_story(it, phrases, quote=sentences.get(it.url, ""), form="full")
            for it in stories
        )


def _write_how_to_read(week: Week, phrases: Phrases) -> Iterator[str]:
    yield f"## {phrases.word('say', 'how_to_read')}"
    lines = dict(phrases.tables["how_to_read"])
    # Where the computation stands is for those who have the program, not for readers.
    del lines["more"]
    yield "\n".join(
        f"- {escape_markdown(line.format(week=week))}" for line in lines.values()
    )
