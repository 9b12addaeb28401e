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
