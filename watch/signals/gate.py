"""The gate: one Aho-Corasick pass tells which rules could match a text at all.

A rule needs one of its anchor groups and one group of each condition; most
texts have none of the words and are never tokenised.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from unicodedata import normalize

import ahocorasick

from .normalise import unaccent

#: Neither a plain letter nor an accent cut off one: ends a word.
_FOREIGN = re.compile(r"[^\x00-\x7f\u0300-\u036f]+")
#: Byte -> small letter, digit or space.
_WORDS = bytes(
    ord(char.lower()) if (char := chr(byte)).isascii() and char.isalnum() else ord(" ")
    for byte in range(256)
)
_NOTHING = "  "


@dataclass(frozen=True, slots=True)
class Need:
    """What must occur in a text before a rule is worth a closer look."""

    #: Groups of which one must occur.
    one_of: frozenset[int]
    #: Sets of groups, of each of which one must occur.
    all_of: tuple[frozenset[int], ...]


class Gate:
    """Tells from the words of a text which rules could match.

    Args:
        groups: Number of each group -> its wordings.
        needs: What each rule needs, in rule order.

    """

    def __init__(
        self, groups: Mapping[int, Iterable[str]], needs: Sequence[Need]
    ) -> None:
        owners: dict[str, set[int]] = defaultdict(set)
        for number, wordings in groups.items():
            for wording in wordings:
                words = filter(None, map(_bare, wording.split(" ")))
                owners[f" {' '.join(words)} "].add(number)
        # Wordings in another script leave nothing to look for: always let through.
        self._always = owners.pop(_NOTHING, set())
        self._automaton = ahocorasick.Automaton()
        for wording, numbers in owners.items():
            self._automaton.add_word(wording, frozenset(numbers))
        self._automaton.make_automaton()
        self._needs = tuple(needs)
        self._rules: dict[int, list[int]] = {}
        for rule, need in enumerate(self._needs):
            for number in need.one_of:
                self._rules.setdefault(number, []).append(rule)

    def candidates(self, text: str) -> list[int]:
        """Return the numbers of the rules that could match, ascending."""
        found = set(self._always)
        if len(self._automaton):
            for _, numbers in self._automaton.iter(gate_text(text)):
                found |= numbers
        return sorted(
            {
                rule
                for number in found
                for rule in self._rules.get(number, ())
                if all(found & groups for groups in self._needs[rule].all_of)
            }
        )


@cache
def _bare(chunk: str) -> str:
    """Return ``gate_text`` of what stands between spaces of a wording."""
    return gate_text(unaccent(chunk)).strip()


def gate_text(text: str) -> str:
    """Return the bare words of a text between single spaces, small letters.

    Letters that have no plain form (œ, α) are left out, here as in wordings.

    >>> gate_text("L’IA : «métavers», non-genré !")
    ' l ia metavers non genre '
    """
    if not text.isascii():
        text = _FOREIGN.sub(" ", normalize("NFKD", text))
    plain = text.encode("ascii", "ignore")
    return f" {' '.join(plain.translate(_WORDS).decode('ascii').split())} "
