"""sources.toml: what is accepted, and what is said about what is not."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from watch.config import HttpConfig, Settings, SourceConfig, load_config
from watch.crawl.limits import FetchLimits
from watch.errors import ConfigError, UsageError
from watch.starter import write_starter

SOURCE = """
[[source]]
id = "gazette"
name = "La Gazette"
url = "https://gazette.example/rss"
lang = "fr"
group = "general"
"""

#: Text put before the source table, or after it, and the problem reported.
WRONG_SETTINGS = [
    ('time_zone = "Europe/Pari"', "time_zone must be a zone such as Europe/Paris"),
    ('digest_dai = "monday"', 'unknown key "digest_dai"; did you mean "digest_day"?'),
    ("whatever_it_is = 1", 'unknown key "whatever_it_is"'),
    ("database = 3", "database must be text in quotes"),
    ("digest_hour = 24", "digest_hour must be less than or equal to 23, not 24"),
    ("digest_hour = 8.5", "digest_hour must be a whole number"),
    ('languages = ["de"]', "languages must be 'en' or 'fr', not 'de'"),
    ("languages = []", "languages must not be empty"),
    ("http = 3", "http must be a table"),
    (
        "[http]\nconcurrency = 0",
        "[http] concurrency must be greater than or equal to 1",
    ),
    ("[http]\nread_timeout = 'x'", "[http] read_timeout must be a number"),
    (
        "[http]\nalow_private_networks = true",
        (
            '[http] unknown key "alow_private_networks"; did you mean '
            '"allow_private_networks"?'
        ),
    ),
]
WRONG_SOURCE = [
    ("interval = 2", "interval must be at least 5 minutes"),
    ('interval = "2 min"', "interval must be at least 5 minutes"),
    ('interval = "8 days"', "interval must be at most 7 days"),
    ('interval = "soon"', "interval must be minutes, or text such as '30 minutes'"),
    ('enabled = "yes"', "enabled must be true or false"),
    ('reason = "tired"', "reason belongs only to a source with enabled = false"),
    ("nmae = 'x'", 'unknown key "nmae"; did you mean "name"?'),
]
WRONG_VALUES = [
    ('"https://gazette.example/rss"', '"ftp://x"', "url must be a web address"),
    ('"https://gazette.example/rss"', '"not a url"', "url must be a web address"),
    ('"fr"', '"it"', "lang must be 'en' or 'fr', not 'it'"),
    ('"general"', '"The News"', "group may hold only small letters, digits"),
    ('"La Gazette"', '""', "name must not be empty"),
    ('name = "La Gazette"', "", "name is missing"),
]


def problems_of(folder: Path, text: str) -> tuple[str, ...]:
    """Return the problems that loading this text reports."""
    path = folder / "sources.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    return caught.value.problems


@pytest.mark.parametrize(("text", "problem"), WRONG_SETTINGS)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, problem: str) -> None:
    """Each wrong global setting is one line with the file and the key."""
    (line,) = problems_of(tmp_path, text + "\n" + SOURCE)
    assert line.startswith(f"sources.toml: {problem}")


@pytest.mark.parametrize(("text", "problem"), WRONG_SOURCE)
def test_a_wrong_source_is_named(tmp_path: Path, text: str, problem: str) -> None:
    """Each wrong key of a source is one line with the file and the source."""
    (line,) = problems_of(tmp_path, SOURCE + text)
    assert line.startswith(f'sources.toml: source "gazette": {problem}')


@pytest.mark.parametrize(("right", "wrong", "problem"), WRONG_VALUES)
def test_a_wrong_value_is_named(
    tmp_path: Path, right: str, wrong: str, problem: str
) -> None:
    """Each wrong value of a source is one line with the file and the source."""
    (line,) = problems_of(tmp_path, SOURCE.replace(right, wrong))
    assert line.startswith(f'sources.toml: source "gazette": {problem}')


def test_all_problems_are_reported_at_once(tmp_path: Path) -> None:
    """Field errors and repeated sources come in one run."""
    text = "digest_hour = 99\n" + SOURCE + "interval = 1\n" + SOURCE
    assert problems_of(tmp_path, text) == (
        "sources.toml: digest_hour must be less than or equal to 23, not 99",
        'sources.toml: source "gazette": interval must be at least 5 minutes',
        'sources.toml: 2 sources have the id "gazette"; keep one of them',
        (
            'sources.toml: 2 sources have the url "https://gazette.example/rss"; '
            "keep one of them"
        ),
    )


def test_a_source_without_id_is_named_by_its_number(tmp_path: Path) -> None:
    """The place is told even where the id is missing."""
    text = SOURCE + SOURCE.replace('id = "gazette"', "").replace("/rss", "/2")
    assert problems_of(tmp_path, text) == (
        "sources.toml: source number 2: id is missing",
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[[source", "is not valid TOML"),
        (b"\xff\xfe\x00", "is not UTF-8 text"),
        (b"", "no source is enabled"),
        (b"source = 3", "source must be a list"),
    ],
)
def test_a_broken_file_says_what_it_is(
    tmp_path: Path, content: bytes, words: str
) -> None:
    """A file that is no configuration at all is told apart."""
    path = tmp_path / "sources.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=words):
        load_config(path)


def test_a_missing_file_tells_how_to_start(tmp_path: Path) -> None:
    """The advice names init and --config; the exit code is that of wrong use."""
    with pytest.raises(ConfigError, match="trendwatch init") as caught:
        load_config(tmp_path / "sources.toml")
    assert caught.value.exit_code == 2


def test_paths_are_relative_to_the_file_and_outlets_default_to_names(
    tmp_path: Path,
) -> None:
    """What is not written has the documented default."""
    path = tmp_path / "sources.toml"
    path.write_text(SOURCE + 'interval = "2 hours"', encoding="utf-8")
    config = load_config(path)
    (source,) = config.sources
    assert config.database == tmp_path / "trendwatch.db"
    assert config.zone.key == "Europe/Paris"
    assert (source.outlet, source.interval) == ("La Gazette", timedelta(hours=2))


def test_the_starter_set_is_valid_and_never_overwrites(tmp_path: Path) -> None:
    """Init ships at least 150 feeds, each disabled one with its reason."""
    write_starter(tmp_path)
    sources = load_config(tmp_path / "sources.toml").sources
    assert len(sources) >= 150
    assert all(bool(source.reason) != source.enabled for source in sources)
    before = (tmp_path / "sources.toml").read_bytes()
    with pytest.raises(UsageError, match="already exists"):
        write_starter(tmp_path)
    assert (tmp_path / "sources.toml").read_bytes() == before


def test_every_key_is_documented() -> None:
    """The reference page names each key of each table, and no other."""
    page = Path(__file__).parent.parent / "docs" / "reference" / "configuration.md"
    keys = set(re.findall(r"^\| `([a-z_]+)` \|", page.read_text("utf-8"), re.MULTILINE))
    tables = (Settings, HttpConfig, SourceConfig)
    known = {key for table in tables for key in table.model_fields}
    assert keys == known - {"http", "source"}


def test_limits_are_those_of_the_file(tmp_path: Path) -> None:
    """What [http] and contact say is what a fetch gets, MiB turned into bytes."""
    path = tmp_path / "sources.toml"
    text = 'contact = "me@example.org"\n[http]\nmax_megabytes = 0.5\nper_host = 3\n'
    path.write_text(text + SOURCE, encoding="utf-8")
    expected = FetchLimits(max_bytes=524_288, per_host=3, contact="me@example.org")
    assert load_config(path).limits == expected
