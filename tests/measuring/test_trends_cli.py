"""`trendwatch trends` and `backtest` as a user types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commandline import Ran, Run
from measuring_press import LAST, record_press
from sample_sources import source_toml

from watch.store.database import open_store

#: A rise in both languages, in the last two weeks.
TITLES = {
    (number, source): [("Galerie", ["metaverse"])] * 3
    for number in (38, 39)
    for source in ("loupe", "echo", "lens")
}


@pytest.fixture
def trends(run: Run, tmp_path: Path) -> Run:
    """Return a function that runs `trends` on a press with sources of two groups."""
    text = "".join(
        source_toml(id_, lang=lang, group=group)
        for id_, lang, group in (
            ("loupe", "fr", "general"),
            ("echo", "fr", "tech"),
            ("lens", "en", "tech"),
        )
    )
    (tmp_path / "sources.toml").write_text(text, encoding="utf-8")
    with open_store(tmp_path / "trendwatch.db") as store:
        record_press(store, TITLES)

    def call(*arguments: str) -> Ran:
        return run("trends", "--week", str(LAST), *arguments)

    return call


def rows_of(ran: Ran) -> list[dict[str, object]]:
    """Return the JSON lines that a command wrote."""
    return [json.loads(line) for line in ran.out.splitlines()]


def test_json_says_how_sure_and_in_which_group(trends: Run) -> None:
    """The fields of the contract come first; a group only when asked for."""
    (row,) = rows_of(trends("--json", "--signal", "metaverse", "--lang", "all"))
    assert list(row) == [
        "week", "lang", "signal", "stories", "articles", "sources", "exposure",
        "baseline", "ratio", "p", "q", "phase", "alarm", "warnings", "interval",
        "concentration",
    ]  # fmt: skip
    assert (row["stories"], row["exposure"], row["alarm"]) == (9, 25, True)
    assert row["concentration"] == pytest.approx(1 / 3)
    grouped = rows_of(trends("--json", "--signal", "metaverse", "--group", "tech"))
    assert [(one["lang"], one["group"], one["stories"]) for one in grouped] == [
        ("en", "tech", 3),
        ("fr", "tech", 3),
    ]


@pytest.mark.parametrize("command", ["trends", "backtest", "discover"])
def test_an_unknown_group_lists_the_known_ones(
    run: Run, trends: Run, command: str
) -> None:
    """Wrong use: exit code 2, and the groups there are."""
    assert trends("--help").code == 0
    ran = run(command, "--group", "food")
    assert ran.code == 2
    assert "no source group 'food'; there are: archive, general, tech" in ran.err


@pytest.mark.parametrize("columns", [80, 120])
def test_the_table_fits_and_explains_itself(
    trends: Run, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    """Announced signals first; each mark and warning in use is explained below."""
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = trends("--lang", "fr", "--group", "tech").out.splitlines()
    assert lines[0].startswith(f"{LAST}, fr, tech: 7 articles that count")
    assert max(map(len, lines)) <= columns
    assert "metaverse" in lines[4]
    assert "▲✓" in lines[4]
    assert all("…" not in line for line in lines[2:5])
    assert "▲ announced this week; ✓ confirmed (q up to 0.10)" in lines
    text = " ".join(lines)
    assert "few articles (fewer than 500 articles a week" in text
    assert "enough to announce): all signals" in text
    assert "no story in 26 weeks: age-compression," in text


def test_the_map_has_quarters_and_coordinates(trends: Run) -> None:
    """Signals stand in named quarters; a reader is told that this is no alarm."""
    shown = trends("--map", "--lang", "fr").out
    assert f"fr, {LAST + -23} to {LAST}" in shown
    assert "metaverse" in shown
    assert "never an alarm" in shown
    (row,) = rows_of(trends("--map", "--json", "--lang", "fr", "--group", "tech"))
    assert list(row) == [
        "week", "lang", "signal", "visibility", "visibility_growth", "diffusion",
        "diffusion_growth", "by_visibility", "by_diffusion", "group",
    ]  # fmt: skip
    assert (row["signal"], row["group"]) == ("metaverse", "tech")
    # Seven stories in the last period, where each period has 16 articles or more.
    assert row["visibility_growth"] == pytest.approx((6.5 / 22 / (0.5 / 16)) ** 0.2)


def test_the_map_is_drawn(run: Run, trends: Run, tmp_path: Path) -> None:
    """A picture is written for one press that has a map."""
    ran = trends("--map", "--lang", "fr", "--svg", "new/map.svg")
    assert (ran.code, ran.err.splitlines()[-1]) == (0, "wrote new/map.svg")
    text = (tmp_path / "new" / "map.svg").read_text(encoding="utf-8")
    assert ">Métavers</text>" in text
    assert ">Où se tiennent les signaux (presse en français)</text>" in text
    several = trends("--svg", "map.svg")
    assert (several.code, "name it with --lang" in several.err) == (2, True)
    young = ("--week", str(LAST + -30), "--map", "--lang", "all", "--svg", "map.svg")
    assert run("trends", *young).code == 1
    assert not (tmp_path / "map.svg").exists()


def test_a_young_press_has_no_map(run: Run, trends: Run) -> None:
    """Growth over half a year takes half a year."""
    ran = run("trends", "--week", str(LAST + -30), "--map", "--lang", "fr")
    assert ran.code == 0
    assert "No map: it takes 24 weeks with articles" in ran.out
    assert trends("--map", "--explain").code == 2


def test_a_replay_of_a_group_names_it(run: Run, trends: Run) -> None:
    """`backtest --group` replays the sources of one group."""
    assert trends("--help").code == 0
    options = ("--from", str(LAST + -1), "--to", str(LAST), "--group", "general")
    ran = run("backtest", *options, "--signal", "metaverse", "--json")
    assert [(row["group"], row["stories"]) for row in rows_of(ran)] == [
        ("general", 3),
        ("general", 3),
    ]
    lines = run("backtest", *options).out.splitlines()
    assert lines[0] == "source group general"
    (announced,) = [line for line in lines if "metaverse" in line]
    week, lang, signal, phase, *_, last = announced.split()
    assert (week, lang, signal, phase) == (
        str(LAST + -1),
        "fr",
        "metaverse",
        "emerging",
    )
    assert last == str(LAST)
    assert lines[-1].startswith("1 announcement in ")


def test_known_dates_are_compared(run: Run, trends: Run, tmp_path: Path) -> None:
    """`backtest --known` says how late each known date was announced."""
    assert trends("--help").code == 0
    first, other = LAST + -1, LAST + -20
    lines = ["signal,date,note", f"metaverse,{first.start:%Y-%m-%d},The rise"]
    lines.append(f"gen-alpha,{other.start:%Y-%m-%d},Nothing")
    (tmp_path / "known.csv").write_text("\n".join(lines), encoding="utf-8")
    options = ("--from", str(other), "--to", str(LAST), "--lang", "fr")
    out = run("backtest", *options, "--known", "known.csv").out
    (rise,) = [line for line in out.splitlines() if "The rise" in line]
    assert "0 weeks" in rise
    (nothing,) = [line for line in out.splitlines() if "Nothing" in line]
    assert "not announced" in nothing


def test_one_signal_comes_with_its_stories(trends: Run) -> None:
    """Day, outlet, title and link of each story that counts, newest first."""
    out = trends("--signal", "metaverse", "--lang", "all", "--group", "tech").out
    told = [line for line in out.splitlines() if ": Galerie" in line]
    assert len(told) == 12
    assert told == sorted(told, reverse=True, key=lambda line: line[:10])
    assert {line[11:].split(":")[0] for line in told} == {"Echo", "The Lens"}
    assert "  https://press.example/lens-39-4" in out.splitlines()


def test_every_number_can_be_explained(trends: Run) -> None:
    """`--explain` prints the computation of one signal in one press."""
    ran = trends("--signal", "metaverse", "--lang", "fr", "--explain")
    assert ran.out.startswith(f"metaverse, fr, {LAST}: emerging, announced\n")
    assert "articles of four weeks by outlet: Echo 6, La Loupe 6; share" in ran.out
    assert "95 % interval: " in ran.out
    assert trends("--explain").code == 2


@pytest.mark.parametrize(
    ("command", "hint"),
    [
        ("trends", "signals changed since the archive was read"),
        ("backtest", "signals changed since the archive was read"),
        ("discover", "signals changed since the archive was read"),
        ("declines", "rules of 1 signal changed since the archive was read"),
    ],
)
def test_a_hint_says_that_the_archive_was_read_with_other_rules(
    run: Run, trends: Run, command: str, hint: str
) -> None:
    """Each command that reads tags warns; `declines` only of its own rules."""
    assert trends("--help").code == 0
    option = "--to" if command == "backtest" else "--week"
    ran = run(command, option, str(LAST))
    assert ran.code == 0
    assert f"{hint}: run `trendwatch signals retag`" in ran.err


@pytest.mark.usefixtures("trends")
def test_a_replay_without_articles_says_so(run: Run) -> None:
    """A quiet answer would read as if nothing had been announced."""
    weeks = ("--from", "2031-W01", "--to", "2031-W04")
    ran = run("backtest", *weeks)
    assert (ran.code, ran.out) == (2, "")
    assert "no articles in 2031-W01 to 2031-W04" in ran.err
