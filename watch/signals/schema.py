"""The shape of signal files, checked by pydantic: unknown keys are errors.

Messages are in the words of ``docs/reference/rules.md``, for people who don't
program.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    RootModel,
    model_validator,
)

#: Attributes that a tokenizer fills without a model, and the operators of spaCy.
TOKEN_KEYS = frozenset(
    {
        "ORTH", "TEXT", "LOWER", "LENGTH", "IS_ALPHA", "IS_ASCII", "IS_DIGIT",
        "IS_LOWER", "IS_UPPER", "IS_TITLE", "IS_PUNCT", "IS_QUOTE", "IS_CURRENCY",
        "LIKE_NUM", "SHAPE", "PREFIX", "SUFFIX", "OP",
    }
)  # fmt: skip

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LANG = re.compile(r"[a-z]{2}|any")
_ITEM = re.compile(r"=?([^,={}]|\{[^{}]*\})+")
_MOST_WORDS_BETWEEN = 50


def _check_name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise ValueError(f'"{text}" is no name: use small letters, digits and hyphens')
    return text


def _check_lang(text: str) -> str:
    if not _LANG.fullmatch(text):
        raise ValueError(f'"{text}" is no language: use fr, en or any')
    return text


def _check_words(text: str) -> str:
    if not text.strip():
        raise ValueError("there is an empty text")
    return text


def _check_item(text: str) -> str:
    if not _ITEM.fullmatch(text):
        raise ValueError(f'"{text}": a list word can\'t have a comma outside {{…}}')
    return text


def _check_within(value: object) -> object:
    if value == "sentence" or (
        isinstance(value, int) and 0 <= value <= _MOST_WORDS_BETWEEN
    ):
        return value
    raise ValueError(f'use "sentence" or a number from 0 to {_MOST_WORDS_BETWEEN}')


def _check_token(token: dict[str, Any]) -> dict[str, Any]:
    if unknown := sorted(token.keys() - TOKEN_KEYS):
        raise ValueError(
            f"a token pattern can't use {', '.join(unknown)}, only what a tokenizer"
            f" knows without a model: {', '.join(sorted(TOKEN_KEYS))}"
        )
    return token


def _for_both_languages(value: object) -> object:
    """Let one text serve both languages where only one is written."""
    if isinstance(value, str):
        return {"fr": value, "en": value}
    if isinstance(value, Mapping) and value:
        first = next(iter(value.values()))
        return {"fr": first, "en": first, **value}
    return value


Name = Annotated[str, AfterValidator(_check_name)]
Lang = Annotated[str, AfterValidator(_check_lang)]
Words = Annotated[str, AfterValidator(_check_words)]
Item = Annotated[str, AfterValidator(_check_words), AfterValidator(_check_item)]
Within = Annotated[int | Literal["sentence"], BeforeValidator(_check_within)]
Pattern = Annotated[
    list[Annotated[dict[str, Any], AfterValidator(_check_token)]], Field(min_length=1)
]
ByLang = Annotated[dict[Lang, Words], BeforeValidator(_for_both_languages)]
Contexts = dict[Lang, list[Words]]
WordLists = dict[Lang, dict[Name, Annotated[list[Item], Field(min_length=1)]]]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ListFile(RootModel[WordLists]):
    """Word lists that every signal file may use: language, name, words."""


class Examples(_Table):
    """Sentences that a signal must match or must ignore."""

    match: list[Words] = []
    ignore: list[Words] = []


class RuleTable(_Table):
    """One ``[[rules]]`` table."""

    id: Name
    lang: Lang
    phrases: list[Words] = []
    patterns: list[Pattern] = []
    near: list[Words] = []
    within: Within = "sentence"
    also: list[Words] = []
    exceptions: Annotated[list[Words], Field(alias="except")] = []
    exception_patterns: Annotated[list[Pattern], Field(alias="except-patterns")] = []
    unless: list[Words] = []
    only: Literal["title", "summary"] | None = None

    @model_validator(mode="after")
    def _can_match(self) -> Self:
        if not self.phrases and not self.patterns:
            raise ValueError(
                f'rule "{self.id}" needs phrases or patterns, or it matches nothing'
            )
        return self


class SignalFile(_Table):
    """A whole signal file."""

    id: Name
    theme: Words
    title: ByLang
    description: ByLang
    lists: WordLists = {}
    exceptions: Annotated[Contexts, Field(alias="except")] = {}
    unless: Contexts = {}
    rules: Annotated[list[RuleTable], Field(min_length=1)]
    examples: dict[Lang, Examples] = {}

    @model_validator(mode="after")
    def _rule_ids_are_unique(self) -> Self:
        ids = [rule.id for rule in self.rules]
        if twice := sorted({name for name in ids if ids.count(name) > 1}):
            raise ValueError(f"several rules are called {', '.join(twice)}")
        return self
