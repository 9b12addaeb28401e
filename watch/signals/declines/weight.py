"""Whether a subject is a category that can be said to fall here.

The last sieve: words of two meanings need a measure or a figure beside them, and a
company's own figures, prices and shares are no category.
"""

from __future__ import annotations

from collections.abc import Sequence

from .builder import COUNTED, LIKED
from .document import Document, Spot
from .lexicon import Lexicon
from .subject import Subject
from .topic import names_company, names_one
from .units import Unit

#: Starts of tags of what people do: what they buy less or leave is a product.
_BY_PEOPLE = (
    "SHUN",
    "TURN",
    "ADOPT",
    "TOWARD",
    "AWAY",
    "LESS",
    "CROWD",
    "FIGURE",
    "SWAP",
    "NOBODY",
    "INSTEAD",
)
#: Starts of tags of what people do to their own: "they abandon their cars".
_LEFT = ("SHUN", "TURN")
#: Starts of tags of changes that companies make as well.
_CHANGES = ("SHUN", "TURN", "ADOPT")
#: Tags of companies and of people by what they do.
_ACTORS = frozenset({"ORG", "NOT_CAT"})
#: Tags that may stand between who acts and the verb.
_AUXILIARY = frozenset({"HAVE", "BE", "SE", "NEG", "NOT", "ADV", "TIME", "AT"})
#: Units before a verb in which its subject stands: "Shell to cut".
_ACTOR = 2
#: Starts of what belongs to many.
_OF_MANY = ("leur", "their")
#: Measures that companies report of themselves whatever they sell.
_OWN = frozenset({"money", "count", "users"})


def is_category(subject: Subject, spot: Spot, lexicon: Lexicon) -> bool:
    """Tell whether the subject is a category and the fall its own."""
    if (
        names_one(spot.group("owner"))
        or _is_company_figure(subject, spot, lexicon)
        or _is_own_change(spot, lexicon)
        or _is_sold_by_one(spot)
    ):
        return False
    market = bool(subject.head) and subject.head[0].form in lexicon.habits.markets
    trade = subject.measure == "trade" or _names_trade(subject, lexicon)
    if (market or trade) and _is_only_harmed(spot):
        return False
    carried = subject.carried or not subject.measure or market
    if (
        carried
        and not _is_traded(subject, lexicon)
        and _speaks_of("exchange", spot.document)
    ):
        return False
    counted = "count" in spot.groups  # "planted 88 million acres of corn"
    if subject.measure or counted or _holds_measure(subject, lexicon):
        return True
    return _is_plain_fall(subject, spot, lexicon)


def _is_traded(subject: Subject, lexicon: Lexicon) -> bool:
    """Tell whether reports of exchanges are where it is told of: funds."""
    domain = lexicon.domains.get(subject.known.value, "") if subject.known else ""
    return domain in lexicon.habits.traded


def _names_trade(subject: Subject, lexicon: Lexicon) -> bool:
    """Tell whether the name of a category says it is a trade: "auto industry"."""
    known = subject.known
    return known is not None and known.form.endswith(lexicon.habits.markets)


def _is_only_harmed(spot: Spot) -> bool:
    """Tell whether it is only harmed: "the strike hits the rail sector"."""
    return (
        spot.unit.tag.startswith(("LOWER", "EASE"))
        and bool(spot.unit.weak)
        and not spot.group("owner")
    )


def _is_of_number(spot: Spot) -> bool:
    """Tell whether less of it is meant, for it may really fall: "a drop in ads"."""
    after = spot.units[spot.fall + 1 : spot.fall + 2]
    return spot.unit.tag == "DROP" and any(unit.tag == "IN" for unit in after)


def _holds_measure(subject: Subject, lexicon: Lexicon) -> bool:
    """Tell whether the name of a category ends in a measure: "museum visits"."""
    if subject.known is None or lexicon.habits.head_first:
        return False
    first, space, last = subject.known.form.replace("-", " ").rpartition(" ")
    entry = lexicon.words.get(last)
    return bool(first and space) and entry is not None and entry.tag == "MEASURE"


def _is_own_change(spot: Spot, lexicon: Lexicon) -> bool:
    """Tell whether one company changes its own: "the airline cuts flights"."""
    if spot.unit.tag.startswith(_CHANGES):
        turns = not spot.unit.tag.startswith("SHUN")
        before = spot.units[: spot.fall]
        return _is_one_company(spot, lexicon) or (turns and _is_one(before))
    boom = spot.fall > 0 and spot.units[spot.fall - 1].tag in {"BOOM", "DROP"}
    cuts = spot.unit.tag.startswith("LOWER") and not spot.unit.weak and not boom
    return cuts and names_one(spot.units[max(0, spot.fall - _ACTOR) : spot.fall])


def _is_one(before: Sequence[Unit]) -> bool:
    """Tell whether one company or person does it: "the town turns to bicycles"."""
    for unit in reversed(before):
        if unit.tag not in _AUXILIARY:
            return unit.tag in _ACTORS and not unit.form.endswith(("s", "x"))
    return False


