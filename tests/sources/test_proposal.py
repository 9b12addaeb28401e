"""What a new source is called, and whether it is there already."""

from __future__ import annotations

from dataclasses import replace

import pytest

from watch.crawl.types import Entry, Feed
from watch.errors import UsageError
from watch.model import Source
from watch.sources.proposal import (
    check_new,
    feed_key,
    free_id,
    propose_name,
    propose_source,
)

LOUPE = Source(
    id="loupe",
    name="La Loupe",
    outlet="La Loupe",
    url="https://www.loupe.example/rss",
    lang="fr",
    group="ideas",
)
FRENCH = "Le marché de la ville ouvre avec une halle pour les artisans"
ENGLISH = "The market of the town opens with a hall for makers"


def make_feed(title: str, *titles: str, lang: str = "") -> Feed:
    """Return a feed with an entry for each title."""
    entries = (Entry("", "", text, "", None, "") for text in titles)
    return Feed(title=title, entries=tuple(entries), lang=lang)


def test_a_feed_is_proposed_under_its_title() -> None:
    """Name, id and outlet come from the title, the group is general."""
    feed = make_feed("Écho &amp; Cie", *[FRENCH] * 5)
    assert propose_source("https://echo.example/rss", feed, [LOUPE]) == Source(
        id="echo-cie",
        name="Écho & Cie",
        outlet="Écho & Cie",
        url="https://echo.example/rss",
        lang="fr",
        group="general",
    )


def test_what_the_user_gave_is_taken() -> None:
    """Options go before proposals, also where the feed says something else."""
    feed = make_feed("Echo", FRENCH, lang="de")
    source = propose_source(
        "https://echo.example/rss",
        feed,
        [LOUPE],
        id_="mine",
        name="Mein Echo",
        group="food",
        lang="en",
    )
    assert (source.id, source.name, source.group, source.lang) == (
        "mine", "Mein Echo", "food", "en",
    )  # fmt: skip


def test_a_second_feed_of_an_outlet_counts_for_it() -> None:
    """A feed on the host of a source that names its outlet shares outlet and group."""
    feed = make_feed("La Loupe - Économie", *[FRENCH] * 5)
    source = propose_source("https://loupe.example/eco", feed, [LOUPE])
    assert (source.outlet, source.group) == ("La Loupe", "ideas")
    other = propose_source(
        "https://loupe.example/eco", replace(feed, title="Le Rétro"), [LOUPE]
    )
    assert other.outlet == "Le Rétro"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("La Loupe", "La Loupe"),
        ("", ""),
        ("<b>La&nbsp;Loupe</b>\n", "La Loupe"),
        ("La Loupe - Économie", "La Loupe - Économie"),
        ("La Loupe | Toute l’actualité en direct et en continu", "La Loupe"),
        ("La Loupe : toute l’actualité en direct et en continu", "La Loupe"),
        ("» La Loupe, toute l’actualité en direct et en continu", None),
        ("Saint-Loup, une longue histoire de la ville de demain", None),
    ],
)
def test_names(title: str, name: str | None) -> None:
    """A slogan goes if the title is long; no name is longer than 41 letters."""
    proposed = propose_name(title)
    assert len(proposed) <= 41
    assert name is None or proposed == name


def test_ids_are_free_and_short() -> None:
    """A taken id gets a number; a long one is cut."""
    assert free_id("Loupe", {"loupe", "loupe-2"}) == "loupe-3"
    assert free_id("x" * 99, ()) == "x" * 40
    assert free_id("日本", ()) == "source"


@pytest.mark.parametrize(
    ("lang", "titles", "proposed"),
    [
        pytest.param("fr-CA", [], "fr", id="declared"),
        pytest.param("EN_us", [ENGLISH], "en", id="declared otherwise"),
        pytest.param("en-US", [FRENCH] * 5, "fr", id="declared by the program"),
        pytest.param("en", [FRENCH] * 4, "en", id="too few entries to doubt it"),
        pytest.param("", [FRENCH], "fr", id="by its entries"),
        pytest.param("", [ENGLISH], "en", id="by its entries, English"),
    ],
)
def test_languages(lang: str, titles: list[str], proposed: str) -> None:
    """Entries tell the language better than many feeds do."""
    feed = make_feed("Echo", *titles, lang=lang)
    assert propose_source("https://e.example/", feed, ()).lang == proposed


def test_another_language_is_not_ours() -> None:
    """A feed in German says so; the user may know better."""
    with pytest.raises(UsageError, match=r'"de-DE".*--lang'):
        propose_source("https://e.example/", make_feed("E", lang="de-DE"), ())


@pytest.mark.parametrize(
    "url",
    [
        "https://www.loupe.example/rss",
        "http://loupe.example/rss/",
        "HTTPS://WWW.Loupe.Example:443/rss#latest",
    ],
)
def test_a_known_address_is_refused(url: str) -> None:
    """However an address is written, its source is named."""
    with pytest.raises(UsageError, match='source "loupe"'):
        check_new(url, [LOUPE])


def test_a_disabled_source_is_known() -> None:
    """The message says why it is off and how to turn it on."""
    off = replace(LOUPE, enabled=False, reason="asks not to be read")
    with pytest.raises(UsageError, match=r"asks not to be read.*enabled = true"):
        check_new("https://loupe.example/rss", [off])


def test_a_taken_id_is_refused() -> None:
    """An id that the user gave must be new."""
    with pytest.raises(UsageError, match="--id"):
        check_new("https://new.example/", [LOUPE], id_="loupe")


def test_parameters_choose_a_feed() -> None:
    """Addresses that differ in a parameter or port are different feeds."""
    urls = [
        "https://a.example/?feed=rss2",
        "https://a.example/?feed=atom&cat=3",
        "https://a.example/",
        "https://a.example:8443/",
        "https://[::1",
    ]
    assert len({feed_key(url) for url in urls}) == len(urls)
