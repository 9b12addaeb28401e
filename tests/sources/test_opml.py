"""OPML in and out: what other programs write, and what must not get in."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_sources import LOUPE

from watch.errors import UsageError
from watch.model import Source
from watch.sources.opml import Subscription, plan_import, read_opml, write_opml

LENS = Source(
    id="lens",
    name='The "Lens" & <Co>',
    outlet="Lens",
    url="https://lens.example/atom?a=1&b=2",
    lang="en",
    group="tech",
)


def opml(*outlines: str) -> bytes:
    """Return an OPML file around outlines."""
    body = "".join(outlines)
    return f'<opml version="1.0"><head/><body>{body}</body></opml>'.encode()


#: Outlines, and the feeds in them.
OUTLINES = {
    "empty": ("", []),
    "plain": (
        '<outline text="A" xmlUrl="https://a.example/f"/>',
        [Subscription("https://a.example/f", "A", "", "")],
    ),
    "the title goes before the text": (
        '<outline text="t" title="A &amp; B" xmlUrl="u" language=" fr "/>',
        [Subscription("u", "A & B", "", "fr")],
    ),
    "other capitals": (
        '<Outline Text="A" xmlurl="u"/><outline text="B" XMLURL="v"/>',
        [Subscription("u", "A", "", ""), Subscription("v", "B", "", "")],
    ),
    "the innermost folder": (
        """<outline text="News"><outline text="Tech &amp; Co">
        <outline text="A" xmlUrl="u"/></outline><outline text="B" xmlUrl="v"/>
        </outline><outline text="C" xmlUrl="w"/>""",
        [
            Subscription("u", "A", "Tech & Co", ""),
            Subscription("v", "B", "News", ""),
            Subscription("w", "C", "", ""),
        ],
    ),
    "a feed is no folder": (
        '<outline text="A" xmlUrl="u"><outline text="B" xmlUrl="v"/></outline>',
        [Subscription("u", "A", "", ""), Subscription("v", "B", "", "")],
    ),
    "a lone ampersand": (
        '<outline text="R&D" xmlUrl="https://a.example/?x=1&y=2"/>',
        [Subscription("https://a.example/?x=1&y=2", "R&D", "", "")],
    ),
    "markup in a title": (
        '<outline text="&lt;b&gt;A&lt;/b&gt;&#x202e;" xmlUrl="u"/>',
        [Subscription("u", "A", "", "")],
    ),
}


@pytest.mark.parametrize(("outlines", "found"), OUTLINES.values(), ids=OUTLINES)
def test_what_programs_write_is_read(outlines: str, found: list[Subscription]) -> None:
    """Feeds come in the order of the file, each with its innermost folder."""
    assert read_opml(opml(outlines), name="x.opml") == tuple(found)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_encodings_are_told_apart(encoding: str) -> None:
    """A file may be in any encoding that it declares or shows."""
    text = opml('<outline text="Déjà" xmlUrl="u"/>').decode()
    content = f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding)
    (one,) = read_opml(content, name="x.opml")
    assert one.title == "Déjà"


BOMB = b"""<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaaaaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><opml><outline text="&b;" xmlUrl="u"/></opml>"""
EXTERNAL = b"""<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<opml><outline text="&x;" xmlUrl="u"/></opml>"""


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(b"", "not well-formed", id="empty"),
        pytest.param(b"hello", "not well-formed", id="text"),
        pytest.param(opml("<outline>"), "not well-formed", id="broken"),
        pytest.param(b"<rss><outline xmlUrl='u'/></rss>", "not OPML", id="a feed"),
        pytest.param(BOMB, "an entity that could expand", id="expansion"),
        pytest.param(EXTERNAL, "an entity that could expand", id="external"),
    ],
)
def test_what_is_no_opml_is_refused(content: bytes, problem: str) -> None:
    """The message names the file and what is wrong; nothing is expanded."""
    with pytest.raises(UsageError, match=f"mine.opml: .*{problem}"):
        read_opml(content, name="mine.opml")


def test_a_deep_file_is_read() -> None:
    """A hundred thousand folders inside each other do no harm."""
    depth = 100_000
    deep = "<outline>" * depth + '<outline xmlUrl="u"/>' + "</outline>" * depth
    assert read_opml(opml(deep), name="x") == (Subscription("u", "", "", ""),)


@given(st.binary() | st.text().map(str.encode) | st.text().map(opml))
def test_no_file_breaks_the_reader(content: bytes) -> None:
    """Any bytes give feeds or a message."""
    with suppress(UsageError):
        read_opml(content, name="x.opml")


def test_folders_become_groups_and_titles_ids() -> None:
    """New feeds get an id that is free, a name, a language and a group."""
    found = [
        Subscription("https://a.example/1", "La Loupe", "Mode & Beauté", "fr-CA"),
        Subscription("feed://a.example/2", "", "", ""),
    ]
    plan = plan_import(found, [LOUPE, LENS], lang="en")
    assert plan.sources == (
        Source(
            id="la-loupe",
            name="La Loupe",
            outlet="La Loupe",
            url="https://a.example/1",
            lang="fr",
            group="mode-beaute",
        ),
        Source(
            id="a-example",
            name="a.example",
            outlet="a.example",
            url="http://a.example/2",
            lang="en",
            group="general",
        ),
    )
    assert (plan.known, plan.skipped) == (0, ())


def test_what_is_there_is_counted_and_what_is_odd_named() -> None:
    """Known addresses, repeated ones, odd ones and other languages add nothing."""
    urls = [
        "http://www.loupe.example/rss/",
        "https://new.example/rss",
        "https://new.example/rss#top",
        "mailto:x@y.example",
        "https://[::1",
    ]
    found = [Subscription(url, "T", "", "fr") for url in urls]
    found.append(Subscription("https://de.example/rss", "T", "", "de-DE"))
    plan = plan_import(found, [LOUPE])
    assert [source.url for source in plan.sources] == ["https://new.example/rss"]
    assert plan.known == 2
    assert plan.skipped == (
        "'mailto:x@y.example' is no web address",
        "'https://[::1' is no web address",
        'https://de.example/rss: its language is "de-DE"',
    )


def test_a_language_is_never_guessed() -> None:
    """Feeds that do not say their language need --lang."""
    found = [Subscription(f"https://a.example/{n}", "T", "", "") for n in range(3)]
    with pytest.raises(UsageError, match=r"3 of 3 new feeds .* --lang"):
        plan_import(found, [])


def test_what_is_exported_can_be_imported() -> None:
    """Names, addresses, groups and languages survive the way there and back."""
    archive = replace(LOUPE, id="annales", url=None)
    text = write_opml([LENS, LOUPE, archive])
    plan = plan_import(read_opml(text.encode(), name="x"), [])
    assert [(one.name, one.url, one.lang, one.group) for one in plan.sources] == [
        (LOUPE.name, LOUPE.url, "fr", "general"),
        ('The "Lens" &', LENS.url, "en", "tech"),
    ]


def test_an_export_is_one_folder_for_each_group() -> None:
    """The document is what other programs expect."""
    assert write_opml([LOUPE]).splitlines() == [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        "  <head>",
        "    <title>trendwatch sources</title>",
        "  </head>",
        "  <body>",
        '    <outline text="general" title="general">',
        (
            '      <outline type="rss" text="La Loupe" title="La Loupe" '
            'xmlUrl="https://loupe.example/rss" language="fr"/>'
        ),
        "    </outline>",
        "  </body>",
        "</opml>",
    ]
