"""`trendwatch tag`: JSON Lines in, JSON Lines out, one line for each line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from .model import Decline, Mention, Text
from .signals.language import guess_language
from .signals.tagger import Tagger


def tag_lines(tagger: Tagger, lines: Iterable[bytes]) -> Iterator[tuple[str, bool]]:
    """Tag each line; yield the line to write and whether it is an error.

    A line is ``{"id"?, "lang"?, "title", "summary"?}``. Without ``lang`` the
    language is guessed. A line that can't be read gives ``{"error": ...}`` (with
    its ``id`` where there is one); the others go on.
    """
    for number, line in enumerate(lines, start=1):
        given: Any = None
        try:
            given = json.loads(line)
            text = _read_text(given)
        except ValueError as error:
            known = {"id": given["id"]} if _has_id(given) else {}
            answer = {**known, "error": f"line {number}: {_in_words(error)}"}
            yield json.dumps(answer, ensure_ascii=False), True
            continue
        tags = tagger.tag(text)
        answer = {
            "id": given.get("id"),
            "mentions": [_mention(mention) for mention in tags.mentions],
            "declines": [_decline(decline) for decline in tags.declines],
        }
        yield json.dumps(answer, ensure_ascii=False), False


def _has_id(given: object) -> bool:
    return isinstance(given, dict) and "id" in given


def _in_words(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"is not valid JSON: {error.msg} at character {error.pos + 1}"
    if isinstance(error, UnicodeDecodeError):
        return "is not UTF-8 text"
    return str(error)


def _read_text(given: object) -> Text:
    """Return the text of a line; raise ``ValueError`` in the user's words."""
    if not isinstance(given, dict):
        raise ValueError("must be a JSON object with a title")  # noqa: TRY004 -- one error family
    values = {key: given.get(key) or "" for key in ("title", "summary", "lang")}
    wrong = [key for key, value in values.items() if not isinstance(value, str)]
    if wrong:
        raise ValueError(f"{' and '.join(wrong)} must be text")
    if "title" not in given:
        raise ValueError('has no "title"')
    lang = values["lang"].lower().partition("-")[0]
    if not lang:
        lang = guess_language(f"{values['title']} {values['summary']}")
    return Text(title=values["title"], summary=values["summary"], lang=lang)


def _mention(mention: Mention) -> dict[str, Any]:
    return {
        "signal": mention.signal,
        "rule": mention.rule,
        "spans": [
            {
                "field": span.field,
                "start": span.start,
                "end": span.end,
                "text": span.text,
            }
            for span in mention.spans
        ],
    }


def _decline(decline: Decline) -> dict[str, Any]:
    return {
        "category": decline.category,
        "direction": decline.direction,
        "percent": decline.percent,
        "period": decline.period or None,
        "place": decline.place or None,
        "confidence": decline.confidence,
        "evidence": decline.evidence,
    }
