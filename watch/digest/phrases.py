"""The words, numbers and days of a digest in one language, from ``texts/*.toml``.

A language is one data file: adding ``texts/de.toml`` adds German.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Literal

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from ..errors import UsageError
from ..week import Week

#: With its year; without; with a short month; the number alone.
DayForm = Literal["full", "month", "short", "bare"]

#: Texts by name.
Table = Mapping[str, str]

_FOLDER = files(__package__) / "texts"

#: Smallest p-value printed as a number; below it, "p < 0.0001".
_SMALLEST_P = 0.0001
#: From here on numbers are printed without decimals.
_WHOLE_FROM = 10


@dataclass(frozen=True, slots=True)
class Phrases:
    """The texts of one language; every result is plain text, without markup."""

    #: Language, ISO 639-1.
    lang: str
    #: Rules for numbers, month names, plurals and lists.
    locale: Locale
    #: The tables of the data file: texts by name, no-break spaces in place.
    tables: Mapping[str, Table]
    #: The plural forms of each thing that is counted.
    counts: Mapping[str, Table]

    def say(self, key: str, **values: str) -> str:
        """Return the phrase ``[say] key`` with its values filled in."""
        return self.word("say", key).format(**values)

    def word(self, table: str, key: str) -> str:
        """Return one text of a table."""
        return self.tables[table][key]

    def count(self, thing: str, number: float, *, shown: str | None = None) -> str:
        """Return a number with its thing, in the right plural form.

        Args:
            thing: Name of a ``[count.…]`` table.
            number: How many; decides the plural form.
            shown: How to print the number; as usual if None.

        >>> load_phrases("en").count("stories", 1234)
        '1,234 stories'
        """
        forms = self.counts[thing]
        text = forms.get(self.locale.plural_form(number), forms["other"])
        return text.format(n=self.number(number) if shown is None else shown)

    def number(self, value: float) -> str:
        """Write a number, with one decimal below 10 unless it is whole.

        >>> load_phrases("fr").number(7.44), load_phrases("en").number(1234.5)
        ('7,4', '1,234')
        """
        digits = "#,##0.#" if abs(value) < _WHOLE_FROM else "#,##0"
        return str(format_decimal(value, digits, locale=self.locale))

    def percent(self, value: float) -> str:
        """Write a change in percent with its sign.

        >>> load_phrases("en").percent(-7.5)
        '−7.5%'
        """
        number = format_decimal(abs(value), "#,##0.##", locale=self.locale)
        sign = "−" if value < 0 else "+"
        return self.say("percent", number=f"{sign}{number}")

    def p_value(self, p: float) -> str:
        """Write a p-value with one significant digit, two from 0.1 on.

        >>> [load_phrases("en").p_value(p) for p in (0.00001, 0.00042, 0.314)]
        ['p < 0.0001', 'p = 0.0004', 'p = 0.31']
        """
        if p < _SMALLEST_P:
            small = format_decimal(_SMALLEST_P, "0.####", locale=self.locale)
            return self.say("p_below", p=small)
        places = max(2, -math.floor(math.log10(p)))
        shown = format_decimal(p, "0." + "#" * places, locale=self.locale)
        return self.say("p_equal", p=shown)

    def day(self, day: date, *, form: DayForm) -> str:
        """Write a day in one of the forms of the data file.

        >>> load_phrases("fr").day(date(2026, 3, 1), form="full")
        '1er mars 2026'
        """
        key = f"{form}_first" if day.day == 1 else form
        return str(format_date(day, self.word("dates", key), locale=self.locale))

    def week(self, week: Week) -> str:
        """Write a week with its first and last day.

        >>> load_phrases("en").week(Week(2026, 34))
        'Week 34, 17 to 23 August 2026'
        """
        first, last = week.start.date(), (week.end - timedelta(days=1)).date()
        form: DayForm = "full"
        if first.year == last.year:
            form = "bare" if first.month == last.month else "month"
        return self.say(
            "week",
            number=str(week.number),
            first=self.day(first, form=form),
            last=self.day(last, form="full"),
        )

    def join(self, names: Iterable[str]) -> str:
        """Write a list: "a, b and c"."""
        return str(format_list(list(names), locale=self.locale))

    def language(self, code: str) -> str:
        """Return the name of a language, or the code of an unknown one.

        >>> load_phrases("fr").language("en")
        'anglais'
        """
        return str(self.locale.languages.get(code, code))

    def press(self, langs: Iterable[str]) -> str:
        """Name the press in some languages."""
        return self.say("press", languages=self.join(map(self.language, langs)))

    def in_language(self, texts: Mapping[str, str], *, otherwise: str) -> str:
        """Pick the text in this language, else in any, else ``otherwise``."""
        return texts.get(self.lang) or next(iter(texts.values()), "") or otherwise


def list_languages() -> tuple[str, ...]:
    """Return the languages that have a data file, sorted.

    >>> {"en", "fr"} <= set(list_languages())
    True
    """
    names = (file.name for file in _FOLDER.iterdir())
    return tuple(sorted(n.removesuffix(".toml") for n in names if n.endswith(".toml")))


@cache
def load_phrases(lang: str) -> Phrases:
    """Read the texts of a language; ``UsageError`` if there are none."""
    if lang not in list_languages():
        known = ", ".join(list_languages())
        raise UsageError(f"no digest texts in language {lang!r}; there are: {known}")
    read = tomllib.loads((_FOLDER / f"{lang}.toml").read_text(encoding="utf-8"))
    pairs, locale, counts = read.pop("no_break"), read.pop("locale"), read.pop("count")
    return Phrases(
        lang=lang,
        locale=Locale.parse(locale),
        tables={name: _unbreak(table, pairs) for name, table in read.items()},
        counts={name: _unbreak(table, pairs) for name, table in counts.items()},
    )


def _unbreak(table: Table, pairs: Table) -> Table:
    """Put no-break spaces into all texts of a table."""
    texts = dict(table)
    for written, printed in pairs.items():
        texts = {key: text.replace(written, printed) for key, text in texts.items()}
    return texts
