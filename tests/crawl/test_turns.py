"""Whose turn it is, without a clock."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from watch.crawl.turns import Turns
from watch.model import Source, SourceState


def state_of(id_: str, url: str) -> SourceState:
    """Return a source at an address."""
    return SourceState(
        Source(id=id_, name=id_, outlet=id_, url=url, lang="fr", group="general")
    )


A1, A2, A3 = (state_of(f"a{n}", f"https://a.example/{n}") for n in (1, 2, 3))
B1 = state_of("b1", "https://B.example/1")


def test_hosts_take_turns() -> None:
    """Other hosts come before the second source of the same host."""
    turns = Turns([A1, A2, B1], per_host=2, pause=1.0)
    assert [turns.take(0.0), turns.take(0.0), turns.take(0.0)] == [A1, B1, None]


def test_a_pause_lies_between_two_starts() -> None:
    """The second source of a host waits for the pause, and says how long."""
    turns = Turns([A1, A2], per_host=2, pause=1.5)
    turns.take(10.0)
    assert turns.take(10.0) is None
    assert turns.wait(10.5) == 1.0
    assert turns.take(11.5) == A2
    assert not turns


def test_a_host_has_only_so_many_fetches() -> None:
    """A busy host gets no further fetch until one is done."""
    turns = Turns([A1, A2, A3], per_host=2, pause=0.0)
    assert [turns.take(0.0) for _ in range(3)] == [A1, A2, None]
    assert turns.wait(0.0) is None
    turns.done(A1, 5.0)
    assert turns.take(5.0) == A3


def test_a_moved_source_waits_for_its_new_host() -> None:
    """The host that counts is the one that will be asked."""
    moved = SourceState(A2.source, moved_to="https://b.example/2")
    turns = Turns([B1, moved], per_host=1, pause=0.0)
    assert [turns.take(0.0), turns.take(0.0)] == [B1, None]


def test_this_machine_is_not_spared() -> None:
    """Sources on loopback are all fetched at once."""
    urls = ["http://127.0.0.1:1/", "http://127.0.0.1:1/2", "http://localhost:1/3"]
    states = [state_of(str(n), url) for n, url in enumerate([*urls, "http://[::1]/"])]
    turns = Turns(states, per_host=1, pause=9.0)
    assert [turns.take(0.0) for _ in states] == states


@given(
    hosts=st.lists(st.integers(0, 4), max_size=30),
    per_host=st.integers(1, 3),
    pause=st.sampled_from([0.0, 1.0]),
    slots=st.integers(1, 6),
)
def test_everyone_gets_a_turn_once(
    hosts: list[int], per_host: int, pause: float, slots: int
) -> None:
    """Each source is handed out once, and no host is ever asked too much."""
    states = [
        state_of(str(n), f"https://{host}.example/") for n, host in enumerate(hosts)
    ]
    turns = Turns(states, per_host=per_host, pause=pause)
    now = 0.0
    running: list[SourceState] = []
    taken: list[SourceState] = []
    while turns:
        while len(running) < slots and (state := turns.take(now)):
            running.append(state)
            taken.append(state)
        busy = [state.source.url for state in running]
        assert max(map(busy.count, busy), default=0) <= per_host
        if running:
            turns.done(running.pop(0), now)
        now += 0.5
    assert sorted(taken, key=lambda state: int(state.source.id)) == states
