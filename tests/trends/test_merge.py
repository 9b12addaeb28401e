"""One term of each topic."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pytest

from watch.trends.merge import Use, merge


def use(term: str, stories: Iterable[int], *, ratio: float = 100.0) -> Use:
    """Return a term with the numbers of its stories."""
    numbers = tuple(stories)
    return Use(
        gram=tuple(term.split()),
        stories=numbers,
        history=(0, len(numbers)),
        outlets=3,
        weeks=1,
        lasts=False,
        before=0,
        ratio=ratio,
        p=0.001,
        score=1.0,
    )


@pytest.mark.parametrize(
    ("uses", "kept"),
    [
        pytest.param(
            [use("fox", range(5)), use("hen", range(5, 9))], ["fox", "hen"],
            id="two topics",
        ),
        pytest.param(
            [use("fox", range(10)), use("red fox", range(8))], ["red fox"],
            id="a longer name that covers most",
        ),
        pytest.param(
            [use("fox", range(10)), use("red fox", range(5))], ["fox"],
            id="a longer name that covers half",
        ),
        pytest.param(
            [use("red fox", range(8)), use("fox", range(10))], ["red fox"],
            id="a shorter name",
        ),
        pytest.param(
            [use("wool of fox", range(4)), use("fox wool", range(9, 13))],
            ["wool of fox"], id="the same words",
        ),
        pytest.param(
            [use("fox in town", range(4)), use("fox on trial", range(9, 13))],
            ["fox in town"], id="the same surging word",
        ),
        pytest.param(
            [use("fox", range(5)), use("hen", range(5, 10)), use("yard", range(3, 8))],
            ["fox", "hen"], id="stories of two topics",
        ),
        pytest.param(
            [use("fox", range(5)), use("farm", [3, 4, 5, 6, 7, 8], ratio=2.0)], ["fox"],
            id="a common word: only its additional stories count",
        ),
    ],
)  # fmt: skip
def test_one_term_of_each_topic(uses: Collection[Use], kept: list[str]) -> None:
    """The best is kept, under its longer name."""
    merged = merge(uses, frozenset({"fox"}), lang="en", limit=9)
    assert [" ".join(one.gram) for one in merged] == kept


def test_a_longer_name_is_found_below_the_limit() -> None:
    """The list is read a little further than it will be long, not to its end."""
    uses = iter(
        [
            use("fox", range(10)),
            use("hen", range(10, 20)),
            use("owl", range(20, 30)),
            use("red fox", range(9)),
            use("cow", range(30, 40)),
            use("pig", range(40, 50)),
            use("ape", range(50, 60)),
        ]
    )
    merged = merge(uses, frozenset(), lang="en", limit=2)
    assert [" ".join(one.gram) for one in merged] == ["red fox", "hen"]
    assert [" ".join(one.gram) for one in uses] == ["ape"]
