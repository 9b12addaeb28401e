"""Digest -> the parts of a Telegram message, for one chat.

::

    choose the chat's signals       no news for them: one line, done
    write blocks                    opening, items, categories, new terms, the rest
    fill parts                      greedily, split only between blocks
    number the parts                (1/3) when there are several

Telegram refuses a message over 4096 UTF-16 units and ignores entities after the
hundredth; we count raw text, tags included, which is stricter.
https://core.telegram.org/bots/api#formatting-options
"""

from __future__ import annotations

import dataclasses
import html
from collections.abc import Iterable, Iterator, Sequence

from ..model import (
    CATEGORY_DECLINES,
    Candidate,
    CategoryReport,
    Digest,
    DigestItem,
    Evidence,
)
from .escape import clean, clip, escape_html, safe_url
from .labels import label_of
from .phrases import Phrases, load_phrases
from .sentences import (
    count_outlets,
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
    write_reading,
)

#: UTF-16 code units of one part, tags included.
MAX_UNITS = 4095
#: Entities (tags) of one part.
MAX_ENTITIES = 100

#: Longest texts from outside, in code points; their sum fits into one part.
_MAX_TITLE, _MAX_NAME, _MAX_URL = 200, 80, 500
#: Code points of one headline, tried in turn: seven of the last fit in any case.
_HEADLINE_LENGTHS = (400, 100, 40)
#: Room for the header with its "(12/34)".
_HEADER_UNITS, _HEADER_ENTITIES = 200, 1
_GAP = "\n\n"


