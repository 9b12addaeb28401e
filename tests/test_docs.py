"""The documentation is true: its commands run, its links lead somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from watch.cli import main
from watch.demo.feeds import archive_rows
from watch.demo.press import DEMO_WEEK, demo_entries, demo_outlets
from watch.demo.server import feed_path, make_page, serve_pages

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])

_COMMAND = re.compile(r"^(?:\$ )?(?:\S*/)?trendwatch ((?:--?)?[a-z].*)$")
_FENCE = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
_OPTION = re.compile(r"--[a-z][a-z-]*")

#: They need a person or run until they are stopped; other tests run them.
NOT_RUN = {"demo", "explore", "run"}


def commands_in(page: Path) -> list[list[str]]:
    """Return the words of each trendwatch command in the code blocks of a page."""
    text = page.read_text(encoding="utf-8")
    fenced = "\n".join(_FENCE.findall(text))
    indented = re.findall(r"^    (.*)$", text, re.MULTILINE)
    lines = [*fenced.splitlines(), *indented]
    found = [_COMMAND.match(line.strip()) for line in lines]
    return [shlex.split(line[1], comments=True) for line in found if line]


DOCUMENTED = sorted({tuple(words) for page in PAGES for words in commands_in(page)})


def call(*words: str) -> int:
    """Run a command and return its exit code."""
    with pytest.raises(SystemExit) as ended:
        main(words)
    return int(ended.value.code or 0)


@pytest.mark.parametrize("words", DOCUMENTED, ids=" ".join)
def test_documented_commands_exist(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Each command of a code block exists, with each of its options."""
    names = [word for word in words if re.fullmatch(r"[a-z][a-z-]*", word)]
    assert call(names[0], "--help") == 0
    text = capsys.readouterr().out
    if "Commands:" in text:
        assert call(names[0], names[1], "--help") == 0
        text = capsys.readouterr().out
    call("--help")
    text += capsys.readouterr().out
    missing = {option for word in words for option in _OPTION.findall(word)}
    assert {option for option in missing if option not in text} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files(page: Path) -> None:
    """A relative link of a page names a file of the project."""
    targets = _LINK.findall(page.read_text(encoding="utf-8"))
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert missing == []


def test_the_tutorial_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every command of the tutorial works in its order, on a small invented press."""
    monkeypatch.chdir(tmp_path)
    press = demo_entries(weeks=12, volume=20)
    rows = [row for row in archive_rows(press) if row]
    Path("archive.jsonl").write_text("\n".join(rows), encoding="utf-8")
    outlet = demo_outlets()[0]
    latest = [entry for entry in press if entry.outlet == outlet.id][-5:]
    tutorial = ROOT / "docs" / "tutorial" / "first-week.md"
    with serve_pages({feed_path(outlet): make_page(outlet, latest)}) as address:
        for words in commands_in(tutorial):
            if words[0] in NOT_RUN:
                continue
            assert call(*words) == 0, capsys.readouterr().err
            if words[0] == "init":
                follow_only(f"{address}{feed_path(outlet)}")
    digest = Path("digests") / f"{DEMO_WEEK}.fr.md"
    assert digest.read_text(encoding="utf-8").startswith("---\n")


def test_the_how_to_of_signals_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its signal is written, tested, found in an archive and replayed."""
    monkeypatch.chdir(tmp_path)
    rows = [row for row in archive_rows(demo_entries(weeks=12, volume=20)) if row]
    Path("archive.jsonl").write_text("\n".join(rows), encoding="utf-8")
    assert call("import", "archive.jsonl") == 0
    page = ROOT / "docs" / "how-to" / "add-a-signal.md"
    for words in commands_in(page):
        # Nobody is asked here.
        agreed = ["--yes"] if words[:2] == ["signals", "retag"] else []
        assert call(*words, *agreed) == 0, capsys.readouterr().err
        if words[:2] == ["signals", "new"]:
            blocks = re.findall(
                r"```toml\n(.*?)```", page.read_text("utf-8"), re.DOTALL
            )
            path = Path("signals") / f"{words[2]}.toml"
            assert path.exists()
            path.write_text("\n".join(blocks), encoding="utf-8")


def test_the_how_tos_of_files_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every command of the pages on drafts, exports and backups works."""
    monkeypatch.chdir(tmp_path)
    rows = [row for row in archive_rows(demo_entries(weeks=4, volume=20)) if row]
    Path("archive.jsonl").write_text("\n".join(rows), encoding="utf-8")
    assert call("import", "archive.jsonl") == 0
    Path("backups").mkdir()
    for page in ("draft-a-post", "query-the-file", "back-up"):
        commands = commands_in(ROOT / "docs" / "how-to" / f"{page}.md")
        # A second backup of a day would need another name.
        for words in dict.fromkeys(map(tuple, commands)):
            if words[0] not in NOT_RUN:
                assert call(*words) == 0, capsys.readouterr().err


def follow_only(url: str) -> None:
    """Replace the starter's sources, which are on the internet, by one on loopback."""
    path = Path("sources.toml")
    head, _, _ = path.read_text(encoding="utf-8").partition("[[source]]")
    head = head.replace(
        "allow_private_networks = false", "allow_private_networks = true"
    )
    table = f'[[source]]\nid = "one"\nname = "One"\nurl = "{url}"\nlang = "fr"\n'
    path.write_text(f'{head}{table}group = "general"\n', encoding="utf-8")
