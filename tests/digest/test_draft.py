"""Drafts of posts: counted figures, dated links, nothing invented."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from digest_samples import BUSY, GENDER_FLUID, METAVERSE, WEEK, make_digest
from test_digest_goldens import FOLDER, compare

from watch.digest.draft import render_draft
from watch.digest.markdown import split_front_matter
from watch.model import EvidenceArticle, MentionReport


def published(*days: int, signal: str = "gender-fluid") -> Sequence[MentionReport]:
    """Build one article for each day of March 2026; 0 is the last of February."""
    return [
        MentionReport(
            signal,
            EvidenceArticle(
                story=f"story {day}",
                published=datetime(2026, 3, day or 1, tzinfo=UTC),
                title=f"[Parfum] du {day}",
                url=f"https://press.example/{day}",
                lang="fr",
                source="quotidien",
                outlet="Le Quotidien",
            ),
        )
        for day in days
    ]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_draft_golden(lang: str) -> None:
    """A draft renders to the Markdown that was read and approved."""
    text = render_draft(
        GENDER_FLUID, BUSY, start=WEEK + -3, mentions=published(1, 3, 4, 8), lang=lang
    )
    compare(FOLDER / f"draft.{lang}.md", text)


@pytest.mark.parametrize("line", ["draft: true", "published: false"])
def test_a_draft_stays_unpublished(line: str) -> None:
    """Jekyll, Hugo and Hexo don't publish a draft."""
    text = render_draft(GENDER_FLUID, BUSY, start=WEEK, mentions=[], lang="en")
    front, _ = split_front_matter(text)
    assert line in front.splitlines()


def test_only_this_signal_and_these_weeks() -> None:
    """Articles of other signals and of days outside the period are left out."""
    mentions = [*published(1, 2, 8, 9), *published(3, signal="metaverse")]
    text = render_draft(GENDER_FLUID, BUSY, start=WEEK, mentions=mentions, lang="en")
    listed = [line for line in text.splitlines() if "https://press.example" in line]
    assert [line[2:9] for line in listed] == ["8 March", "2 March"]
    assert "| 2 March 2026 | 2 |" in text


def test_a_signal_without_description() -> None:
    """A signal that is only a title makes a draft all the same."""
    signal = dataclasses.replace(METAVERSE, description={})
    text = render_draft(signal, make_digest(), start=WEEK, mentions=[], lang="en")
    assert text.split("\n\n")[2].startswith("## ")


def test_a_signal_nobody_mentioned() -> None:
    """A draft without stories says so instead of showing an empty table."""
    text = render_draft(
        METAVERSE, make_digest(), start=WEEK, mentions=published(3), lang="en"
    )
    assert text.endswith("## What was published\n\nNothing in these weeks.\n")
    assert "|" not in text
