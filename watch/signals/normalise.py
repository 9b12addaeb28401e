"""Text as the rules see it, with every offset unchanged.

Each code point is replaced by exactly one code point, so that a span found in
the changed text is a span of the original.
"""

from __future__ import annotations

import unicodedata

#: Typographic variants that readers do not see as differences.
_SAME = {
    "'": "\u2018\u2019\u02bc\u2032\uff07",
    '"': "\u201c\u201d\u201e\u00ab\u00bb",
    " ": "\u00a0\u202f\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u3000"
    "\t\n\r",
    "-": "\u2010\u2011\u2012\u2212\u00ad\uff0d",
}
_TABLE = {
    ord(variant): plain for plain, variants in _SAME.items() for variant in variants
}
#: Latin letters with an accent -> the bare letter, where that is one letter.
_BARE = {
    code: base
    for code in range(0xC0, 0x250)
    if (base := unicodedata.normalize("NFD", chr(code))[0]).isascii()
}


def normalise(text: str) -> str:
    """Return the text with plain apostrophes, quotes, spaces and hyphens.

    Dashes between clauses (– —) stay; letter case and accents stay.

    >>> normalise("l’essor\u202f: −7,5\u00a0%")
    "l'essor : -7,5 %"
    """
    return text.translate(_TABLE)


def flatten(text: str) -> str:
    """Return normalised text without accents, hyphens as spaces.

    This is what phrases and token patterns are compared with.

    >>> flatten("Dégenré, semi-fini et ŒUVRE")
    'Degenre, semi fini et ŒUVRE'
    """
    return unaccent(text).replace("-", " ")


def unaccent(text: str) -> str:
    """Return the text with bare Latin letters; letters without one stay.

    >>> unaccent("Dégenré, ŒUVRE")
    'Degenre, ŒUVRE'
    """
    return text if text.isascii() else text.translate(_BARE)
