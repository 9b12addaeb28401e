"""By which names do texts speak of a category?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from .declines.lexicon import LANGUAGES, load_lexicon

#: Mark of a name that means something else without a figure: "glace", "bureau".
_AMBIGUOUS = "figure"


@cache
def category_names(lang: str) -> Mapping[str, frozenset[str]]:
    """Return the names of each category of the word lists, in small letters.

    Names with other senses are left out where a category has a better one; another
    language than French and English has no names.

    >>> sorted(category_names("en")["chewing-gum"])[:3]
    ['bubble gum', 'bubble gums', 'bubble-gum']
    >>> category_names("de")
    {}
    """
    if lang not in LANGUAGES:
        return {}
    clear: dict[str, set[str]] = defaultdict(set)
    doubtful: dict[str, set[str]] = defaultdict(set)
    for form, entry in load_lexicon(lang).words.items():
        if entry.tag == "CAT":
            names = doubtful if entry.weak == _AMBIGUOUS else clear
            names[entry.value].add(form)
    return {key: frozenset(names) for key, names in (doubtful | clear).items()}
