"""Drafts of posts: counted figures, dated links, nothing invented."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from digest_samples import (
    BUSY,
    CHEWING_GUM,
    GENDER_FLUID,
    METAVERSE,
    WEEK,
    make_digest,
    quiet_item,
)
from hypothesis import given
from hypothesis import strategies as st
from test_digest_goldens import FOLDER, compare

from watch.digest.draft import cut_sentence, render_category_draft, render_draft
from watch.digest.markdown import split_front_matter
from watch.model import Digest, EvidenceArticle, MentionReport, Phase, Signal


def published(
    month: int, *days: int, signal: str = "gender-fluid"
) -> Sequence[MentionReport]:
    """Build one article for each day of a month of 2026."""
    return [
        MentionReport(
            signal,
            EvidenceArticle(
                story=f"story {month}/{day}",
                published=datetime(2026, month, day, tzinfo=UTC),
                title=f"[Parfum] du {day}",
                url=f"https://press.example/{month}/{day}",
                lang="fr",
                source="quotidien",
                outlet="Le Quotidien",
            ),
        )
        for day in days
    ]


def draft(
    signal: Signal = GENDER_FLUID,
    digest: Digest = BUSY,
    *,
    mentions: Sequence[MentionReport] = (),
    lang: str = "en",
) -> str:
    """Render a draft on four weeks; one article says the signal in its summary."""
    said = {"https://press.example/2/27": "La maison lance un parfum *mixte*."}
    return render_draft(
        signal, digest, start=WEEK + -3, mentions=mentions, sentences=said, lang=lang
    )


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_draft_golden(lang: str) -> None:
    """A draft renders to the Markdown that was read and approved."""
    mentions = [*published(2, 9, 26, 27), *published(3, 1)]
    compare(FOLDER / f"draft.{lang}.md", draft(mentions=mentions, lang=lang))


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_category_draft_golden(lang: str) -> None:
    """So does the draft on a category, each report with its sentence."""
    grows = dataclasses.replace(
        CHEWING_GUM,
        category="chewing gum",
        lang="en",
        direction="up",
        percents=(3.0,),
        places=("Chile",),
    )
    text = render_category_draft(
        [CHEWING_GUM, grows], WEEK + -25, WEEK, lang=lang, demo=True
    )
    compare(FOLDER / f"draft-category.{lang}.md", text)


@pytest.mark.parametrize("line", ["draft: true", "published: false"])
def test_a_draft_stays_unpublished(line: str) -> None:
    """Jekyll, Hugo and Hexo don't publish a draft."""
    front, _ = split_front_matter(draft())
    assert line in front.splitlines()


def test_only_this_signal_and_the_weeks_before() -> None:
    """Other signals, older days, and what the digest tells already are left out."""
    mentions = [
        *published(2, 8, 9),
        *published(3, 1, 2),
        *published(2, 20, signal="metaverse"),
    ]
    listed = [
        line for line in draft(mentions=mentions).splitlines() if "Parfum" in line
    ]
    assert [line.split(": ")[0] for line in listed] == [
        "- 1 March 2026",
        "- 9 February 2026",
    ]


def test_a_number_stands_above_its_stories() -> None:
    """Each week before is counted as the lines below it."""
    text = draft(mentions=[*published(2, 9, 10, 11), *published(3, 1)])
    counted = [section.split("\n\n")[1:3] for section in text.split("\n## ")[2:5]]
    numbers = ["1 story in 1 outlet", "No story was", "3 stories in 1 outlet"]
    for (found, *lines), number in zip(counted, numbers, strict=True):
        assert number in found
        count = "".join(lines).count("https://")
        assert count == int(number[0] if number[0].isdigit() else 0)


def test_the_readers_press_comes_first() -> None:
    """A draft in French begins with the French press, one in English with the other."""
    items = [quiet_item(METAVERSE, lang, Phase.LATENT) for lang in ("en", "fr")]
    digest = make_digest(quiet=items)
    assert "French-language" not in draft(METAVERSE, digest).split("No story")[0]
    french = draft(METAVERSE, digest, lang="fr")
    assert "Presse en français" in french.split("Aucun sujet")[0]


def test_a_signal_without_description() -> None:
    """A signal that is only a title makes a draft all the same."""
    signal = dataclasses.replace(METAVERSE, description={})
    text = draft(signal, make_digest())
    assert text.split("\n\n")[2].startswith("## ")


def test_a_week_without_a_story_says_so() -> None:
    """The weeks are all there, those without a story in words."""
    digest = make_digest(quiet=[quiet_item(METAVERSE, "fr", Phase.LATENT)])
    text = draft(METAVERSE, digest)
    assert "No story, out of 2,480 articles" in text
    assert text.count("No story was counted in this week.") == 3


@pytest.mark.parametrize(
    ("text", "word", "sentence"),
    [
        ("Un parfum mixte arrive.", "mixte", "Un parfum mixte arrive."),
        ("Avant. Le mixte arrive ! Après.", "mixte", "Le mixte arrive !"),
        ("« Osez le mixte ! » dit M. Roy. Fin.", "Roy", "dit M. Roy."),
        ("Mme. Roy lance un parfum mixte… Puis rien", "mixte",
         "Mme. Roy lance un parfum mixte…"),
        ("Deux phrases. mixte. Trois", "phrases. mixte", "Deux phrases. mixte."),
        ("Prix : 3.5 euros le mixte", "mixte", "Prix : 3.5 euros le mixte"),
    ],
)  # fmt: skip
def test_sentences_are_cut(text: str, word: str, sentence: str) -> None:
    """The sentence around some words, without its neighbours."""
    start = text.index(word)
    assert cut_sentence(text, start, start + len(word)) == sentence


@given(st.text(alphabet="aM. !»’\n", max_size=30), st.data())
def test_a_sentence_holds_its_words(text: str, data: st.DataObject) -> None:
    """Wherever the words stand, the sentence is cut out of the text around them."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    sentence = cut_sentence(text, start, end)
    assert sentence in text
    assert text[start:end].strip() in sentence
