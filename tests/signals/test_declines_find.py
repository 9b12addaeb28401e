"""What holds for every decline, and how title and summary come together."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watch.model import Decline, Text
from watch.signals.declines import make_finder

FINDER = make_finder()

#: Words that rules look at, and some that they don't, in any order.
FRENCH = re.findall(
    r"\S+",
    "le la les du de d' l' des un ventes marché consommation vin bière chaussures "
    "prix recule reculent baisse chute s' effondrent en berne hausse de 3 % −7,5 % "
    "+2 % France États-Unis 2023 et , : . ? ( ) « » ne plus pas selon Danone qui",
)
ENGLISH = re.findall(
    r"\S+",
    "the a of for in sales market demand wine beer shoes prices fell falls drop "
    "slump down up rises 3% -7.5% France US 2023 and , : . ? ( ) ' \" not no as "
    "Walmart 's which by to fewer less people bought",
)


def texts(words: list[str], lang: str) -> st.SearchStrategy[Text]:
    """Return texts of such words, some joined by no-break spaces."""
    field = st.lists(st.sampled_from(words), max_size=25).flatmap(
        lambda found: st.sampled_from([" ", "\u00a0"]).map(
            lambda space: space.join(found)
        )
    )
    return st.builds(Text, title=field, summary=field, lang=st.just(lang))


def letters(words: str) -> str:
    """Return words without spaces and marks."""
    return "".join(filter(str.isalnum, words))


@given(st.one_of(texts(FRENCH, "fr"), texts(ENGLISH, "en")))
def test_every_decline_can_be_traced(text: Text) -> None:
    """Span and evidence stand in the text; figures are positive."""
    for decline in FINDER.find(text):
        span = decline.span
        assert getattr(text, span.field)[span.start : span.end] == span.text
        assert letters(decline.category) == letters(span.text) != ""
        assert decline.evidence in text.title or decline.evidence in text.summary
        assert decline.percent is None or decline.percent >= 0
        assert decline.key == decline.key.lower() != ""


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    """No text is an error."""
    for lang in ("fr", "en"):
        FINDER.find(Text(text, text, lang))


@given(st.one_of(texts(FRENCH, "fr"), texts(ENGLISH, "en")))
def test_finding_again_finds_the_same(text: Text) -> None:
    """The finder keeps nothing of a text."""
    assert FINDER.find(text) == FINDER.find(text)


def test_other_languages_have_no_declines() -> None:
    """A text in a language without word lists gives nothing."""
    assert FINDER.find(Text("Les ventes de vin reculent", "", "de")) == ()


def test_offsets_are_those_of_the_text_as_published() -> None:
    """Typographic apostrophes, spaces and signs move no span."""
    title = "L’an dernier, la consommation d’huile d’olive a chuté\u00a0: −7,5\u202f%"
    (decline,) = FINDER.find(Text(title, "", "fr"))
    assert (decline.category, decline.percent) == ("huile d’olive", 7.5)
    assert title[decline.span.start : decline.span.end] == "huile d’olive"


CASES = {
    "the surer and the more exact report stay": (
        Text("Le vin recule", "Les ventes de vin ont baissé de 4 %.", "fr"),
        [("vin", 4.0, "strict")],
    ),
    "another figure is another report": (
        Text("Les ventes de vin baissent de 4 %", "En Suède, de 9 %.", "fr"),
        [("vin", 4.0, "strict")],
    ),
    "another place with its figure is another report": (
        Text(
            "Les ventes de vin baissent de 4 % en France",
            "Les ventes de vin baissent de 9 % en Suède.",
            "fr",
        ),
        [("vin", 4.0, "strict"), ("vin", 9.0, "strict")],
    ),
    "more words are the same category": (
        Text("Office supplies sales fall", "Sales of supplies fell 5%.", "en"),
        [("Office supplies", 5.0, "strict")],
    ),
    "a rise is another report than a fall": (
        Text("Beer sales fell", "Beer sales rose 2% in May.", "en"),
        [("Beer", None, "strict"), ("Beer", 2.0, "strict")],
    ),
    "an owned figure needs a reader": (
        Text("Les ménages réduisent leurs achats de viande", "", "fr"),
        [("viande", None, "review")],
    ),
    "a carried category needs a reader": (
        Text("Growers destroy wine as demand falls", "", "en"),
        [("wine", None, "review")],
    ),
    "a forecast with a source needs a reader": (
        Text("Coffee sales will fall 3%, a bank says", "", "en"),
        [("Coffee", 3.0, "review")],
    ),
    "a forecast without a source is none": (
        Text("Coffee sales will fall 3%", "", "en"),
        [],
    ),
}


def line(decline: Decline) -> tuple[str, float | None, str]:
    """Return what a case compares."""
    return decline.category, decline.percent, decline.confidence


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_reports(text: Text, expected: list[tuple[str, float | None, str]]) -> None:
    """Title and summary give one report for what both say."""
    assert [line(decline) for decline in FINDER.find(text)] == expected
