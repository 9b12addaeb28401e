"""Rows of mentions and declines: written for an article, read back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from ..model import Decline, Mention
from .columns import read_span, read_spans, span_text, spans_text

_INSERT_MENTION = """
INSERT INTO mention (article, signal, rule, rule_version, spans)
VALUES (:article, :signal, :rule, :rule_version, :spans)
"""

_INSERT_DECLINE = """
INSERT INTO decline (article, n, category, category_key, direction, percent, period,
    place, confidence, evidence, rule, span)
VALUES (:article, :n, :category, :category_key, :direction, :percent, :period, :place,
    :confidence, :evidence, :rule, :span)
"""


def insert_mentions(
    connection: sqlite3.Connection, key: str, mentions: Iterable[Mention]
) -> None:
    """Write mentions of an article; it has none of these signals yet."""
    for mention in mentions:
        row = {
            "article": key,
            "signal": mention.signal,
            "rule": mention.rule,
            "rule_version": mention.rule_version,
            "spans": spans_text(mention.spans),
        }
        connection.execute(_INSERT_MENTION, row)


def insert_declines(
    connection: sqlite3.Connection, key: str, declines: Iterable[Decline]
) -> None:
    """Write the declines of an article; it has none yet."""
    for n, decline in enumerate(declines):
        row = {
            "article": key,
            "n": n,
            "category": decline.category,
            "category_key": decline.key,
            "direction": decline.direction,
            "percent": decline.percent,
            "period": decline.period,
            "place": decline.place,
            "confidence": decline.confidence,
            "evidence": decline.evidence,
            "rule": decline.rule,
            "span": span_text(decline.span),
        }
        connection.execute(_INSERT_DECLINE, row)


def read_mention(row: Mapping[str, Any]) -> Mention:
    """Return the mention of a row of its table."""
    return Mention(
        signal=row["signal"],
        rule=row["rule"],
        rule_version=row["rule_version"],
        spans=read_spans(row["spans"]),
    )


def read_decline(row: Mapping[str, Any]) -> Decline:
    """Return the decline of a row of its table."""
    return Decline(
        category=row["category"],
        key=row["category_key"],
        direction=row["direction"],
        percent=row["percent"],
        period=row["period"],
        place=row["place"],
        confidence=row["confidence"],
        evidence=row["evidence"],
        rule=row["rule"],
        span=read_span(row["span"]),
    )
