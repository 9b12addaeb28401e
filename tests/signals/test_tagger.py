"""The tagger: mentions with spans that are true of the original text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from watch.model import Span, Text
from watch.signals.tagger import load_tagger

TAGGER = load_tagger()


def test_a_span_is_a_place_in_the_text_as_published() -> None:
    """Typographic apostrophes, no-break spaces and hyphens keep their offsets."""
    title = "L’essor\u00a0du «\u202fmeta-vers\u202f»"
    tags = TAGGER.tag(Text(title=title, summary="", lang="en"))
    [mention] = tags.mentions
    assert mention.signal == "metaverse"
    assert mention.spans == (Span(field="title", start=13, end=22, text="meta-vers"),)


def test_title_and_summary_are_both_read() -> None:
    """A mention holds its matches of both fields, title first."""
    tags = TAGGER.tag(
        Text(title="Metaverse grows", summary="The metaverse is back.", lang="en")
    )
    spans = [(span.field, span.text) for span in tags.mentions[0].spans]
    assert spans == [("title", "Metaverse"), ("summary", "metaverse")]


def test_another_language_has_no_mentions() -> None:
    """A language without rules is no error."""
    tags = TAGGER.tag(Text(title="Das Metaverse", summary="", lang="de"))
    assert tags.mentions == ()


@given(st.text(max_size=80), st.sampled_from(["métavers", "unisexe", "gen alpha"]))
def test_any_text_can_be_tagged(noise: str, words: str) -> None:
    """Whatever stands around it, a span shows the words of its field."""
    text = Text(title=f"{noise} {words}", summary=noise, lang="fr")
    for mention in TAGGER.tag(text).mentions:
        for span in mention.spans:
            assert getattr(text, span.field)[span.start : span.end] == span.text
