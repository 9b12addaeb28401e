"""A tokenizer for all languages, in bounded memory.

``spacy.blank("fr")`` takes four seconds to import for words with hyphens and
other special cases that rules never see (hyphens are spaces to them); the
language-neutral one with French elision cuts the same tokens in a tenth of a
second.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import spacy
from spacy.tokens import Doc
from spacy.util import compile_infix_regex
from spacy.vocab import Vocab

from .normalise import flatten, normalise

#: Between l' and IA, and around dashes, ellipses, slashes and quotes.
_INFIXES = (r"(?<=[^\W\d_]')(?=[^\W\d_\"])", r'[–—…/|"]')
#: spaCy remembers every word it has seen; after so many texts it forgets again.
_TEXTS_REMEMBERED = 2_000


class Words:
    """Cuts texts into tokens as the rules see them."""

    def __init__(self) -> None:
        self._nlp = spacy.blank("xx")
        infixes = [*(self._nlp.Defaults.infixes or ()), *_INFIXES]
        tokenizer: Any = self._nlp.tokenizer  # typed as any callable
        tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
        self._memory = ExitStack()
        self._texts = 0

    @property
    def vocab(self) -> Vocab:
        """The words known for good, which matchers are built on."""
        return self._nlp.vocab

    def cut(self, text: str) -> Doc:
        """Return the tokens of a text."""
        return self._nlp.make_doc(flatten(normalise(text)))

    def cut_chunk(self, chunk: str) -> tuple[str, ...]:
        """Return the tokens of what stands between spaces; letters are one."""
        flat = flatten(chunk)
        return (flat,) if flat.isalpha() else tuple(t.text for t in self.cut(flat))

    def cut_for_now(self, *texts: str) -> tuple[Doc, ...]:
        """Return the tokens of texts; valid until the next call."""
        if self._texts % _TEXTS_REMEMBERED == 0:
            self._memory.close()
            self._memory.enter_context(self._nlp.memory_zone())
        self._texts += 1
        return tuple(self.cut(text) for text in texts)
