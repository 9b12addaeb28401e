"""The claims of one sentence: rules matched, subjects read, facts kept.

::

    for each unit that says "falls", the rules of its tag in order:
        the rule fits the shape around it?             (shapes)
        told as a fact?                                (scope)
        subjects of its noun phrase                    (phrases)
        a bare measure takes its category from before  (topic)
        a category, and the fall its own?              (weight)
        figure, places, period                         (figures, circumstances)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from .builder import LIKED
from .circumstances import find_period, find_places
from .document import Document, Sentence, Spot
from .figures import find_percents, shift_sign
from .lexicon import Lexicon
from .phrases import read_subjects
from .scope import standing
from .shapes import Alphabet, Rule
from .subject import STRONG, Subject
from .topic import (
    carry_over,
    last_measured,
    measured_before,
    names_company,
    names_one,
    refer_back,
    topic_of_title,
)
from .units import Unit
from .weight import is_category

#: Tags of noun phrases that are no category, so that no later rule is tried.
_REFUSED = frozenset({"NOT_CAT", "ORG", "NAME"})
#: Starts of tags beside which a bare measure is not about what was said before: it
#: is no object of those, and "de plus en plus prisé" is said of a thing.
_NOT_CARRIED = ("SHUN", "TURN", "ADOPT", "DEGREE")
#: Tags of falls that are nouns.
_NOUNS = frozenset({"DROP", "DROP_OF"})
#: Tags of those who take to something or leave it.
_PEOPLE = frozenset({"PEOPLE", "NATION", "DET", "POSS", "ADJ", "ADV"})
#: Tags before a noun that adds to what was said: "…, en hausse de", "soit une".
_ASIDE = frozenset({"EN", "DET", "ADJ", "TOPPING"})
#: Tags of verbs of those who take to something.
_TAKES = frozenset({"CHOOSES", "CONSUME", "ADOPTS"})
#: Units between a verb and "less": "achètent deux fois moins de".
_VERB = 4
#: Units of "celles de", which may open a sentence.
_THOSE = 2
#: Units before a noun that opens its sentence: "Une forte hausse de 16 %".
_OPENING = 3


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
    #: The rule that found it.
    rule: Rule
    #: Place, "" without.
    place: str = ""
    #: Period as written, "" without.
    period: str = ""


class ClaimReader:
    """Reads the claims of sentences; made once for each language."""

    def __init__(
        self, lexicon: Lexicon, alphabet: Alphabet, rules: Mapping[str, Sequence[Rule]]
    ) -> None:
        self._lexicon = lexicon
        self._alphabet = alphabet
        self._rules = rules

    def read(
        self, document: Document, number: int, earlier: Sequence[Claim] = ()
    ) -> list[Claim]:
        """Return the claims of a sentence, in reading order.

        ``earlier``: claims of the sentences before, which may find a figure here.
        """
        units = document.units(number)
        shape = self._alphabet.shape(unit.tag for unit in units)
        claims: list[Claim] = []
        for fall, unit in enumerate(units):
            for rule in self._rules.get(unit.tag, ()):
                groups = rule.match(shape, fall)
                present = rule.past and unit.form.endswith("s")
                if groups is None or present or (rule.after and not claims):
                    continue
                spot = Spot(document, number, fall, groups)
                if self._take(claims, spot, rule, earlier):
                    break
        return claims

    def _take(
        self, claims: list[Claim], spot: Spot, rule: Rule, earlier: Sequence[Claim]
    ) -> bool:
        """Add the claims of a rule that fits; False if later rules may try."""
        how = standing(spot, self._lexicon.habits)
        if how == "none":
            return True
        if how == "forecast":
            rule = replace(rule, review=True)
        if "what" not in spot.groups:
            return self._continue(claims, spot, rule, earlier)
        sign = self._sign(claims, spot, rule)
        found = list(self._claims(spot, rule, sign)) if sign else []
        claims += found
        refused = any(
            unit.tag in _REFUSED and unit.value != "time" for unit in spot.group("what")
        )
        return bool(found) or refused or names_one(spot.group("owner"))

    def _sign(self, claims: Sequence[Claim], spot: Spot, rule: Rule) -> int:
        """Return the direction; 0 if nothing tells it."""
        if spot.unit.tag.startswith("SHIFT"):
            return shift_sign(spot, self._lexicon.figures)
        before = claims[-1].sign if claims else 0
        return rule.sign or spot.unit.sign or before

    def _claims(self, spot: Spot, rule: Rule, sign: int) -> Iterator[Claim]:
        subjects, source = self._resolve(self._subjects(spot, rule), spot)
        named = [subject for subject in subjects if not subject.bare]
        percents = find_percents(spot, self._lexicon.figures, len(named))
        for subject, percent in zip(named, percents, strict=True):
            if is_category(subject, spot, self._lexicon):
                yield from _placed(Claim(subject, source, sign, percent, rule), spot)

    def _resolve(
        self, subjects: list[Subject], spot: Spot
    ) -> tuple[list[Subject], Sentence]:
        """Return the subjects with what was said elsewhere, and where it was said."""
        first = subjects[0] if subjects else None
        if first is None:
            return subjects, spot.sentence
        if first.bare:
            return self._complete(first, subjects[1:], spot)
        if first.words[0].tag == "PRON":
            measured = measured_before(spot, self._lexicon)
            return ([measured[0]], measured[1]) if measured else ([], spot.sentence)
        if self._points_back(first, spot):
            return refer_back(first, spot, self._lexicon)
        if first.words[-1].form in self._lexicon.habits.kinds:
            topic = topic_of_title(first, spot, self._lexicon)
            return ([topic[0]], topic[1]) if topic else (subjects, spot.sentence)
        return subjects, spot.sentence

    def _complete(
        self, bare: Subject, others: Sequence[Subject], spot: Spot
    ) -> tuple[list[Subject], Sentence]:
        """Return a bare measure with its category, if it is about one said before."""
        if not bare.head or spot.unit.tag.startswith(_NOT_CARRIED):
            return [*others], spot.sentence
        if bare.owned and _shared_by_many(spot):
            bare = replace(bare, owned=False)
        subjects, source = carry_over(bare, spot, self._lexicon)
        if source is spot.sentence:  # "exports and sales of wine"
            subjects = [*subjects, *(_itself(subject) for subject in others)]
        return subjects, source

    def _points_back(self, subject: Subject, spot: Spot) -> bool:
        """Tell whether it is "this drink", named before."""
        habits, first = self._lexicon.habits, spot.group("what")[0].form
        pointing = (
            first in habits.demonstratives or subject.words[0].form in habits.things
        )
        return pointing and not subject.head

    def _subjects(self, spot: Spot, rule: Rule) -> list[Subject]:
        """Return what falls; unknown words if the rule or the fall vouches for them."""
        what, habits = spot.group("what"), self._lexicon.habits
        if len(what) == 1 and what[0].tag in {"EN", "PRON", "CONSUME"}:
            return _said_by_one_word(what[0])
        if rule.vouches:
            return self._vouched(spot)
        inherited = "market" if _shares_measure(spot) else _told_by_verb(spot)
        found = read_subjects(what, habits, measure=inherited)
        if spot.unit.value != LIKED or what[0].form in habits.single:
            return found
        if all(unit.tag in _PEOPLE for unit in what):  # "the disaffection of buyers"
            return [Subject(measure="market", head=(spot.unit,))]
        return found + [
            replace(subject, carried=True)
            for subject in read_subjects(what, habits, measure="market")
            if subject.words and subject.known is None and _may_be_class(subject, spot)
        ]

    def _vouched(self, spot: Spot) -> list[Subject]:
        """Return what a rule vouches for: the known, or the first if it is unknown."""
        what = spot.group("what")
        if what[0].tag == "WORD" and _follows_adverb(spot):
            return []
        found = read_subjects(what, self._lexicon.habits, measure="market")
        known = [subject for subject in found if subject.known]
        listed = known if found and found[0].known else found[:1]
        return [replace(subject, carried=True) for subject in listed]

    def _continue(
        self, claims: list[Claim], spot: Spot, rule: Rule, earlier: Sequence[Claim]
    ) -> bool:
        """Take "…, with a fall of 5 %": a figure for what was said before."""
        (percent,) = find_percents(spot, self._lexicon.figures, 1)
        if percent is None:
            return False
        last = claims[-1] if claims else self._resume(spot, rule, earlier)
        if last is None:
            return False
        sign = self._sign([last], spot, rule)
        new = replace(last, sign=sign, percent=percent, rule=rule)
        places = [place for place, _ in find_places(spot)]
        elsewhere = bool(last.place and places and last.place not in places)
        if claims and last.percent is None and last.sign == sign and not elsewhere:
            claims[-1] = replace(last, percent=percent, rule=rule)
        else:
            claims += _placed(new, spot)
        return True

    def _resume(self, spot: Spot, rule: Rule, earlier: Sequence[Claim]) -> Claim | None:
        """Return what "A rise of 16 % was seen" is about: a sentence before."""
        before = spot.units[max(0, spot.fall - 2) : spot.fall]
        state = len(before) > 1 and before[1].tag == "EN" and before[0].tag != "COMMA"
        # aside: it says ", up 5 %", not that something is up 5 %
        aside = bool(before) and before[-1].tag in _ASIDE and not state
        beside = spot.fall <= _OPENING or aside
        price = any(unit.value == "price" for unit in spot.units[: spot.fall])
        if spot.unit.tag == "DROP" and beside and not price:
            found = last_measured(spot, self._lexicon)
            if found:
                return Claim(*found, spot.unit.sign, None, rule)
        for claim in reversed(earlier):
            open_claim = claim.percent is None and claim.sign == spot.unit.sign
            if open_claim and self._speaks_of(claim, spot):
                return claim
        return None

    def _speaks_of(self, claim: Claim, spot: Spot) -> bool:
        """Tell whether a sentence names a category of the domain of a claim."""
        domains, known = self._lexicon.domains, claim.subject.known
        named = [unit for unit in spot.units if unit.tag == "CAT"]
        if not named and spot.unit.tag == "COMPARED":  # "people drank 3% less"
            return known is not None
        return known is not None and any(
            domains.get(unit.value) == domains.get(known.value) for unit in named
        )


def _shares_measure(spot: Spot) -> bool:
    """Tell "les ventes de thé …, celles de tisane" from "le prix du thé …, celui"."""
    before = spot.units[: spot.groups["what"][0]]
    those = bool(before[-2:]) and before[-2:][0].tag == "CELUI"
    opens = len(before) <= _THOSE and spot.number > 0
    said = [*spot.document.units(spot.number - 1), *before] if opens else before
    return those and any(unit.value in STRONG for unit in said)


def _follows_adverb(spot: Spot) -> bool:
    """Tell whether an unknown word is an adjective: "très connue"."""
    start = spot.groups["what"][0]
    return start > 0 and spot.units[start - 1].tag == "ADV"


def _shared_by_many(spot: Spot) -> bool:
    """Tell whether "their sales" are those of a trade: nobody else is named."""
    plural = spot.group("what")[0].form.startswith("leur")
    return plural and not names_company(spot)


def _told_by_verb(spot: Spot) -> str:
    """Return the measure that a verb tells: who "uses less power" does consume it."""
    start, _ = spot.groups["what"]
    before = spot.units[max(0, spot.fall - _VERB) : spot.fall]
    between = spot.units[spot.fall + 1 : start]  # "more and more Danes buy a"
    less = spot.unit.tag.startswith(("LESS", "DEGREE"))
    told = any(unit.tag == "CONSUME" for unit in before) or any(
        unit.tag in _TAKES for unit in between
    )
    return "count" if less and told else ""


def _said_by_one_word(unit: Unit) -> list[Subject]:
    """Return what a pronoun stands for, or the habit that a verb tells.

    "Ils en mangent moins" is about what was named before, "ils lisent moins" about
    reading.
    """
    if unit.tag in {"EN", "PRON"}:
        return [Subject(words=(unit,), measure="market")]
    return [Subject((unit,), known=unit, carried=True)] if unit.value else []


def _may_be_class(subject: Subject, spot: Spot) -> bool:
    """Tell whether an unknown word may name a class of things: "les restomods".

    After a noun ("l'essor du macramé") any may; what a verb says of a singular is
    more often said of one thing ("ils boudent le sommet").
    """
    return spot.unit.tag in _NOUNS or subject.words[0].form.endswith(("s", "x"))


def _itself(subject: Subject) -> Subject:
    """Return a measure that is a category by itself ("imports") as one."""
    if subject.bare and subject.measure == "generic":
        return subject.about(*subject.head, carried=False)
    return subject


def _placed(claim: Claim, spot: Spot) -> Iterator[Claim]:
    """Yield a claim for each place that has a figure of its own, else one."""
    period = find_period(spot)
    for place, figure in find_places(spot) or [(claim.subject.place, None)]:
        yield replace(
            claim,
            place=place or claim.subject.place,
            period=period,
            percent=claim.percent if figure is None else figure,
        )
