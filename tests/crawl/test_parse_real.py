"""Agreement with what other parser projects expect of their own documents."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from watch.crawl.clean import clean_text
from watch.crawl.parse import parse_feed
from watch.crawl.types import Feed, Fetched

#: Agreements counted when this was last improved: they may grow, not shrink. The
#: others are known: base64 titles, ids that a project makes up, one of many links.
FLOORS = {"entries": 617, "title": 312, "link": 268, "id": 258}


def pairs_in(folder: Path) -> Iterator[tuple[bytes, dict[str, Any]]]:
    """Yield each document with what its project expects of it."""
    for path in sorted(folder.rglob("*")):
        endings = (".expected.json", "_expected.json", ".serde.json")
        if path.suffix not in {".xml", ".json"} or path.name.endswith(endings):
            continue
        beside = [path.with_suffix(".json")] if path.suffix == ".xml" else []
        beside += [path.with_name(path.stem + ending) for ending in endings]
        expected = next((other for other in beside if other.exists()), None)
        if expected is not None:
            yield path.read_bytes(), json.loads(expected.read_text(encoding="utf-8"))


def wanted_of(record: dict[str, Any]) -> dict[str, str]:
    """Return title, link and id of an expected entry, in the words of any project."""
    title, guid = record.get("title"), record.get("guid") or record.get("id")
    link = record.get("link") or record.get("url") or (record.get("links") or [""])[0]
    return {
        "title": clean_text(
            title["content"] if isinstance(title, dict) else title or ""
        ),
        "link": link.get("href", "") if isinstance(link, dict) else link,
        "id": str(guid["value"] if isinstance(guid, dict) else guid or ""),
    }


@pytest.mark.real
def test_foreign_documents_are_read_as_their_projects_do(shared: Path) -> None:
    """Entries, titles, links and ids agree as often as they did."""
    agreed: Counter[str] = Counter()
    for content, expected in pairs_in(shared / "data" / "feeds"):
        feed = parse_feed(Fetched("http://example.org/feed", content, "", None, None))
        records = expected.get("items") or expected.get("entries") or []
        entries = feed.entries if isinstance(feed, Feed) else ()
        if len(entries) != len(records):
            continue
        agreed["entries"] += 1
        for entry, record in zip(entries, records, strict=True):
            wanted = wanted_of(record)
            ours = {
                "title": clean_text(entry.title),
                "link": entry.url,
                "id": entry.guid,
            }
            agreed.update(name for name in ours if ours[name] == wanted[name] != "")
    assert {name: agreed[name] for name in FLOORS if agreed[name] < FLOORS[name]} == {}
