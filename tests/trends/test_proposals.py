"""Which candidates a digest proposes: lasting ones, each once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from watch.model import Candidate, Evidence, Proposal
from watch.trends.proposals import MOST, choose_proposals
from watch.week import Week

WEEK = Week(2026, 20)


def candidate(term: str, *, score: float = 10, stories: int = 4) -> Candidate:
    """Return a candidate that stands out, of the French press as a whole."""
    return Candidate(
        term=term,
        week=WEEK,
        lang="fr",
        group="",
        found_in="week",
        stories=stories,
        sources=3,
        weeks=2,
        before=0,
        ratio=8.0,
        p=0.001,
        score=score,
        history=(*[0] * 14, 3, stories),
        proposed=True,
        evidence=(),
    )


def make_evidence(*titles: str) -> tuple[Evidence, ...]:
    """Return stories of the week."""
    day = WEEK.start.date()
    return tuple(Evidence(day, title, "", "fr", ("Le Quotidien",)) for title in titles)


def told(term: str, *, stories: int = 4, lang: str = "fr") -> Proposal:
    """Return what an earlier digest proposed."""
    return Proposal(week=WEEK + -3, lang=lang, term=term, stories=stories)


def terms(chosen: tuple[Candidate, ...]) -> list[str]:
    """Return the terms that are proposed."""
    return [one.term for one in chosen]


def test_the_best_come_first_and_few() -> None:
    """The order of the candidates does not matter; the rest is cut."""
    names = ["cuir végétal", "jardin suspendu", "robot serveur", "troc de vélos"]
    made = [candidate(name, score=place) for place, name in enumerate(names)]
    assert terms(choose_proposals(made, [])) == list(reversed(names))[:MOST]
    assert terms(choose_proposals(made[::-1], [])) == list(reversed(names))[:MOST]


def test_what_does_not_last_is_not_proposed() -> None:
    """A candidate of one week stays in the list of `discover`."""
    one_week = replace(candidate("grêle"), proposed=False)
    assert choose_proposals([one_week], []) == ()


@pytest.mark.parametrize(
    ("term", "before", "again"),
    [
        pytest.param("cuir végétal", told("cuir végétal"), False, id="told before"),
        pytest.param("Cuir végétal", told("cuir végétal"), False, id="capitals"),
        pytest.param("cuir", told("le cuir végétal"), False, id="a part of it"),
        pytest.param("sac de cuir végétal", told("cuir végétal"), False, id="more"),
        pytest.param("France-Écosse", told("Écosse"), False, id="joined words"),
        pytest.param("cuir végétal", told("cuir animal"), True, id="another"),
        pytest.param("cuir", told("cuir", lang="en"), True, id="another language"),
        pytest.param("cuir", told("cuir", stories=2), False, id="twice as many"),
        pytest.param("cuir", told("cuir", stories=1), True, id="it has tripled"),
    ],
)
def test_a_term_is_proposed_once(term: str, before: Proposal, again: bool) -> None:  # noqa: FBT001
    """Neither a part of it nor more words, until it has tripled."""
    chosen = choose_proposals([candidate(term)], [before])
    assert terms(chosen) == ([term] if again else [])


def test_of_two_lists_and_wordings_the_better_is_told() -> None:
    """Both lists and several groups may hold the same topic."""
    best = candidate("cuir végétal", score=9)
    other = replace(candidate("cuir végétal", score=5), found_in="month")
    longer = replace(candidate("le cuir végétal lyonnais", score=3), group="mode")
    assert choose_proposals([other, longer, best], []) == (best,)


def test_the_same_stories_are_proposed_once() -> None:
    """Other words of the same stories tell nothing new, told now or before."""
    stories = make_evidence("Un", "Deux", "Trois", "Quatre")
    best = replace(candidate("cuir végétal", score=9), evidence=stories)
    other = replace(candidate("tannerie", score=5), evidence=stories[1:])
    apart = replace(candidate("troc", score=3), evidence=make_evidence("Un", "Cinq"))
    assert choose_proposals([best, other, apart], []) == (best, apart)
    before = told("cuir végétal", stories=9)
    assert choose_proposals([best, other, apart], [before]) == (apart,)


def test_each_group_is_heard_before_any_is_heard_twice() -> None:
    """General news has the higher scores, but small groups have their turn."""
    general = [candidate(f"nouvelle {n}", score=90 - n) for n in range(5)]
    tech = replace(candidate("robot serveur", score=3), group="tech")
    assert terms(choose_proposals([*general, tech], []))[:2] == [
        "nouvelle 0",
        "robot serveur",
    ]


def test_languages_are_proposed_apart() -> None:
    """Each press has its own list."""
    french = [candidate(f"mot{n}", score=50) for n in "12345"]
    english = replace(candidate("word", score=1), lang="en")
    chosen = choose_proposals([*french, english], [])
    assert [one.lang for one in chosen] == ["en", *["fr"] * MOST]
