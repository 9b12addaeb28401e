"""Digest -> Markdown with front matter, for people, Jekyll, Hugo and terminals.

::

    front matter     title, date, week, language, signals
    opening          which week, how much press, what happens
    sections         emerging, surging, weak, established, fading: their items
    categories       reported to fall or grow, with the sentence that says so
    proposals        new terms in the press, with the command that makes a signal
    quiet            everything else, in one paragraph
    more evidence    the stories that did not fit below their item
    how to read      the numbers, in five lines

The same digest always gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..model import Candidate, CategoryReport, Digest, DigestItem, Evidence
from .escape import escape_markdown, quote_yaml, safe_url
from .labels import label_of
from .phrases import DayForm, Phrases, load_phrases
from .sentences import (
    draw_history,
    group_by_label,
    name_signal,
    propose_commands,
    write_basis,
    write_category,
    write_caution,
    write_change,
    write_figures,
    write_headlines,
    write_no_news,
    write_proposal,
    write_quiet,
    write_reading,
)

#: Stories below an item; the others are in the section "more evidence".
_SHOWN = 5


def render_markdown(digest: Digest, lang: str) -> str:
    """Write the whole digest in one language.

    Raises:
        UsageError: There are no texts in that language.

    """
    phrases = load_phrases(lang)
    paragraphs = [
        _write_front_matter(digest, phrases),
        *_write_opening(digest, phrases),
    ]
    if digest.items or digest.categories or digest.proposals:
        for _, items in group_by_label(digest.items):
            paragraphs += _write_section(items, phrases)
        paragraphs += _write_categories(digest.categories, phrases)
        paragraphs += _write_proposals(digest.proposals, phrases)
        paragraphs += _write_quiet_section(digest, phrases)
        paragraphs += _write_more_evidence(digest, phrases)
        paragraphs += _write_how_to_read(digest, phrases)
    else:
        paragraphs += [escape_markdown(text) for text in write_quiet(digest, phrases)]
    return "\n\n".join(paragraphs) + "\n"


def write_figures_line(item: DigestItem, phrases: Phrases) -> str:
    """Write the numbers of an item as one line, the counted ones in bold."""
    found, compared = (escape_markdown(it) for it in write_figures(item, phrases))
    if not compared:
        return f"**{found}**."
    return phrases.say("figures", found=f"**{found}**", compared=compared)


def write_story(
    story: Evidence, phrases: Phrases, *, quote: str = "", form: DayForm = "month"
) -> str:
    """Write one story as a line of a list: day, linked title, outlets."""
    title = escape_markdown(story.title) or phrases.word("say", "untitled")
    url = safe_url(story.url)
    first, *others = map(escape_markdown, story.outlets)
    line = phrases.say(
        "story_also" if others else "story",
        day=phrases.day(story.day, form=form),
        title=f"[{title}]({url})" if url else title,
        outlet=first,
        others=", ".join(others),
    )
    if quote and quote != story.title:
        said = escape_markdown(phrases.say("quoted", quote=quote))
        return f"- {line}  \n  {said}"
    return f"- {line}"


def split_front_matter(text: str) -> tuple[str, str]:
    r"""Split a rendered digest into its front matter and its body.

    >>> split_front_matter('---\ntitle: "A"\n---\n\nBody\n')
    ('title: "A"\n', 'Body\n')
    """
    _, front, body = text.split("---\n", 2)
    return front, body.lstrip("\n")


def _write_front_matter(digest: Digest, phrases: Phrases) -> str:
    headlines = write_headlines(digest, phrases)
    description = " ".join(
        phrases.say("headline", label=it.label, names=it.names) for it in headlines
    )
    signals = sorted({item.signal.id for item in digest.items})
    title = phrases.say(
        "title", number=str(digest.week.number), year=str(digest.week.year)
    )
    lines = [
        f"title: {quote_yaml(title)}",
        f"description: {quote_yaml(description or write_no_news(digest, phrases))}",
        f"date: {digest.week.end.date().isoformat()}",
        f"week: {quote_yaml(str(digest.week))}",
        f"lang: {quote_yaml(phrases.lang)}",
        f"tags: [{', '.join(map(quote_yaml, signals))}]",
        "draft: false",
        "published: true",
    ]
    if digest.demo:
        lines.append("invented: true")
    return "\n".join(["---", *lines, "---"])


def _write_opening(digest: Digest, phrases: Phrases) -> Iterator[str]:
    if digest.demo:
        yield f"**{escape_markdown(phrases.word('say', 'invented'))}**"
    yield escape_markdown(write_basis(digest, phrases))
    headlines = [
        phrases.say(
            "headline",
            label=f"**{escape_markdown(it.label)}**",
            names=escape_markdown(it.names),
        )
        for it in write_headlines(digest, phrases)
    ]
    # A backslash would be a hard line break only in some dialects; two spaces in all.
    yield "  \n".join(headlines) or escape_markdown(write_no_news(digest, phrases))


def _write_section(items: Sequence[DigestItem], phrases: Phrases) -> Iterator[str]:
    """Write the items of one label below its heading."""
    label = label_of(items[0].trend)
    yield f"## {phrases.word('section', label)}"
    yield escape_markdown(phrases.word("section_text", label))
    for item in items:
        yield from _write_item(item, phrases)


def _write_item(item: DigestItem, phrases: Phrases) -> Iterator[str]:
    yield f"### {_write_title(item, phrases)}"
    description = phrases.in_language(item.signal.description, otherwise="")
    if description:
        yield escape_markdown(description)
    figures = write_figures_line(item, phrases)
    change = escape_markdown(write_change(item, phrases))
    yield f"{figures} {change}".strip()
    if len(item.trend.history) > 1 and any(item.trend.history):
        yield _write_history(item.trend.history, phrases)
    caution = write_caution(item.trend, phrases)
    if caution:
        yield escape_markdown(caution)
    if item.evidence:
        yield _write_stories(item.evidence, phrases)


def _write_categories(
    reports: Sequence[CategoryReport], phrases: Phrases
) -> Iterator[str]:
    if not reports:
        return
    yield f"## {phrases.word('section', 'categories')}"
    yield escape_markdown(phrases.word("section_text", "categories"))
    for report in reports:
        title, facts = write_category(report, phrases)
        yield f"### {escape_markdown(title)}"
        yield escape_markdown(f"{facts} {write_reading(report, phrases)}".rstrip())
        yield "\n".join(
            write_story(story, phrases, quote=quote)
            for story, quote in zip(report.evidence, report.quotes, strict=True)
        )


def _write_proposals(proposals: Sequence[Candidate], phrases: Phrases) -> Iterator[str]:
    if not proposals:
        return
    yield f"## {phrases.word('section', 'proposals')}"
    yield escape_markdown(phrases.word("section_text", "proposals"))
    for proposal in proposals:
        yield f"### {_name_proposal(proposal, phrases)}"
        yield escape_markdown(write_proposal(proposal, phrases))
        yield _write_history(proposal.history, phrases)
        yield _write_stories(proposal.evidence, phrases)
        new, retag = (f"`{command}`" for command in propose_commands(proposal))
        yield phrases.say("follow", new=new, retag=retag)


def _name_proposal(proposal: Candidate, phrases: Phrases) -> str:
    press = phrases.press([proposal.lang])
    return escape_markdown(phrases.say("named", name=proposal.term, press=press))


def _write_history(history: Sequence[int], phrases: Phrases) -> str:
    weeks = phrases.count("weeks", len(history))
    return phrases.say("history", weeks=weeks, history=f"`{draw_history(history)}`")


def _write_stories(evidence: Sequence[Evidence], phrases: Phrases) -> str:
    """Write the first stories, and where the others stand."""
    lines = [write_story(story, phrases) for story in evidence[:_SHOWN]]
    hidden = len(evidence) - _SHOWN
    if hidden > 0:
        more = phrases.count("more_stories", hidden)
        lines.append(f"- [{more}](#{_anchor(phrases.word('say', 'more_evidence'))})")
    return "\n".join(lines)


def _write_quiet_section(digest: Digest, phrases: Phrases) -> Iterator[str]:
    if digest.quiet:
        yield f"## {phrases.word('say', 'quiet')}"
        yield escape_markdown(" ".join(write_quiet(digest, phrases)))


def _write_more_evidence(digest: Digest, phrases: Phrases) -> Iterator[str]:
    told = [(_write_title(item, phrases), item.evidence) for item in digest.items]
    told += [(_name_proposal(it, phrases), it.evidence) for it in digest.proposals]
    long = [(title, evidence[_SHOWN:]) for title, evidence in told]
    if any(evidence for _, evidence in long):
        yield f"## {phrases.word('say', 'more_evidence')}"
    for title, evidence in long:
        if evidence:
            yield f"### {title}"
            yield "\n".join(write_story(story, phrases) for story in evidence)


def _write_how_to_read(digest: Digest, phrases: Phrases) -> Iterator[str]:
    yield f"## {phrases.word('say', 'how_to_read')}"
    lines = phrases.tables["how_to_read"].values()
    yield "\n".join(
        f"- {escape_markdown(line.format(week=digest.week))}" for line in lines
    )


def _write_title(item: DigestItem, phrases: Phrases) -> str:
    name = name_signal(item.signal, phrases)
    press = phrases.press([item.trend.lang])
    return escape_markdown(phrases.say("named", name=name, press=press))


def _anchor(heading: str) -> str:
    """Return the anchor that GitHub, Hugo and Jekyll give a plain heading."""
    return heading.lower().replace(" ", "-")
