"""Adding to sources.toml: the user's text stays, and the file stays right."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from watch.config import load_config
from watch.errors import ConfigError
from watch.model import Source
from watch.sources.config_edit import append_sources

LOUPE = Source(
    id="loupe",
    name="La « Loupe »",
    outlet="Groupe Loupe",
    url="https://loupe.example/rss",
    lang="fr",
    group="general",
)
ADDED = """
[[source]]
id = "loupe"
name = "La « Loupe »"
outlet = "Groupe Loupe"
url = "https://loupe.example/rss"
lang = "fr"
group = "general"
"""
OTHER = """[[source]]  # mine
id   =   'lens'
name = "The Lens"
url = "https://lens.example/atom"
lang = "en"
group = "tech"
"""

#: Texts of the user, each of which stays as it is.
TEXTS = {
    "empty": "",
    "comments and layout": f"# mine\n\ndigest_hour   = 9 # early\n\n{OTHER}\n# end\n",
    "a table after the sources": f"{OTHER}\n[http]\nper_host = 1\n",
    "a source after another table": f"[http]\nper_host = 1\n{OTHER}",
    "dotted keys": f"http.per_host = 1\n{OTHER}",
}


def write(folder: Path, text: str) -> Path:
    """Write a sources.toml."""
    path = folder / "sources.toml"
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_the_text_of_the_user_stays(tmp_path: Path, text: str) -> None:
    """A table is added at the end; nothing before it changes."""
    path = write(tmp_path, text)
    append_sources(path, [LOUPE])
    assert path.read_text("utf-8") == text + ADDED
    assert load_config(path).sources[-1] == LOUPE
    assert [each.name for each in tmp_path.iterdir()] == ["sources.toml"]


def test_line_ends_and_byte_order_mark_stay(tmp_path: Path) -> None:
    """A file of another system keeps its ways, also without a last line end."""
    text = "\ufeff" + OTHER.rstrip().replace("\n", "\r\n")
    path = write(tmp_path, text)
    append_sources(path, [LOUPE])
    after = path.read_bytes().decode()
    assert after == text + "\r\n" + ADDED.replace("\n", "\r\n")
    assert load_config(path).sources[-1] == LOUPE


def test_a_link_stays_a_link_and_a_mode_the_mode(tmp_path: Path) -> None:
    """The file behind a symbolic link is replaced, with its permissions."""
    (tmp_path / "dotfiles").mkdir()
    place = write(tmp_path / "dotfiles", OTHER)
    place.chmod(0o640)
    path = tmp_path / "sources.toml"
    path.symlink_to(Path("dotfiles/sources.toml"))
    append_sources(path, [LOUPE])
    assert path.is_symlink()
    assert place.read_text("utf-8") == OTHER + ADDED
    assert place.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param(
            OTHER.replace("lens.example/atom", "loupe.example/rss"),
            "2 sources have the url",
            id="known address",
        ),
        pytest.param(OTHER.replace("lens'", "loupe'"), "2 sources have", id="known id"),
        pytest.param("source = []\n", "not valid TOML", id="a list in one piece"),
        pytest.param("digest_hour = 99\n", "digest_hour", id="wrong before"),
    ],
)
def test_nothing_is_written_that_check_would_refuse(
    tmp_path: Path, text: str, problem: str
) -> None:
    """The file stays byte for byte, and the problem is named."""
    path = write(tmp_path, text)
    with pytest.raises(ConfigError, match=problem) as caught:
        append_sources(path, [LOUPE])
    assert "nothing was written" in str(caught.value)
    assert path.read_text("utf-8") == text


def test_a_file_that_cannot_be_replaced_stays(tmp_path: Path) -> None:
    """A system that has no room for a second file beside it leaves the first."""
    path = write(tmp_path, OTHER).rename(tmp_path / ("s" * 255))
    with pytest.raises(ConfigError, match=r"can't be written: .*; nothing"):
        append_sources(path, [LOUPE])
    assert path.read_text("utf-8") == OTHER


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(min_size=1), outlet=st.text(min_size=1))
def test_any_name_comes_back(tmp_path: Path, name: str, outlet: str) -> None:
    """Quotes, line ends and control characters in a name survive the file."""
    path = write(tmp_path, OTHER)
    source = Source(
        id="loupe",
        name=name,
        outlet=outlet,
        url="https://loupe.example/rss",
        lang="fr",
        group="general",
    )
    append_sources(path, [source])
    assert load_config(path).sources[-1] == source
