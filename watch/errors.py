"""Everything trendwatch raises on purpose.

::

    TrendwatchError            something failed; the command exits with 1
    |-- UsageError             wrong use or configuration; exits with 2
    |   |-- ConfigError        sources.toml is missing or wrong, all problems
    |   `-- RuleError          signal files are wrong, all problems
    |-- StoreError             the database can't be opened, read or written
    |   `-- DatabaseBusyError  another trendwatch process is writing to it
    |-- ArchiveError           an archive file can't be read at all
    |-- CrawlError             a whole crawl failed, not just one source
    `-- DeliveryError          Telegram refuses the token or can't be reached

A broken feed is no exception but a value (``model.Failed``). Any other
exception is a bug and is not caught.
"""

from __future__ import annotations

from collections.abc import Sequence


class TrendwatchError(Exception):
    """Base class: the message says what happened, where, and what to do."""

    #: Exit code of a command that ends with this error.
    exit_code = 1


class UsageError(TrendwatchError):
    """The command was called or configured wrongly."""

    exit_code = 2


class ProblemsError(UsageError):
    """Several problems of the same file set, reported together.

    Args:
        problems: One user-readable line each, naming file and place.

    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        #: The lines, in the order of the file.
        self.problems = tuple(problems)


class ConfigError(ProblemsError):
    """``sources.toml`` or the environment is missing, unreadable or wrong."""


class RuleError(ProblemsError):
    """Signal or lexicon files are unreadable or wrong."""


class StoreError(TrendwatchError):
    """The database can't be opened, read or written."""


class DatabaseBusyError(StoreError):
    """Another trendwatch process holds the right to write to the database."""


class ArchiveError(TrendwatchError):
    """An archive file can't be read at all; single bad rows never raise this."""


class CrawlError(TrendwatchError):
    """A whole crawl failed, for example because there is no network."""


class DeliveryError(TrendwatchError):
    """Telegram refuses the token or can't be reached."""
