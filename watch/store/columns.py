"""Values as columns hold them: moments, spans and lists."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from ..model import Span


def moment_text(moment: datetime) -> str:
    """Write an aware moment in UTC; fractions of a second are dropped.

    >>> moment_text(datetime(2026, 8, 24, 5, 0, 0, 7, tzinfo=UTC))
    '2026-08-24T05:00:00Z'
    """
    return moment.astimezone(UTC).isoformat()[: len("2026-08-24T05:00:00")] + "Z"


def optional_text(moment: datetime | None) -> str | None:
    """Write a moment that may be unknown."""
    return None if moment is None else moment_text(moment)


def read_moment(text: str) -> datetime:
    """Read what ``moment_text`` wrote.

    >>> read_moment("2026-08-24T05:00:00Z").isoformat()
    '2026-08-24T05:00:00+00:00'
    """
    return datetime.fromisoformat(text)


def read_optional(text: str | None) -> datetime | None:
    """Read a moment that may be unknown."""
    return None if text is None else read_moment(text)


def optional_seconds(duration: timedelta | None) -> int | None:
    """Write a duration that may be unknown, in whole seconds."""
    return None if duration is None else int(duration.total_seconds())


def read_seconds(seconds: int | None) -> timedelta | None:
    """Read what ``optional_seconds`` wrote."""
    return None if seconds is None else timedelta(seconds=seconds)


def list_text(values: Iterable[str | int]) -> str:
    """Write a list as JSON.

    >>> list_text(["métavers", "gen-alpha"])
    '["métavers", "gen-alpha"]'
    """
    return json.dumps(list(values), ensure_ascii=False)


def read_list(text: str) -> tuple[Any, ...]:
    """Read what ``list_text`` wrote."""
    return tuple(json.loads(text))


def span_text(span: Span) -> str:
    """Write one span as a JSON object."""
    return json.dumps(_plain(span), ensure_ascii=False)


def spans_text(spans: Sequence[Span]) -> str:
    """Write spans as a JSON array of objects."""
    return json.dumps([_plain(span) for span in spans], ensure_ascii=False)


def read_span(text: str) -> Span:
    """Read what ``span_text`` wrote.

    >>> read_span(span_text(Span(field="title", start=2, end=5, text="été")))
    Span(field='title', start=2, end=5, text='été')
    """
    return Span(**json.loads(text))


def read_spans(text: str) -> tuple[Span, ...]:
    """Read what ``spans_text`` wrote."""
    return tuple(Span(**span) for span in json.loads(text))


def _plain(span: Span) -> dict[str, str | int]:
    return {
        "field": span.field,
        "start": span.start,
        "end": span.end,
        "text": span.text,
    }
