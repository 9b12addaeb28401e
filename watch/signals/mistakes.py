"""What is wrong with a signal file, in the words of its author."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from difflib import get_close_matches

from pydantic import ValidationError

from .lines import find_line
from .schema import Examples, RuleTable, SignalFile

#: Where ``tomllib`` says that it stopped.
_STOPPED = re.compile(r" \(at line (\d+), column \d+\)")
#: pydantic's types of problems in the words of signal files.
_REASONS = {
    "missing": "is missing",
    "extra_forbidden": "is no key of signal files",
    "literal_error": 'use "title" or "summary"',
    "too_short": "is empty",
    "dict_type": "must be a table",
    "list_type": "must be a list, in [ ]",
    "string_type": "must be a text, in quotes",
    "model_type": "must be a table",
}


def explain_syntax(name: str, source: str, error: tomllib.TOMLDecodeError) -> str:
    """Return one line for the user: where reading stopped, and where to look.

    An opening bracket or quote that is never closed shows only further down.
    """
    stopped = _STOPPED.search(str(error))
    line = int(stopped[1]) if stopped else source.count("\n") + 1
    reason = _STOPPED.sub("", str(error)).replace(" (at end of document)", "")
    return (
        f"{name}:{line}: not valid TOML: {reason}; look there and just above, for a"
        " missing quote, comma or bracket"
    )


def explain_schema(
    name: str, source: str, error: ValidationError, what: str
) -> Iterator[str]:
    """Yield one line for the user for each problem that pydantic found."""
    found: list[tuple[int, str]] = []
    for problem in error.errors(include_url=False):
        place = problem["loc"]
        key = ".".join(str(part) for part in place if not isinstance(part, int))
        message = problem["msg"].removeprefix("Value error, ")
        reason = _REASONS.get(problem["type"], message)
        if problem["type"] == "extra_forbidden":
            reason += _suggest_key(str(place[-1]))
        quote = problem["input"] if isinstance(problem["input"], str) else ""
        line = find_line(source, place, quote=quote)
        found.append((line, f"{name}:{line}: {what}: {key or 'file'}: {reason}"))
    for _, message in sorted(found, key=lambda pair: pair[0]):
        yield message


def _suggest_key(written: str) -> str:
    """Return a question that names the key that was meant, or nothing.

    >>> _suggest_key("phrase"), _suggest_key("colour")
    ('; did you mean phrases?', '')
    """
    keys = [
        field.alias or name
        for model in (SignalFile, RuleTable, Examples)
        for name, field in model.model_fields.items()
    ]
    close = get_close_matches(written, keys, n=1)
    return f"; did you mean {close[0]}?" if close else ""