def _is_one_company(spot: Spot, lexicon: Lexicon) -> bool:
    """Tell whether a nationality stands for one company: "l'américain se tourne"."""
    before = spot.units[: spot.fall]
    for article, unit in zip(before[-2::-1], before[:0:-1], strict=True):
        if unit.tag == "NATION":
            return article.form in lexicon.habits.articles
    return False


def _is_company_figure(subject: Subject, spot: Spot, lexicon: Lexicon) -> bool:
    """Tell whether a measure is probably that of a company."""
    company = names_company(spot)
    somebodys = subject.owned and not spot.group("owner")  # owners: "households"
    if subject.measure == "money":  # revenue
        known = subject.known
        commodity = known is not None and known.weak == "measure"
        return company or somebodys or (commodity and not spot.group("owner"))
    if subject.owned and (company or (somebodys and subject.measure in _OWN)):
        return True
    if subject.owned and subject.measure == "market" and _is_somebodys(spot):
        return True
    unknown = subject.known is None and bool(subject.head)
    own = unknown and subject.head[0].form.startswith(lexicon.habits.own_figures)
    return company and own


def _is_sold_by_one(spot: Spot) -> bool:
    """Tell whether one company sells them: "Tesla sold 2 million cars, up 5 %"."""
    start, _ = spot.groups.get("count") or spot.groups.get("sold") or (0, 0)
    commas = [at for at in range(start) if spot.units[at].tag == "COMMA"]
    before = spot.units[commas[-1] if commas else 0 : start]
    sold = any(unit.tag in {"CONSUME", "COLON"} for unit in before)
    return sold and names_one(before)


def _is_somebodys(spot: Spot) -> bool:
    """Tell whether "its" is of one company or person named the sentence before."""
    single = any(
        unit.tag == "POSS" and not unit.form.startswith(_OF_MANY)
        for unit in spot.group("what")
    )
    return (
        single and spot.number > 0 and names_one(spot.document.units(spot.number - 1))
    )


def _is_plain_fall(subject: Subject, spot: Spot, lexicon: Lexicon) -> bool:
    """Tell whether a category without a measure may be said to fall."""
    known, unit = subject.known, spot.unit
    own = subject.owned and not unit.tag.startswith(_LEFT)  # "her ski flew off"
    if known is None or own or "measure" in {known.weak, unit.weak}:
        return False
    if lexicon.habits.head_first and _may_be_name(known, spot, lexicon):
        return False
    taken_to = _is_by_people(spot) or unit.value in {LIKED, COUNTED}
    if unit.sign > 0 and not taken_to and _may_be_price(spot):
        return False
    if unit.weak == "practice":
        return lexicon.domains.get(known.value, "") in lexicon.habits.practices
    state = unit.value == LIKED or (unit.tag in {"STATE", "IDIOM"} and not unit.weak)
    vouched = _is_by_people(spot) or state or unit.tag == "BOOM" or _is_of_number(spot)
    return vouched or _has_figure(spot, lexicon) or _falls_alone(known, unit, lexicon)


def _is_by_people(spot: Spot) -> bool:
    """Tell whether people take to it or leave it: "they opt ever more for tea"."""
    chosen = spot.unit.tag == "DEGREE" and spot.groups["what"][0] > spot.fall
    return chosen or spot.unit.tag.startswith(_BY_PEOPLE)


def _has_figure(spot: Spot, lexicon: Lexicon) -> bool:
    """Tell whether the sentence has a percentage, or a time long enough for a trend."""
    return any(
        unit.percent is not None
        or (unit.tag == "TIME" and unit.form.endswith(lexicon.habits.durations))
        for unit in spot.units
    )


def _falls_alone(known: Unit, unit: Unit, lexicon: Lexicon) -> bool:
    """Tell whether the words are certain enough with nothing beside them."""
    if known.weak:  # "touristes", not "touriste"
        return known.form.endswith("s") and not unit.weak
    habits, domain = lexicon.habits, lexicon.domains.get(known.value, "")
    trade = habits.compounds and known.form.endswith("ing")  # mining, shipbuilding
    industry = trade and domain not in habits.practices
    return not (unit.weak and domain in habits.physical and not industry)


def _may_be_name(known: Unit, spot: Spot, lexicon: Lexicon) -> bool:
    """Tell whether a word is probably a name: "Perle a chuté", without an article."""
    opens = spot.group("what")[0] is known
    article = known.form.startswith(lexicon.habits.prefixes)
    single = not known.form.endswith(("s", "x"))
    verb = spot.unit.tag in {"FALLS", "FALL_ED", "SELF_ED"}
    return opens and single and verb and not article


def _may_be_price(spot: Spot) -> bool:
    """Tell whether "beer rose 7 %" is its price: the text, or the sentence, says so."""
    if any(unit.percent is not None for unit in spot.units):
        return _speaks_of("price", spot.document)
    return any(unit.value == "price" for unit in spot.units)


def _speaks_of(kind: str, document: Document) -> bool:
    """Tell whether a text names something of a kind of no category."""
    return any(
        unit.value == kind
        for number in range(len(document.sentences))
        for unit in document.units(number)
    )
