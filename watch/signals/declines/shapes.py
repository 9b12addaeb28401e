"""Rules over the tags of a sentence, written as patterns of tag names.

A pattern is a regular expression whose letters are tags: ``(DET|POSS)? NOUN+``.
``name:`` before a tag, macro or bracket makes a named group. Each tag becomes one
character, so a sentence is a string, its *shape*, and a rule costs a regex.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

#: One tag of several, "(A|B|C)": a class of characters is faster.
_EITHER = re.compile(r"\((?:\?:)?([\ue000-\uf8ff](?:\|[\ue000-\uf8ff])+)\)")
_NAME = re.compile(r"(?:(?P<group>[a-z]+):)?(?:(?P<tag>[A-Z_]+)|\()")


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to say that something falls or grows."""

    #: Name, for evidence and for reports of errors.
    id: str
    #: Tags of the unit that says it.
    fall: frozenset[str]
    #: What stands right before and right after that unit.
    left: re.Pattern[str]
    right: re.Pattern[str]
    #: True: strict confidence is out of reach.
    review: bool
    #: True: whatever falls in this way is a category, known or not.
    vouches: bool
    #: True: only after another claim of the sentence.
    after: bool
    #: True: only a past form; "curbs" may be a noun ("travel curbs").
    past: bool
    #: +1 or -1 where the unit itself does not say it; 0 otherwise.
    sign: int

    def match(self, shape: str, fall: int) -> dict[str, tuple[int, int]] | None:
        """Return the half-open range of each group around the unit at ``fall``."""
        left = self.left.search(shape, 0, fall)
        right = self.right.match(shape, fall + 1)
        if left is None or right is None:
            return None
        return {
            name: found.span(name)
            for found in (left, right)
            for name in found.re.groupindex
            if found.span(name)[0] >= 0
        }


class Alphabet:
    """Gives each tag its character."""

    def __init__(self) -> None:
        self._chars: dict[str, str] = {}
        #: Macro -> its regular expression, once it has been spelled out.
        self.macros: dict[str, str] = {}

    def char(self, tag: str) -> str:
        """Return the character of a tag; a new one for a new tag."""
        # Private-use area: no character of it is special in a regex.
        return self._chars.setdefault(tag, chr(0xE000 + len(self._chars)))

    def tags(self) -> tuple[str, ...]:
        """Return the tags that have a character, in the order they came."""
        return tuple(self._chars)

    def shape(self, tags: Iterable[str]) -> str:
        """Return one character for each tag."""
        return "".join(map(self.char, tags))


def compile_rule(
    rule: Mapping[str, Any], macros: Mapping[str, str], alphabet: Alphabet
) -> Rule:
    """Return a rule of ``rules.<lang>.toml`` ready to match shapes."""
    left = _compile(rule.get("left", ""), macros, alphabet)
    right = _compile(rule.get("right", ""), macros, alphabet)
    fall = rule["fall"].strip("()").replace(" ", "").split("|")
    return Rule(
        rule["id"],
        frozenset(fall),
        re.compile(f"(?:{left})$"),
        re.compile(right),
        review=rule.get("confidence") == "review",
        vouches=bool(rule.get("vouches", False)),
        after=bool(rule.get("after", False)),
        past=bool(rule.get("past", False)),
        sign={"down": -1, "up": +1}.get(rule.get("direction", ""), 0),
    )


def _compile(pattern: str, macros: Mapping[str, str], alphabet: Alphabet) -> str:
    """Return a pattern of tag names as a regular expression of characters."""

    def replace(found: re.Match[str]) -> str:
        group, tag = found["group"], found["tag"]
        if not tag:  # a bracket follows
            return f"(?P<{group}>" if group else "("
        if tag in macros and tag not in alphabet.macros:
            alphabet.macros[tag] = f"(?:{_compile(macros[tag], macros, alphabet)})"
        body = alphabet.macros.get(tag) or alphabet.char(tag)
        return f"(?P<{group}>{body})" if group else body

    regex = re.sub(r"\s+", "", _NAME.sub(replace, pattern))
    return _EITHER.sub(lambda found: f"[{found[1].replace('|', '')}]", regex)
