"""The schema and its reference can't drift apart."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from watch.store.database import Store

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "schema.md"

TABLES = (
    "article", "candidate", "carrier", "decline", "delivery", "digest", "dispatch",
    "mention", "signal_version", "site", "source", "subscriber", "trend", "visit",
    "weekly_count",
)  # fmt: skip
VIEWS = (
    "v_articles", "v_candidates", "v_declines", "v_digests", "v_mentions", "v_sources",
    "v_trends", "v_weekly",
)  # fmt: skip


def documented() -> dict[str, list[str]]:
    """Return the columns that the reference lists under each heading."""
    text = REFERENCE.read_text(encoding="utf-8")
    sections = re.split(r"^### ", text, flags=re.MULTILINE)
    return {
        section.split("\n", 1)[0].strip(" `"): re.findall(
            r"^\| `(\w+)` \|", section, flags=re.MULTILINE
        )
        for section in sections[1:]
    }


def test_the_lists_here_are_complete(store: Store) -> None:
    """Every table and view is named in this test."""
    ours = set(store.db.table_names()) - {"_sqlite_migrations"}
    assert sorted(ours) == list(TABLES)
    assert sorted(store.db.view_names()) == list(VIEWS)


@pytest.mark.parametrize("name", TABLES + VIEWS)
def test_every_column_is_documented_in_order(store: Store, name: str) -> None:
    """The reference has a section for each, with exactly its columns."""
    columns = [column.name for column in store.db[name].columns]
    assert documented()[name] == columns


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_strict_and_commented(store: Store, name: str) -> None:
    """Each table checks types and says in SQL what each column holds."""
    schema = store.db[name].schema
    assert "STRICT" in schema
    body = schema.split("(", 1)[1]
    for column in store.db[name].columns:
        line = re.search(rf"(?m)^\s*{column.name} [A-Z].*(\n\s+--.*)?", body)
        assert line is not None
        assert "--" in line[0], f"{name}.{column.name} has no comment"


EXPOSURES = """
SELECT week, lang, source, count(*) FROM article
WHERE week >= '2026-W01' AND week < '2026-W34' GROUP BY week, lang, source
"""
RECENT = """
SELECT key FROM article
WHERE lang = 'fr' AND published >= '2026' AND published < '2027' ORDER BY published
"""
GUID = """
SELECT key FROM article WHERE source = 'loupe' AND guid <> '' AND guid IN ('a', 'b')
"""
EARLIER_PART = """
SELECT 1 FROM delivery
WHERE chat = 1 AND state IN ('pending', 'sending') AND (week, part) < ('2026-W34', 1)
"""


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        (EXPOSURES, "COVERING INDEX article_exposure"),
        (RECENT, "INDEX article_recent"),
        (GUID, "INDEX article_guid"),
        (EARLIER_PART, "INDEX delivery_open"),
    ],
)
def test_indexes_serve_their_queries(store: Store, sql: str, index: str) -> None:
    """Each index is used by the query that its comment names."""
    plan = store.select(f"EXPLAIN QUERY PLAN {sql}")
    assert any(index in step["detail"] for step in plan), plan
