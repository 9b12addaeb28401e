"""Telegram gets every item, in messages it accepts."""

from __future__ import annotations

import dataclasses
import itertools
from datetime import date
from html.parser import HTMLParser

import pytest
from digest_samples import (
    AI,
    BUSY,
    CHEWING_GUM,
    GENDER_FLUID,
    MUSHROOM_LEATHER,
    NEW_TERM,
    QUIET,
    RESALE,
    make_digest,
    make_trend,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from watch.digest.escape import clean, clip
from watch.digest.telegram import (
    MAX_ENTITIES,
    count_units,
    render_parts,
)
from watch.model import (
    CATEGORY_DECLINES,
    Candidate,
    CategoryReport,
    Digest,
    DigestItem,
    Evidence,
    Phase,
    Signal,
)

#: What Telegram accepts in one message, after its own parsing.
TELEGRAM_LIMIT = 4096

TEXTS = st.one_of(
    st.text(st.characters(), max_size=60),
    st.text("<&>\"'🦊 a", max_size=60),
    st.sampled_from(["&" * 3000, "🦊" * 3000, "<b>" * 1000]),
)


class Reader(HTMLParser):
    """Reads a message as Telegram does, refusing tags that don't match."""

    def __init__(self, message: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.entities = 0
        self.open: list[str] = []
        self.feed(message)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count an entity; only the tags we use, only web links."""
        allowed = {
            "b": [],
            "i": [],
            "code": [],
            "a": ["href"],
            "blockquote": ["expandable"],
        }
        assert [name for name, _ in attrs] == allowed[tag]
        if tag == "a":
            assert str(attrs[0][1]).lower().startswith(("http://", "https://"))
        self.entities += 1
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost tag."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Collect what a reader sees."""
        self.text += data


def read(parts: tuple[str, ...]) -> str:
    """Return what a reader sees, having checked every limit."""
    texts = []
    for part in parts:
        reader = Reader(part)
        assert count_units(part) < TELEGRAM_LIMIT
        assert reader.entities <= MAX_ENTITIES
        texts.append(reader.text)
    return "\n".join(texts)


@st.composite
def evidence(draw: st.DrawFn) -> tuple[Evidence, ...]:
    """Draw stories with texts and links of any kind."""
    story = st.builds(
        Evidence,
        day=st.dates(date(2026, 3, 2), date(2026, 3, 8)),
        title=TEXTS,
        url=st.just("https://press.example/1") | TEXTS,
        lang=st.just("fr"),
        outlets=st.lists(TEXTS, min_size=1, max_size=3).map(tuple),
    )
    few = draw(st.lists(story, max_size=4))
    return tuple(few * draw(st.sampled_from([1, 1, 40])))


@st.composite
def digests(draw: st.DrawFn) -> Digest:
    """Draw a digest of up to eight items, some of them huge."""
    items = []
    for number in range(draw(st.integers(0, 8))):
        stories = draw(evidence())
        trend = make_trend(
            f"s{number}",
            phase=draw(st.sampled_from([Phase.EMERGING, Phase.FADING, Phase.WEAK])),
            alarm=draw(st.booleans()),
            history=[0, 1, len(stories)],
            expected=draw(st.none() | st.floats(0.001, 1000)),
            p=draw(st.none() | st.floats(0, 1)),
            warnings=["few articles", "low coverage", "one outlet", "seasonal?"],
        )
        signal = Signal(f"s{number}", {"fr": f"N{number} " + draw(TEXTS)}, {}, "x")
        items.append(DigestItem(signal, trend, trend, stories))
    return make_digest(
        *items,
        categories=draw(st.lists(categories(), max_size=3)),
        proposals=draw(st.lists(proposals(), max_size=3)),
    )


@st.composite
def proposals(draw: st.DrawFn) -> Candidate:
    """Draw a new term with evidence of any kind and number."""
    stories = draw(evidence())
    return dataclasses.replace(
        MUSHROOM_LEATHER,
        history=(*MUSHROOM_LEATHER.history[:-1], len(stories)),
        evidence=stories,
    )


@st.composite
def categories(draw: st.DrawFn) -> CategoryReport:
    """Draw a category with hostile words."""
    stories = draw(evidence())
    return dataclasses.replace(
        CHEWING_GUM,
        category="C" + draw(TEXTS),
        reports=len(stories),
        evidence=stories,
        quotes=("",) * len(stories),
        places=tuple(draw(st.lists(TEXTS, max_size=3))),
    )


@settings(max_examples=50)
@given(digests(), st.sampled_from(["en", "fr"]))
def test_parts_keep_everything_and_every_limit(digest: Digest, lang: str) -> None:
    """No item is lost, no part too long, no tag cut, no text changed."""
    text = read(render_parts(digest, lang))
    places = []
    for item in digest.items:
        name = clip(clean(item.signal.title["fr"]), 80)
        places.append(text.index(f"{name} · "))
    assert places == sorted(places)
    titles = {"en": ": falling\n", "fr": "\N{NO-BREAK SPACE}: en baisse\n"}
    assert text.count(titles[lang]) == len(digest.categories)


def make_item(stories: int, *, number: int = 0, title: str = "A title") -> DigestItem:
    """Build an item with many ordinary stories."""
    return DigestItem(
        dataclasses.replace(AI, id=f"s{number}", title={"en": f"Signal {number}"}),
        make_trend(
            f"s{number}", phase=Phase.EMERGING, alarm=True, history=[0, stories]
        ),
        None,
        tuple(
            Evidence(
                date(2026, 3, 8),
                f"{title} {story}",
                f"https://press.example/{story}",
                "fr",
                ("Le Quotidien",),
            )
            for story in range(stories)
        ),
    )


def test_parts_are_split_on_item_borders_and_numbered() -> None:
    """Each item stands whole in one part, and parts say which one they are."""
    items = [make_item(8, number=number) for number in range(12)]
    parts = render_parts(make_digest(*items), "en")
    assert len(parts) == 3
    for number, part in enumerate(parts, start=1):
        assert part.startswith(f"<b>Trendwatch: week 10 of 2026</b> ({number}/3)\n")
    whole = [sum(f">Signal {n}<" in part for part in parts) for n in range(12)]
    assert whole == [1] * 12
    assert sum(part.count("A title") for part in parts) == 12 * 8


@pytest.mark.parametrize(
    ("stories", "title"),
    [
        pytest.param(300, "A title", id="too many entities"),
        pytest.param(30, "&" * 200, id="too long when escaped"),
    ],
)
def test_a_huge_item_is_shortened_by_whole_stories(stories: int, title: str) -> None:
    """What does not fit is counted: lines shown and hidden add up."""
    (*_, part) = render_parts(make_digest(make_item(stories, title=title)), "en")
    text = read((part,))
    shown = text.count("8 Mar: ")
    assert 0 < shown < stories
    assert f"… and {stories - shown} more stories" in text


def test_only_the_signals_a_chat_follows() -> None:
    """A chat that chose signals reads of no other."""
    text = read(render_parts(BUSY, "en", signals=frozenset({GENDER_FLUID.id})))
    assert "Gender-fluid products" in text
    assert "Generative AI" not in text
    assert "chewing-gum" not in text


def test_long_headlines_are_cut() -> None:
    """However long the names are, the opening fits and every headline is there."""
    phases = [(p, a) for p in (Phase.EMERGING, Phase.STRONG, Phase.WEAK, Phase.FADING)
              for a in (True, False)]  # fmt: skip
    items = [
        DigestItem(
            dataclasses.replace(AI, id=f"s{number}", title={"en": "&" * 400}),
            make_trend(f"s{number}", phase=phase, alarm=alarm, history=[0]),
            None,
            (),
        )
        for number, (phase, alarm) in enumerate(phases)
    ]
    text = read(render_parts(make_digest(*items), "en"))
    assert f"Emerging: {'&' * 99}…." in text
    assert f"Fading: {'&' * 99}…." in text


def test_new_terms_are_told_to_those_who_follow_all() -> None:
    """With the command that makes a signal; a chat that chose signals reads none."""
    text = read(render_parts(NEW_TERM, "en"))
    assert 'trendwatch signals new --from-candidate "cuir de champignon"' in text
    assert "Sans animal : le cuir de champignon et les autres" in text
    chosen = read(render_parts(NEW_TERM, "en", signals=frozenset({RESALE.id})))
    assert "champignon" not in chosen


def test_signals_without_news_are_counted() -> None:
    """A signal that is told for one press is not counted as quiet for the other."""
    text = read(render_parts(BUSY, "en"))
    assert text.endswith("1 other signal: no news.")


def test_categories_have_a_signal_of_their_own() -> None:
    """Falling categories reach the chats that follow them."""
    text = read(render_parts(BUSY, "fr", signals=frozenset({CATEGORY_DECLINES})))
    assert "chewing-gum\N{NO-BREAK SPACE}: en baisse" in text
    assert "Produits non genrés" not in text


@pytest.mark.parametrize(
    ("digest", "signals"),
    [
        pytest.param(QUIET, frozenset(), id="quiet week"),
        pytest.param(BUSY, frozenset({"second-hand"}), id="quiet for this chat"),
        pytest.param(make_digest(), frozenset(), id="no signal"),
        pytest.param(
            dataclasses.replace(make_digest(), articles={}), frozenset(), id="no press"
        ),
    ],
)
def test_a_week_without_news_is_one_line(
    digest: Digest, signals: frozenset[str]
) -> None:
    """Without news the message is a single line that says so."""
    for lang in ("en", "fr"):
        (part,) = render_parts(digest, lang, signals=signals)
        assert "\n" not in part
        assert read((part,)) != ""


def test_same_bytes_again() -> None:
    """Rendering twice gives the same messages."""
    first, second = itertools.tee(render_parts(BUSY, lang) for lang in ("en", "fr"))
    assert list(first) == list(second)
