"""The commands of sources as a new user types them."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from commandline import Run
from press_server import PressServer, Route, page, redirect, serve_aside

from watch.config import load_config

HEAD = """# my sources
[http]
allow_private_networks = true
host_pause = 0
"""


def rss(title: str, *titles: str) -> bytes:
    """Return an answer with a French feed."""
    items = "".join(
        f"<item><title>{text}</title><link>https://{title}.example/{n}</link></item>"
        for n, text in enumerate(titles)
    )
    text = (
        f'<rss version="2.0"><channel><title>{title}</title><language>fr</language>'
        f"{items}</channel></rss>"
    )
    return page(text.encode())


def html(feed: str) -> bytes:
    """Return a home page that declares a feed."""
    link = f'<link rel=alternate type="application/rss+xml" href="{feed}">'
    return page(f"<html><head>{link}</head></html>".encode(), content_type="text/html")


#: Five sites with their home pages.
ROUTES: Mapping[str, Route] = {
    path: answer
    for name in ("loupe", "echo", "gazette", "lorgnette", "phare")
    for path, answer in (
        (f"/{name}/", html("flux.xml")),
        (f"/{name}/flux.xml", rss(name, f"Le [{name}] ouvre", "Deux")),
    )
} | {"/secret": page(b"", tdm_reservation="1")}


@pytest.fixture
def press() -> Iterator[PressServer]:
    """Serve five sites."""
    with serve_aside(ROUTES) as server:
        yield server


@pytest.fixture
def config(run: Run, tmp_path: Path) -> Path:
    """Return a sources.toml without any source, where commands run."""
    assert run is not None
    path = tmp_path / "sources.toml"
    path.write_text(HEAD, encoding="utf-8")
    return path


def test_a_new_user_adds_five_sites_and_breaks_one(
    run: Run, press: PressServer, config: Path
) -> None:
    """Add by home page, check, break, read `sources check`, `status` and the list."""
    for name in ("loupe", "echo", "gazette", "lorgnette", "phare"):
        added = run("sources", "add", press.url(f"/{name}/"), "--yes")
        assert (added.code, added.err) == (0, "")
        assert f"Le [{name}] ouvre" in added.out
    assert config.read_text("utf-8").startswith(HEAD)
    assert len(load_config(config).sources) == 5
    assert run("sources", "check").code == 0
    assert run("sources", "list").out.count("not visited yet") == 5

    text = config.read_text("utf-8")
    config.write_text(text.replace("/echo/flux", "/echo/fluxx"), encoding="utf-8")
    checked = run("sources", "check", "--json")
    rows = {row["source"]: row for row in map(json.loads, checked.out.splitlines())}
    assert checked.code == 1
    assert "1 of 5 sources can't be read" in checked.err
    assert [rows[name]["status"] for name in rows] == [
        "ok", "failed", "ok", "ok", "ok",
    ]  # fmt: skip
    assert "404" in rows["echo"]["detail"]
    table = run("sources", "check", "echo", "phare").out
    assert "echo: failed: no feed at this address (404" in table

    assert run("crawl").code == 1
    for command in (("status",), ("sources", "list")):
        assert "echo: failing: no feed at this address (404" in run(*command).out
    assert "5 enabled: 4 fine, 1 failing" in run("status").out


def test_nothing_is_added_without_a_yes(
    run: Run, press: PressServer, config: Path
) -> None:
    """Where nobody can be asked, the feed is shown and the option named."""
    ran = run("sources", "add", press.url("/loupe/"))
    assert ran.code == 2
    assert 'id = "loupe"' in ran.out
    assert "--yes" in ran.err
    assert config.read_text("utf-8") == HEAD


@pytest.mark.parametrize(("answer", "code"), [(b"y\n", 0), (b"n\n", 1)])
def test_on_a_terminal_the_user_is_asked(
    run: Run, press: PressServer, config: Path, answer: bytes, code: int
) -> None:
    """A yes adds the source, a no leaves the file as it is."""
    assert run is not None
    script = "from watch.cli import main; main()"
    arguments = ["sources", "add", press.url("/loupe/")]
    ours, theirs = pty.openpty()
    try:
        os.write(ours, answer)
        done = subprocess.run(  # noqa: S603 -- our own interpreter
            [sys.executable, "-c", script, *arguments],
            stdin=theirs,
            capture_output=True,
            check=False,
            cwd=config.parent,
        )
    finally:
        for end in (ours, theirs):
            with suppress(OSError):
                os.close(end)
    assert done.returncode == code
    assert b"Add this to sources.toml?" in done.stdout
    assert ('id = "loupe"' in config.read_text("utf-8")) is (code == 0)


def test_what_the_user_gives_is_written(
    run: Run, press: PressServer, config: Path
) -> None:
    """Id, name, group and language may be chosen."""
    options = ["--id=l", "--name=Loupe !", "--group=tech", "--lang=en", "--yes"]
    assert run("sources", "add", press.url("/loupe/"), *options).code == 0
    assert config.read_text("utf-8") == HEAD + (
        f'\n[[source]]\nid = "l"\nname = "Loupe !"\n'
        f'url = "{press.url("/loupe/flux.xml")}"\nlang = "en"\ngroup = "tech"\n'
    )


@pytest.mark.parametrize(
    ("words", "code", "problem"),
    [
        (["/loupe/flux.xml"], 2, 'source "loupe"'),
        (["/loupe/"], 2, 'source "loupe"'),
        (["/echo/", "--id=loupe"], 2, 'the id "loupe" is taken'),
        (["/echo/", "--group=A B"], 2, "group may hold only small letters"),
        (["/echo/", "--lang=de"], 2, "lang must be 'en' or 'fr'"),
        (["/secret"], 1, "not added, we may not read it: the publisher reserves"),
        (["/nowhere"], 1, "not added: no feed at this address"),
    ],
)
def test_what_cannot_be_added_says_why(
    run: Run, press: PressServer, words: list[str], code: int, problem: str
) -> None:
    """Duplicates, wrong values, refusals and failures leave the file as it is."""
    config = Path("sources.toml")
    config.write_text(HEAD, encoding="utf-8")
    run("sources", "add", press.url("/loupe/"), "--yes")
    before = config.read_text("utf-8")
    path, *options = words
    ran = run("sources", "add", press.url(path), "--yes", *options)
    assert (ran.code, problem in ran.err) == (code, True)
    assert config.read_text("utf-8") == before


def test_adding_needs_a_configuration(run: Run) -> None:
    """Without sources.toml the user is told how to start."""
    ran = run("sources", "add", "https://loupe.example", "--yes")
    assert ran.code == 2
    assert "trendwatch init" in ran.err


def test_check_of_an_unknown_source(run: Run, press: PressServer, config: Path) -> None:
    """A misspelt id is wrong use, and the right one is offered."""
    assert config.exists()
    run("sources", "add", press.url("/loupe/"), "--yes")
    ran = run("sources", "check", "loup")
    assert ran.code == 2
    assert 'did you mean "loupe"?' in ran.err


def test_check_shows_moves_and_refusals(
    run: Run, press: PressServer, config: Path
) -> None:
    """A source that moved is named with its new address; a refusal is a failure."""
    tables = "".join(
        f'[[source]]\nid = "{name}"\nname = "N"\nurl = "{press.url(path)}"\n'
        'lang = "fr"\ngroup = "food"\n'
        for name, path in (("old", "/old"), ("no", "/secret"), ("way", "/way"))
    )
    press.routes["/old"] = redirect("/loupe/flux.xml", status=301)
    press.routes["/way"] = redirect("/loupe/flux.xml")
    config.write_text(HEAD + tables, encoding="utf-8")
    ran = run("sources", "check")
    feed = press.url("/loupe/flux.xml")
    assert ran.code == 1
    assert f"old: moved for good to {feed}: change its url" in ran.out
    assert f"way: redirects to {feed}" in ran.out
    assert "no: refused: the publisher reserves text and data mining" in ran.out
    run("crawl")
    for command in (("status",), ("sources", "list")):
        assert "no: refused: the publisher reserves" in run(*command).out


def test_opml_goes_in_and_out(run: Run, tmp_path: Path, config: Path) -> None:
    """Import writes what is new, export gives it back, and nothing is doubled."""
    text = (
        '<opml version="2.0"><body><outline text="Mode &amp; beauté">'
        '<outline text="Loupe" xmlUrl="https://loupe.example/rss" language="fr"/>'
        '<outline text="Lens" xmlUrl="https://lens.example/rss"/>'
        '<outline text="X" xmlUrl="gopher://x.example"/></outline></body></opml>'
    )
    (tmp_path / "in.opml").write_text(text, encoding="utf-8")
    refused = run("sources", "import-opml", "in.opml")
    assert (refused.code, "--lang" in refused.err) == (2, True)
    ran = run("sources", "import-opml", "in.opml", "--lang", "en")
    assert ran.code == 0
    assert "2 sources added to sources.toml, 0 there already, 1 skipped" in ran.out
    assert "'gopher://x.example' is no web address" in ran.out
    assert len(load_config(config).sources) == 2
    again = run("sources", "import-opml", "in.opml", "--lang", "en")
    assert "0 sources added to sources.toml, 2 there already, 1 skipped" in again.out

    off = config.read_text("utf-8") + 'enabled = false\nreason = "tired"\n'
    config.write_text(off, encoding="utf-8")
    shown = run("sources", "export-opml").out
    assert ("loupe.example" in shown, "lens.example" in shown) == (True, False)
    assert run("sources", "export-opml", "out.opml", "--all").code == 0
    written = (tmp_path / "out.opml").read_text("utf-8")
    assert 'title="mode-beaute"' in written
    assert "lens.example" in written
    assert run("sources", "list").out.count("disabled: tired") == 1


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("import-opml", "none.opml"), "none.opml: can't be read"),
        (("import-opml", "bad.opml"), "bad.opml: is not well-formed XML"),
        (("export-opml", "."), ".: can't be written"),
    ],
)
def test_wrong_files_are_named(
    run: Run, config: Path, arguments: tuple[str, ...], problem: str
) -> None:
    """A file that can't be read or written is wrong use."""
    table = '[[source]]\nid="a"\nname="A"\nurl="https://a.example"\nlang="fr"\n'
    config.write_text(table + 'group="food"\n', encoding="utf-8")
    (config.parent / "bad.opml").write_text("<opml>", encoding="utf-8")
    ran = run("sources", *arguments)
    assert (ran.code, problem in ran.err) == (2, True)
