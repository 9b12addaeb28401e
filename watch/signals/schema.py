"""The shape of signal files, checked by pydantic: unknown keys are errors."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    RootModel,
    StringConstraints,
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

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Lang = Annotated[str, StringConstraints(pattern=r"^([a-z]{2}|any)$")]
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
#: A list word: no comma (it would split) and no list of lists.
Item = Annotated[str, StringConstraints(pattern=r"^([^,<>={}]|\{[^{}]*\})+$")]
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
    patterns: list[Annotated[list[dict[str, Any]], Field(min_length=1)]] = []
    near: list[Words] = []
    within: Annotated[int, Field(ge=0, le=50)] | Literal["sentence"] = "sentence"
    also: list[Words] = []
    exceptions: Annotated[list[Words], Field(alias="except")] = []
    unless: list[Words] = []
    only: Literal["title", "summary"] | None = None

    @model_validator(mode="after")
    def _can_match(self) -> Self:
        if not self.phrases and not self.patterns:
            raise ValueError("needs phrases or patterns, or it can't match anything")
        return self

    @model_validator(mode="after")
    def _needs_no_model(self) -> Self:
        for pattern in self.patterns:
            for token in pattern:
                unknown = sorted(token.keys() - TOKEN_KEYS)
                if unknown:
                    raise ValueError(
                        f"patterns can't use {', '.join(unknown)}: only what a plain"
                        f" tokenizer knows: {', '.join(sorted(TOKEN_KEYS))}"
                    )
        return self


class SignalFile(_Table):
    """A whole signal file."""

    id: Name
    theme: Words
    title: dict[Lang, Words]
    description: dict[Lang, Words]
    lists: WordLists = {}
    exceptions: Annotated[Contexts, Field(alias="except")] = {}
    unless: Contexts = {}
    rules: Annotated[list[RuleTable], Field(min_length=1)]
    examples: dict[Lang, Examples] = {}

    @model_validator(mode="after")
    def _rule_ids_are_unique(self) -> Self:
        ids = [rule.id for rule in self.rules]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError(f"two rules are called {', '.join(twice)}")
        return self

    @model_validator(mode="after")
    def _readers_know_it_in_both_languages(self) -> Self:
        for key, texts in (("title", self.title), ("description", self.description)):
            missing = sorted({"fr", "en"} - texts.keys())
            if missing:
                raise ValueError(f"{key} is missing in {' and '.join(missing)}")
        return self
