"""The claims of one sentence: rules matched, subjects read, facts kept.

::

    for each unit that says "falls", the rules of its tag in order:
        the rule fits the shape around it?             (shapes)
        told as a fact?                                (scope)
        subjects of its noun phrase                    (subject)
        a bare measure takes its category from before  (topic)
        figure, places, period                         (figures, circumstances)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from .circumstances import find_period, find_places
from .document import Document, Sentence, Spot
from .figures import find_percents
from .lexicon import Lexicon
from .scope import standing
from .shapes import Alphabet, Rule
from .subject import Subject, read_subjects
from .topic import carry_over, last_measured, names_company

#: Tags of noun phrases that are no category, so that no later rule is tried.
_OBJECT = ("SHUN", "TURN")
#: Units before a noun that opens its sentence: "Une forte hausse de 16 %".
_OPENING = 3
_BY_PEOPLE = (*_OBJECT, "LESS")
_REFUSED = frozenset({"NOT_CAT", "ORG", "NAME"})


@dataclass(frozen=True, slots=True)
class Claim:
    """A category that falls or grows, as one sentence says it."""

    #: What falls; its words are not empty.
    subject: Subject
    #: The sentence its words stand in: this one, or an earlier one.
    source: Sentence
    #: -1 falls, +1 grows.
    sign: int
    #: Percentage; None without.
    percent: float | None
    #: Place, "" without.
    place: str
    #: Period as written, "" without.
    period: str
    #: The rule that found it.
    rule: Rule


class ClaimReader:
    """Reads the claims of sentences; made once for each language."""

    def __init__(
        self, lexicon: Lexicon, alphabet: Alphabet, rules: Mapping[str, Sequence[Rule]]
    ) -> None:
        self._lexicon = lexicon
        self._alphabet = alphabet
        self._rules = rules

    def read(self, document: Document, number: int) -> list[Claim]:
        """Return the claims of a sentence, in reading order."""
        units = document.units(number)
        shape = self._alphabet.shape(unit.tag for unit in units)
        claims: list[Claim] = []
        for fall, unit in enumerate(units):
            for rule in self._rules.get(unit.tag, ()):
                groups = rule.match(shape, fall)
                if groups is None:
                    continue
                spot = Spot(document, number, fall, groups)
                how = standing(spot, self._lexicon)
                if how == "none":
                    break
                if how == "forecast":
                    rule = replace(rule, review=True)
                if self._take(claims, spot, rule):
                    break
        return claims

    def _take(self, claims: list[Claim], spot: Spot, rule: Rule) -> bool:
        """Add the claims of a rule that fits; False if later rules may try."""
        if "what" not in spot.groups:
            return self._continue(claims, spot, rule)
        found = list(self._claims(spot, rule))
        claims += found
        return bool(found) or any(unit.tag in _REFUSED for unit in spot.group("what"))

    def _claims(self, spot: Spot, rule: Rule) -> Iterator[Claim]:
        subjects = read_subjects(
            spot.group("what"), head_first=self._lexicon.head_first
        )
        source = spot.sentence
        if subjects and subjects[0].bare and not spot.unit.tag.startswith(_OBJECT):
            subjects, source = carry_over(subjects[0], spot, self._lexicon)
        named = [subject for subject in subjects if not subject.bare]
        percents = find_percents(spot, self._lexicon.figures, len(named))
        for subject, percent in zip(named, percents, strict=True):
            if self._has_weight(subject, spot) and not (
                (subject.carried or not subject.measure)
                and _speaks_of("exchange", spot.document)
            ):
                sign = rule.sign or spot.unit.sign
                yield from _placed(
                    Claim(subject, source, sign, percent, "", "", rule), spot
                )

    def _has_weight(self, subject: Subject, spot: Spot) -> bool:
        """Tell whether weak words have a measure or a figure beside them."""
        known = subject.known
        if subject.measure == "money" and (
            names_company(spot) or (known is not None and known.weak == "measure")
        ):
            return False
        if known is None and not subject.bare and names_company(spot):
            return not subject.head[0].form.startswith(self._lexicon.own_figures)
        if subject.owned and (
            subject.measure in {"money", "count", "users"} or names_company(spot)
        ):
            return False  # a company's own
        if subject.measure or known is None:
            return True
        if known.weak == "measure":
            return False
        if spot.unit.sign > 0 and _speaks_of("price", spot.document):
            return False  # "beer rose 7 %" is its price then
        if any(unit.percent is not None for unit in spot.units):
            return True
        if spot.unit.tag.startswith(_BY_PEOPLE):
            return True  # what people buy less or leave is a product
        if spot.unit.tag in {"STATE", "IDIOM"} and not spot.unit.weak:
            return True
        physical = self._lexicon.domains.get(known.value, "") in self._lexicon.physical
        return not known.weak and not (spot.unit.weak and physical)

    def _continue(self, claims: list[Claim], spot: Spot, rule: Rule) -> bool:
        """Take "…, with a fall of 5 %": a figure for what was said before."""
        (percent,) = find_percents(spot, self._lexicon.figures, 1)
        if percent is None:
            return False
        if not claims:
            return self._resume(claims, spot, rule, percent)
        last = claims[-1]
        sign = rule.sign or spot.unit.sign or last.sign
        places = [place for place, _ in find_places(spot)]
        elsewhere = bool(last.place and places and last.place not in places)
        if last.percent is None and last.sign == sign and not elsewhere:
            claims[-1] = replace(last, percent=percent, rule=rule)
        else:
            claims += _placed(
                replace(last, sign=sign, percent=percent, rule=rule), spot
            )
        return True


    def _resume(
        self, claims: list[Claim], spot: Spot, rule: Rule, percent: float
    ) -> bool:
        """Take "A rise of 16 % was seen" after "a study of soda consumption"."""
        found = last_measured(spot, self._lexicon)
        opens = spot.unit.tag == "DROP" and spot.fall <= _OPENING
        if found is None or not opens:
            return False
        subject, source = found
        sign = rule.sign or spot.unit.sign
        claims += _placed(Claim(subject, source, sign, percent, "", "", rule), spot)
        return True


def _speaks_of(kind: str, document: Document) -> bool:
    """Tell whether a text names something of a kind of no category."""
    return any(
        unit.value == kind
        for number in range(len(document.sentences))
        for unit in document.units(number)
    )


def _placed(claim: Claim, spot: Spot) -> Iterator[Claim]:
    """Yield a claim for each place that has a figure of its own, else one."""
    period = find_period(spot)
    places = find_places(spot) or [(claim.subject.place, None)]
    for place, figure in places:
        yield replace(
            claim,
            place=place or claim.subject.place,
            period=period,
            percent=claim.percent if figure is None else figure,
        )
