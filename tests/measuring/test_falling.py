"""Both readings of falling categories, from the database to what is printed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from commandline import Run
from measuring_press import ECHO, LAST, WEEKS, Title, record_press, report_fall
from sample_sources import LENS, LOUPE

from watch.digest.markdown import render_markdown
from watch.falling import add_readings
from watch.model import CategoryReading
from watch.store.database import Store, open_store
from watch.week import Week
from watch.weekly import category_reports, make_digest

#: Chewing gum is named twice a week by two names; hardly at all in the last month.
TALK: dict[tuple[int, str], Sequence[Title]] = {
    (number, source): [(title, ())]
    for number in range(WEEKS - 4)
    for source, title in (
        ("loupe", "Le retour de la gomme à mâcher"),
        ("echo", "Chewing-gums : le goût des jeunes"),
    )
}


def readings(store: Store, last: Week = LAST) -> dict[str, CategoryReading | None]:
    """Return the readings of half a year, by category."""
    reports = category_reports(store, last + -25, last + 1)
    return {one.key: one.reading for one in add_readings(store, reports, last)}


def test_talk_falls_where_a_fall_is_reported_once(store: Store) -> None:
    """All names of the category are looked for; its report is counted apart."""
    record_press(store, TALK)
    report_fall(store, 39, LOUPE, "chewing-gum")
    reading = readings(store)["chewing-gum"]
    assert reading is not None
    coverage, reports = reading.coverage, reading.reports
    assert (coverage.stories, coverage.change) == (1, "falls")
    assert coverage.history == (*[2] * 22, 0, 0, 0, 1)
    assert (reports.stories, reports.change) == (1, "steady")


def test_a_category_outside_the_word_lists_is_looked_for_as_reported(
    store: Store,
) -> None:
    """Its name is the one that articles used."""
    record_press(store, {(39, "echo"): [("Tous à la zorglonde !", ())]})
    report_fall(store, 38, LOUPE, "zorglonde")
    reading = readings(store)["zorglonde"]
    assert reading is not None
    assert reading.coverage.stories == 2


def test_each_language_is_read_in_its_own_press(store: Store) -> None:
    """English reports are compared with English articles."""
    record_press(store, {(39, "lens"): [("Chewing gum, again", ())]})
    report_fall(store, 39, LENS, "chewing-gum")
    report_fall(store, 39, ECHO, "chewing-gum")
    reports = category_reports(store, LAST, LAST + 1)
    counts = {
        one.lang: one.reading.coverage.stories
        for one in add_readings(store, reports, LAST)
        if one.reading
    }
    assert counts == {"en": 2, "fr": 1}


def test_without_reports_nothing_is_read(store: Store) -> None:
    """No category, no reading."""
    record_press(store)
    assert readings(store) == {}


def test_the_digest_tells_that_talk_falls(store: Store) -> None:
    """A reader learns what is reported, and that it is talked about less."""
    record_press(store, TALK)
    report_fall(store, 39, LOUPE, "chewing-gum")
    digest = make_digest(store, LAST, signals=[])
    assert "talked about less than usual" in render_markdown(digest, "en")
    assert "on en parle moins que d’habitude" in render_markdown(digest, "fr")


@pytest.fixture
def declines(run: Run, tmp_path: Path) -> Run:
    """Return a function that runs commands on a press that reports a fall."""
    with open_store(tmp_path / "trendwatch.db") as store:
        record_press(store, TALK)
        report_fall(store, 39, LOUPE, "chewing-gum")
    return run


def test_declines_prints_both_readings(
    declines: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One table for each press, with what is reported and what is talked of."""
    monkeypatch.setenv("COLUMNS", "80")
    lines = declines("declines", "--week", str(LAST)).out.splitlines()
    assert lines[0].startswith(f"fr, {LAST + -25} to {LAST}")
    (row,) = [line for line in lines if "chewing-gum" in line]
    assert row.split() == [
        "▼", "chewing-gum", "1", "1", "4", "2026-08-07", "2026-08-07", "▼", "1", "(7)",
    ]  # fmt: skip
    assert "people talk about it less" in " ".join(lines)


@pytest.mark.parametrize("category", ["chewing-gum", "another"])
def test_one_category_is_shown_with_all_that_is_reported(
    declines: Run, category: str
) -> None:
    """Each report has its day, outlet and link; another category has none."""
    ran = declines("declines", "--week", str(LAST), "--category", category)
    assert ran.code == 0
    lines = ran.out.splitlines()
    reported = "2026-08-07 La Loupe: chewing-gum recule" in lines
    assert reported is (category == "chewing-gum")
    assert ("  https://press.example/loupe-39-99" in lines) is reported


def test_declines_as_json_adds_the_readings(declines: Run) -> None:
    """The fields of the contract come first."""
    ran = declines("declines", "--week", str(LAST), "--json")
    row = json.loads(ran.out)
    assert list(row) == [
        "category", "lang", "direction", "reports", "sources", "percents", "places",
        "first", "last", "evidence", "key", "named", "told",
    ]  # fmt: skip
    assert (row["named"]["stories"], row["named"]["change"]) == (1, "falls")
    assert (row["told"]["stories"], row["told"]["change"]) == (1, "steady")


def test_weeks_without_reports_say_so(declines: Run) -> None:
    """An empty list is an answer."""
    ran = declines("declines", "--week", str(LAST + -10), "--weeks", "2")
    weeks = f"from {LAST + -11} to {LAST + -10}"
    assert ran.out == f"No report of a fall or of growth {weeks}.\n"


def test_a_young_press_expects_nothing(declines: Run, tmp_path: Path) -> None:
    """Without weeks to compare with, the stories stand beside a dash."""
    with open_store(tmp_path / "trendwatch.db") as store:
        report_fall(store, 5, LOUPE, "chewing-gum")
    out = declines("declines", "--week", str(LAST + -34)).out
    (row,) = [line for line in out.splitlines() if "chewing-gum" in line]
    assert row.rstrip().endswith(" 9 (–)")
