"""Sources that tests share."""

from __future__ import annotations

from datetime import timedelta

from watch.model import Source

LOUPE = Source(
    id="loupe",
    name="La Loupe",
    outlet="La Loupe",
    url="https://loupe.example/rss",
    lang="fr",
    group="general",
)
LENS = Source(
    id="lens",
    name="The Lens",
    outlet="The Lens",
    url="https://lens.example/atom",
    lang="en",
    group="tech",
    interval=timedelta(minutes=30),
)


def source_toml(id_: str, *, lang: str = "fr", group: str = "trade") -> str:
    """Return a source of ``sources.toml`` that is named as its outlet."""
    return f"""
[[source]]
id = "{id_}"
name = "{id_}"
outlet = "{id_}"
url = "https://{id_}.example/rss"
lang = "{lang}"
group = "{group}"
"""