def render_parts(
    digest: Digest, lang: str, *, signals: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """Write the digest for one chat, as Telegram HTML; at least one part.

    Args:
        digest: The digest.
        lang: Language of the chat.
        signals: Ids of the signals the chat follows; empty for all. Reports of
            falling categories belong to ``CATEGORY_DECLINES``. New terms are told
            to those that follow all.

    Raises:
        UsageError: There are no texts in that language.

    """
    phrases = load_phrases(lang)
    digest = _choose_signals(digest, signals)
    header = _write_header(digest, phrases)
    if not (digest.items or digest.categories or digest.proposals):
        return (f"{header}. {escape_html(write_no_news(digest, phrases))}",)
    parts = _fill_parts(_write_blocks(digest, phrases))
    if len(parts) == 1:
        return (f"{header}\n{parts[0]}",)
    return tuple(
        f"{header} ({number}/{len(parts)})\n{part}"
        for number, part in enumerate(parts, start=1)
    )


def count_units(text: str) -> int:
    """Count UTF-16 code units, as Telegram does.

    >>> count_units("é"), count_units("🦊")
    (1, 2)
    """
    return len(text.encode("utf-16-le")) // 2


def count_entities(text: str) -> int:
    """Count the tags of a text, each of them opened once.

    >>> count_entities('<b>a</b> <a href="https://example.org">b</a>')
    2
    """
    return text.count("</")


def _choose_signals(digest: Digest, signals: frozenset[str]) -> Digest:
    if not signals:
        return digest
    return dataclasses.replace(
        digest,
        items=tuple(it for it in digest.items if it.signal.id in signals),
        quiet=tuple(it for it in digest.quiet if it.signal.id in signals),
        categories=digest.categories if CATEGORY_DECLINES in signals else (),
        proposals=(),
    )


def _write_header(digest: Digest, phrases: Phrases) -> str:
    week, year = str(digest.week.number), str(digest.week.year)
    title = phrases.say("title", number=week, year=year)
    if digest.demo:
        title = phrases.say("invented_title", title=title)
    return f"<b>{escape_html(title)}</b>"


def _write_blocks(digest: Digest, phrases: Phrases) -> Iterator[str]:
    """Write what must stay together, in order."""
    yield _write_opening(digest, phrases)
    for item in digest.items:
        yield _fit(_write_item(item, phrases), item.evidence, phrases)
    for report in digest.categories:
        yield _fit(_write_report(report, phrases), report.evidence, phrases)
    for proposal in digest.proposals:
        block = _write_proposal(proposal, phrases)
        yield _fit(block, proposal.evidence, phrases)
    told = {item.signal.id for item in digest.items}
    others = {item.signal.id for item in digest.quiet} - told
    if others:
        yield escape_html(phrases.count("other_signals", len(others)))


def _write_opening(digest: Digest, phrases: Phrases) -> str:
    """Write the week and its headlines, with shorter lists of names if need be."""
    openings = (_write_headlines(digest, phrases, most=n) for n in _HEADLINE_LENGTHS)
    return next(opening for opening in openings if _fits([opening]))


def _write_headlines(digest: Digest, phrases: Phrases, *, most: int) -> str:
    lines = [f"<i>{escape_html(write_basis(digest, phrases))}</i>"]
    lines += [
        phrases.say(
            "headline",
            label=f"<b>{escape_html(it.label)}</b>",
            names=escape_html(clip(it.names, most)),
        )
        for it in write_headlines(digest, phrases)
    ]
    return "\n".join(lines)


def _write_item(item: DigestItem, phrases: Phrases) -> str:
    name = escape_html(clip(clean(name_signal(item.signal, phrases)), _MAX_NAME))
    label = phrases.word("label", label_of(item.trend))
    press = phrases.press([item.trend.lang])
    found, compared = map(escape_html, write_figures(item, phrases))
    figures = f"{found}."
    if compared:
        figures = phrases.say("figures", found=found, compared=compared)
    more = write_change(item, phrases), write_caution(item.trend, phrases)
    lines = [
        f"<b>{name}</b> · {escape_html(label)} · {escape_html(press)}",
        figures,
        *(escape_html(text) for text in more if text),
    ]
    return "\n".join(lines)


def _write_report(report: CategoryReport, phrases: Phrases) -> str:
    short = dataclasses.replace(
        report, category=clip(clean(report.category), _MAX_NAME)
    )
    title, facts = write_category(short, phrases)
    lines = [clip(facts, 2 * _MAX_TITLE), write_reading(report, phrases)]
    told = "\n".join(escape_html(line) for line in lines if line)
    return f"<b>{escape_html(title)}</b>\n{told}"


def _write_proposal(proposal: Candidate, phrases: Phrases) -> str:
    label = escape_html(phrases.word("say", "new_words"))
    press = escape_html(phrases.press([proposal.lang]))
    new, retag = (
        f"<code>{escape_html(command)}</code>" for command in propose_commands(proposal)
    )
    lines = [
        f"<b>{escape_html(proposal.term)}</b> · {label} · {press}",
        escape_html(write_proposal(proposal, phrases)),
        phrases.say("follow", new=new, retag=retag),
    ]
    return "\n".join(lines)


def _write_story(story: Evidence, phrases: Phrases) -> str:
    """Write one story as one line: day, linked title, outlets."""
    title = escape_html(clip(clean(story.title), _MAX_TITLE))
    title = title or escape_html(phrases.word("say", "untitled"))
    url = safe_url(story.url)
    if url and len(url) <= _MAX_URL:
        title = f'<a href="{html.escape(url)}">{title}</a>'
    outlet = escape_html(clip(clean(story.outlets[0]), _MAX_NAME))
    others = count_outlets([story]) - 1
    return phrases.say(
        "story",
        day=phrases.day(story.day, form="short"),
        title=title,
        outlet=f"{outlet} +{others}" if others else outlet,
    )


def _fit(head: str, evidence: Sequence[Evidence], phrases: Phrases) -> str:
    """Put evidence below its item, leaving out whole stories that don't fit."""
    stories = [_write_story(story, phrases) for story in evidence[:MAX_ENTITIES]]
    while True:
        block = _quote(
            head, stories, hidden=len(evidence) - len(stories), phrases=phrases
        )
        if not stories or _fits([block]):
            return block
        stories.pop()


def _quote(head: str, stories: Sequence[str], *, hidden: int, phrases: Phrases) -> str:
    lines = list(stories)
    if hidden:
        lines.append(escape_html(phrases.count("more_stories", hidden)))
    if not lines:
        return head
    quoted = "\n".join(lines)
    return f"{head}\n<blockquote expandable>{quoted}</blockquote>"


def _fill_parts(blocks: Iterable[str]) -> list[str]:
    """Join blocks into as few parts as their order allows."""
    parts: list[list[str]] = []
    for block in blocks:
        if parts and _fits([*parts[-1], block]):
            parts[-1].append(block)
        else:
            parts.append([block])
    return [_GAP.join(part) for part in parts]


def _fits(blocks: Sequence[str]) -> bool:
    text = _GAP.join(blocks)
    return (
        count_units(text) <= MAX_UNITS - _HEADER_UNITS
        and count_entities(text) <= MAX_ENTITIES - _HEADER_ENTITIES
    )
