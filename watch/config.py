"""sources.toml -> Config: read once, checked completely, in the user's words."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails

from .crawl.limits import FetchLimits
from .errors import ConfigError
from .model import Source

#: Languages of the press and of the digests that data files exist for.
Language = Literal["en", "fr"]

Weekday = Literal[
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
]

MIN_INTERVAL = timedelta(minutes=5)
MAX_INTERVAL = timedelta(days=7)

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_DURATION = re.compile(r"(\d+)\s*(m|h|d)(?:in(?:ute)?s?|ours?|ays?)?", re.IGNORECASE)
_NO_FILE_ADVICE = (
    "Write a starter set with `trendwatch init`, or name yours with --config."
)
_SLUG = re.compile(r"[a-z0-9][a-z0-9._-]*")


def read_duration(value: object) -> object:
    """Read whole minutes, or text such as ``30 minutes``, ``2h``, ``1 day``.

    Anything else is returned as it came, for pydantic to refuse.

    >>> read_duration("2 hours"), read_duration(30)
    (datetime.timedelta(seconds=7200), datetime.timedelta(seconds=1800))
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return timedelta(minutes=value)
    written = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if written is None:
        return value
    return timedelta(**{_UNITS[written[2].lower()]: int(written[1])})


class _Table(BaseModel):
    """A table of sources.toml: unknown keys are errors, values don't change."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class HttpConfig(_Table):
    """The ``[http]`` table: limits of every fetch."""

    #: Seconds to connect to a server.
    connect_timeout: float = Field(default=10, gt=0, le=120)
    #: Seconds between two pieces of an answer.
    read_timeout: float = Field(default=20, gt=0, le=120)
    #: Seconds for one fetch altogether, redirects included.
    total_timeout: float = Field(default=60, gt=0, le=600)
    #: Largest decompressed feed, in MiB.
    max_megabytes: float = Field(default=15, gt=0, le=200)
    #: Redirects followed for one fetch.
    max_redirects: int = Field(default=5, ge=0, le=20)
    #: Fetches at the same time.
    concurrency: int = Field(default=16, ge=1, le=200)
    #: Fetches at the same time from one host.
    per_host: int = Field(default=2, ge=1, le=20)
    #: Seconds between the starts of two fetches from one host.
    host_pause: float = Field(default=1, ge=0, le=60)
    #: True lets feeds live on this machine or in a private network.
    allow_private_networks: bool = False


def _slug(value: str) -> str:
    if not _SLUG.fullmatch(value):
        raise ValueError("may hold only small letters, digits, '.', '_' and '-'")
    return value


class SourceConfig(_Table):
    """One ``[[source]]`` table."""

    id: str
    name: str = Field(min_length=1)
    outlet: str = ""
    url: str
    lang: Language
    group: str
    enabled: bool = True
    reason: str = ""
    interval: Annotated[timedelta, BeforeValidator(read_duration)] = timedelta(hours=1)

    _check_slugs = field_validator("id", "group")(_slug)

    @field_validator("url")
    @classmethod
    def _check_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("must be a web address such as https://example.org/rss")
        return value

    @field_validator("interval")
    @classmethod
    def _check_interval(cls, value: timedelta) -> timedelta:
        if value < MIN_INTERVAL:
            raise ValueError("must be at least 5 minutes")
        if value > MAX_INTERVAL:
            raise ValueError("must be at most 7 days")
        return value

    @field_validator("reason")
    @classmethod
    def _check_reason(cls, value: str, info: ValidationInfo) -> str:
        if value and info.data.get("enabled"):
            raise ValueError("belongs only to a source with enabled = false")
        return value

    def to_source(self) -> Source:
        """Return the source as the rest of the program knows it."""
        values = self.model_dump()
        values["outlet"] = self.outlet or self.name
        if not self.enabled:
            values["reason"] = self.reason or "disabled in sources.toml"
        return Source(**values)


class Settings(_Table):
    """All of sources.toml; paths are relative to the file."""

    database: str = "trendwatch.db"
    digests: str = "digests"
    signals: str = "signals"
    time_zone: str = "Europe/Paris"
    languages: tuple[Language, ...] = Field(
        default=("fr", "en"), min_length=1, strict=False
    )
    digest_day: Weekday = "monday"
    digest_hour: int = Field(default=8, ge=0, le=23)
    contact: str = ""
    demo: bool = False
    http: HttpConfig = HttpConfig()
    source: tuple[SourceConfig, ...] = Field(default=(), strict=False)

    @field_validator("time_zone")
    @classmethod
    def _check_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError("must be a zone such as Europe/Paris") from error
        return value


class Config(BaseModel):
    """A checked configuration, with absolute paths."""

    model_config = ConfigDict(frozen=True)

    #: The file it was read from.
    path: Path
    #: The SQLite file.
    database: Path
    #: Folder of the digests.
    digests: Path
    #: Folder of the user's own signal files; it need not exist.
    signals: Path
    #: Everything else, as written.
    settings: Settings

    @property
    def sources(self) -> tuple[Source, ...]:
        """The configured sources, in the order of the file."""
        return tuple(table.to_source() for table in self.settings.source)

    @property
    def limits(self) -> FetchLimits:
        """What a fetch may cost, and who asks."""
        values = self.settings.http.model_dump()
        max_bytes = int(values.pop("max_megabytes") * 2**20)
        return FetchLimits(**values, max_bytes=max_bytes, contact=self.settings.contact)

    @property
    def zone(self) -> ZoneInfo:
        """Time zone of the weekly digest."""
        return ZoneInfo(self.settings.time_zone)


def load_config(
    path: Path, *, database: Path | None = None, may_be_empty: bool = False
) -> Config:
    """Read and check sources.toml.

    Args:
        path: The file.
        database: Replaces the file's ``database`` when given.
        may_be_empty: Accept a file without any enabled source.

    Raises:
        ConfigError: With every problem of the file, one line each.

    """
    text = _read_text(path)
    return read_config(text, path, database=database, may_be_empty=may_be_empty)


def read_config(
    text: str, path: Path, *, database: Path | None = None, may_be_empty: bool = False
) -> Config:
    """Check the text of a sources.toml that stands, or is to stand, at ``path``.

    Arguments and errors as ``load_config``.
    """
    tables = _read_toml(text, path)
    problems: list[str] = []
    try:
        settings = Settings.model_validate(tables)
    except ValidationError as error:
        problems += [_in_words(detail, tables) for detail in _causes(error)]
    problems += _cross_check(tables.get("source"), may_be_empty=may_be_empty)
    if problems:
        raise ConfigError([f"{path.name}: {line}" for line in problems])
    return settle(path, settings, database=database)


def settle(path: Path, settings: Settings, *, database: Path | None = None) -> Config:
    """Return the configuration with its paths made absolute, beside ``path``."""
    folder = path.absolute().parent
    return Config(
        path=path.absolute(),
        database=(database or folder / settings.database).absolute(),
        digests=folder / settings.digests,
        signals=folder / settings.signals,
        settings=settings,
    )


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise ConfigError(
            [f"{path}: no such file. {_NO_FILE_ADVICE}"],
        ) from error
    except OSError as error:
        raise ConfigError([f"{path}: can't be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise ConfigError([f"{path}: is not UTF-8 text; save it as UTF-8"]) from error


def _read_toml(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([f"{path.name}: is not valid TOML: {error}"]) from error


def _cross_check(sources: object, *, may_be_empty: bool) -> Iterator[str]:
    """Yield what no single field can know: repeated ids and addresses."""
    tables = [table for table in _as_list(sources) if isinstance(table, Mapping)]
    for key in ("id", "url"):
        values = [table.get(key) for table in tables]
        counts = Counter(value for value in values if isinstance(value, str))
        for value, times in counts.items():
            if times > 1:
                yield f'{times} sources have the {key} "{value}"; keep one of them'
    if not may_be_empty and not any(table.get("enabled", True) for table in tables):
        yield "no source is enabled; add a [[source]] table or set enabled = true"


def _as_list(value: object) -> Iterable[object]:
    return value if isinstance(value, list) else ()


def _causes(error: ValidationError) -> list[ErrorDetails]:
    """Return the errors without those that only follow from another one."""
    details = error.errors()
    wrong = {detail["loc"][:-1] for detail in details}
    return [
        detail
        for detail in details
        if not (detail["type"] == "too_short" and detail["loc"] in wrong)
    ]


_WORDS = {
    "string_type": "must be text in quotes",
    "string_too_short": "must not be empty",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "time_delta_type": "must be minutes, or text such as '30 minutes' or '2 hours'",
    "tuple_type": "must be a list",
    "too_short": "must not be empty",
    "model_type": "must be a table",
}


def _in_words(detail: ErrorDetails, tables: Mapping[str, Any]) -> str:
    """Say one pydantic error as a user would."""
    where, location = _place(detail["loc"], tables)
    key = str(location[0]) if location else ""
    match detail["type"]:
        case "extra_forbidden":
            known = _known_keys(detail["loc"])
            close = difflib.get_close_matches(key, known, n=1)
            hint = f'; did you mean "{close[0]}"?' if close else ""
            return f'{where}unknown key "{key}"{hint}'
        case "missing":
            return f"{where}{key} is missing"
        case "literal_error":
            expected = detail["ctx"]["expected"]
            return f"{where}{key} must be {expected}, not {detail['input']!r}"
        case "greater_than" | "greater_than_equal" | "less_than_equal":
            words = detail["msg"].removeprefix("Input should be ")
            return f"{where}{key} must be {words}, not {detail['input']!r}"
        case "value_error":
            return f"{where}{key} {detail['ctx']['error']}"
        case other:
            words = _WORDS.get(other) or f"is not valid: {detail['msg']}"
            return f"{where}{key} {words}"


def _place(
    location: tuple[int | str, ...], tables: Mapping[str, Any]
) -> tuple[str, tuple[int | str, ...]]:
    """Split an error's location into "source "x": " and the rest of it."""
    match location:
        case ("source", int(number), *rest):
            table = tables["source"][number]
            name = table.get("id") if isinstance(table, Mapping) else None
            label = f'source "{name}"' if name else f"source number {number + 1}"
            return f"{label}: ", tuple(rest) or ("it",)
        case ("http", *rest) if rest:
            return "[http] ", tuple(rest)
        case _:
            return "", location


def _known_keys(location: tuple[int | str, ...]) -> list[str]:
    match location[0]:
        case "source" if len(location) > 1:
            return list(SourceConfig.model_fields)
        case "http" if len(location) > 1:
            return list(HttpConfig.model_fields)
        case _:
            return [*Settings.model_fields, *HttpConfig.model_fields]
