"""What deserves a reader's time, in which order, with which evidence."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from digest_samples import (
    AI,
    CHEWING_GUM,
    GEN_ALPHA,
    GENDER_FLUID,
    METAVERSE,
    MUSHROOM_LEATHER,
    RESALE,
    WEEK,
    make_trend,
)

from watch.digest.compose import compose
from watch.model import (
    CategoryReport,
    Digest,
    EvidenceArticle,
    MentionReport,
    Phase,
    Signal,
    Trend,
)

SIGNALS = (GENDER_FLUID, GEN_ALPHA, METAVERSE, AI, RESALE)


def mention(
    signal: Signal,
    story: str,
    *,
    hours: int = 0,
    outlet: str = "Le Quotidien",
    lang: str = "fr",
) -> MentionReport:
    """Build an article some hours into the week."""
    return MentionReport(
        signal.id,
        EvidenceArticle(
            story=story,
            published=WEEK.start + timedelta(hours=hours),
            title=f"{story} in {outlet}",
            url=f"https://press.example/{story}/{hours}",
            lang=lang,
            source=outlet.lower(),
            outlet=outlet,
        ),
    )


def compose_week(
    trends: Sequence[Trend],
    *,
    previous: Sequence[Trend] = (),
    mentions: Sequence[MentionReport] | None = None,
    categories: Sequence[CategoryReport] = (),
) -> Digest:
    """Compose; without ``mentions`` every trend gets as many stories as it says."""
    if mentions is None:
        by_id = {signal.id: signal for signal in SIGNALS}
        mentions = [
            mention(by_id[trend.signal], f"story {number}", lang=trend.lang)
            for trend in trends
            if trend.signal in by_id
            for number in range(trend.stories)
        ]
    return compose(
        WEEK,
        trends=trends,
        previous=previous,
        signals=SIGNALS,
        mentions=mentions,
        categories=categories,
        articles={"fr": 2480},
        sources={"fr": 38},
    )


S, E, W, F, L = Phase.STRONG, Phase.EMERGING, Phase.WEAK, Phase.FADING, Phase.LATENT


def compose_new(history: Sequence[int]) -> Digest:
    """Compose a week in which only a new term is told."""
    old = dataclasses.replace(
        MUSHROOM_LEATHER.evidence[0], day=WEEK.start.date() - timedelta(days=1)
    )
    term = dataclasses.replace(
        MUSHROOM_LEATHER,
        history=tuple(history),
        evidence=(*MUSHROOM_LEATHER.evidence, old),
    )
    return compose(
        WEEK,
        trends=(),
        previous=(),
        signals=SIGNALS,
        mentions=(),
        categories=(),
        articles={},
        sources={},
        proposals=[term],
    )


def test_a_new_term_is_told_with_the_stories_of_the_week() -> None:
    """Older stories of the four weeks are not listed: the digest tells of one week."""
    [term] = compose_new([2, 7]).proposals
    assert term.evidence == MUSHROOM_LEATHER.evidence


def test_a_new_term_without_its_evidence_is_refused() -> None:
    """A number of stories that no list supports is a bug."""
    with pytest.raises(ValueError, match="8 stories counted, but 7 found"):
        compose_new([2, 8])


@pytest.mark.parametrize(
    ("phase", "alarm", "stories", "before", "told"),
    [
        pytest.param(E, True, 3, L, True, id="emerging with an alarm"),
        pytest.param(E, False, 1, E, True, id="still emerging, with a story"),
        pytest.param(E, False, 0, E, False, id="still emerging, without a story"),
        pytest.param(S, True, 9, S, True, id="surging"),
        pytest.param(S, False, 9, E, True, id="established after emerging"),
        pytest.param(S, False, 9, S, False, id="established as before"),
        pytest.param(S, False, 9, None, False, id="established, nothing before"),
        pytest.param(W, False, 1, W, True, id="weak with a story"),
        pytest.param(W, False, 0, W, False, id="weak without a story"),
        pytest.param(F, False, 0, E, True, id="fading, newly"),
        pytest.param(F, False, 1, None, True, id="fading, nothing before"),
        pytest.param(F, False, 1, F, False, id="fading as before"),
        pytest.param(L, False, 2, E, False, id="latent"),
        pytest.param(None, False, 2, L, False, id="not enough data"),
    ],
)
def test_what_is_news(
    phase: Phase | None,
    alarm: bool,  # noqa: FBT001 - a column of the table
    stories: int,
    before: Phase | None,
    told: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """Rising signals are told with every story, changes once, the rest is quiet."""
    trend = make_trend("metaverse", phase=phase, alarm=alarm, history=[1, stories])
    earlier = make_trend("metaverse", phase=before, history=[1], week=WEEK + -1)
    digest = compose_week([trend], previous=[earlier] if before else [])
    assert (len(digest.items), len(digest.quiet)) == ((1, 0) if told else (0, 1))


def test_most_important_first() -> None:
    """Labels come in their order, then alarms, then the surest."""
    trends = [
        make_trend("metaverse", phase=F, history=[9, 0], expected=5),
        make_trend("gen-alpha", phase=W, history=[1], p=0.05),
        make_trend("second-hand", phase=E, history=[2], p=0.00001),
        make_trend("generative-ai", phase=E, alarm=True, history=[3], p=0.004),
        make_trend("gender-fluid", phase=E, alarm=True, history=[3], p=0.0004),
        make_trend("gen-alpha", "en", phase=S, alarm=True, history=[3], p=0.001),
    ]
    digest = compose_week(trends)
    assert [(it.signal.id, it.trend.lang) for it in digest.items] == [
        ("gender-fluid", "fr"),
        ("generative-ai", "fr"),
        ("second-hand", "fr"),
        ("gen-alpha", "en"),
        ("gen-alpha", "fr"),
        ("metaverse", "fr"),
    ]


def test_deepest_fall_first_among_fading() -> None:
    """Of two fading signals the one that lost more comes first."""
    trends = [
        make_trend("metaverse", phase=F, history=[9, 2], expected=4, p=0.9),
        make_trend("second-hand", phase=F, history=[9, 1], expected=4, p=0.99),
    ]
    digest = compose_week(trends)
    assert [it.signal.id for it in digest.items] == ["second-hand", "metaverse"]


def test_order_of_rows_does_not_matter() -> None:
    """The same rows in another order give the same digest."""
    trends = [
        make_trend(signal.id, lang, phase=W, history=[2], p=0.05)
        for signal in SIGNALS
        for lang in ("fr", "en")
    ]
    mentions = [
        mention(signal, f"story {number}", lang=lang, outlet=outlet)
        for signal in SIGNALS
        for lang in ("fr", "en")
        for number in range(2)
        for outlet in ("Le Quotidien", "La Gazette")
    ]
    grown = dataclasses.replace(CHEWING_GUM, direction="up")
    expected = compose_week(trends, mentions=mentions, categories=[CHEWING_GUM, grown])
    shuffle = random.Random(1)  # noqa: S311 - not a secret
    for rows in (trends, mentions):
        shuffle.shuffle(rows)
    actual = compose_week(trends, mentions=mentions, categories=[grown, CHEWING_GUM])
    assert actual == expected


def test_evidence_is_one_line_per_story() -> None:
    """A story is told by its first article and all its outlets; newest first."""
    mentions = [
        mention(AI, "old", hours=30, outlet="La Gazette"),
        mention(AI, "old", hours=2),
        mention(AI, "old", hours=31),
        mention(AI, "new", hours=90),
    ]
    trend = make_trend("generative-ai", phase=E, alarm=True, history=[0, 2])
    (item,) = compose_week([trend], mentions=mentions).items
    assert [(it.day, it.title, it.outlets) for it in item.evidence] == [
        (date(2026, 3, 5), "new in Le Quotidien", ("Le Quotidien",)),
        (date(2026, 3, 2), "old in Le Quotidien", ("Le Quotidien", "La Gazette")),
    ]


def test_the_week_is_half_open() -> None:
    """Monday 00:00 UTC belongs to the week that begins, not to the one that ends."""
    mentions = [
        mention(AI, "first moment"),
        mention(AI, "next week", hours=7 * 24),
        mention(AI, "week before", hours=-1),
    ]
    trend = make_trend("generative-ai", phase=W, history=[1])
    (item,) = compose_week([trend], mentions=mentions).items
    assert [it.title for it in item.evidence] == ["first moment in Le Quotidien"]
    assert item.evidence[0].day == datetime(2026, 3, 2, tzinfo=UTC).date()


def test_a_number_without_evidence_is_refused() -> None:
    """More stories counted than found is a bug, not something to print."""
    trend = make_trend("generative-ai", phase=E, history=[0, 2])
    with pytest.raises(ValueError, match="2 stories counted, but 1 found"):
        compose_week([trend], mentions=[mention(AI, "only one")])


def test_a_category_without_evidence_is_refused() -> None:
    """A category reported more often than its stories show is a bug."""
    report = dataclasses.replace(CHEWING_GUM, reports=3)
    with pytest.raises(ValueError, match="3 reports counted, but 2 stories"):
        compose_week([], categories=[report])


def test_falling_categories_come_first() -> None:
    """Falls before growth, then the category that most stories report."""
    one = dataclasses.replace(
        CHEWING_GUM,
        key="a",
        reports=1,
        evidence=CHEWING_GUM.evidence[:1],
        quotes=CHEWING_GUM.quotes[:1],
    )
    up = dataclasses.replace(CHEWING_GUM, direction="up")
    digest = compose_week([], categories=[up, one, CHEWING_GUM])
    assert digest.categories == (CHEWING_GUM, one, up)


@pytest.mark.parametrize(
    "trend",
    [
        pytest.param(make_trend("ai", "all", phase=W, history=[0]), id="pooled"),
        pytest.param(make_trend("dropped", phase=W, history=[0]), id="unknown signal"),
    ],
)
def test_left_out(trend: Trend) -> None:
    """Languages taken together and signals without rules have no item."""
    digest = compose_week([trend])
    assert (digest.items, digest.quiet) == ((), ())


def test_last_week_stands_beside_this_week() -> None:
    """An item knows the measure of the same signal and press one week earlier."""
    earlier = [
        make_trend("generative-ai", lang, phase=phase, history=[1], week=WEEK + -1)
        for lang, phase in (("en", L), ("fr", W))
    ]
    trend = make_trend("generative-ai", phase=E, history=[1, 3])
    (item,) = compose_week([trend], previous=earlier).items
    assert item.previous == earlier[1]
