"""Add sources to sources.toml; every byte that the user wrote stays."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import tomlkit

from ..config import read_config
from ..errors import ConfigError
from ..model import Source


def append_sources(path: Path, sources: Iterable[Source]) -> None:
    """Add a ``[[source]]`` table for each source at the end of the file.

    A symbolic link stays one: the file it names is replaced, in one step, so that
    a reader sees the old or the new one. Nothing is written if the result would
    not pass ``trendwatch check``.

    Args:
        path: The file; it exists.
        sources: The sources; ids and addresses are new to the file.

    Raises:
        ConfigError: The file would be wrong, or can't be read or written.

    """
    place = path.resolve()
    try:
        before = place.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError([f"{path}: can't be read: {error}"]) from error
    tables = "".join("\n" + source_table(source) for source in sources)
    newline = "\r\n" if "\r\n" in before else "\n"
    gap = "" if before.endswith("\n") or not before else newline
    after = before + gap + tables.replace("\n", newline)
    try:
        read_config(after.removeprefix("\ufeff"), path)
    except ConfigError as error:
        raise ConfigError(
            [*error.problems, f"{path.name}: nothing was written"]
        ) from error
    try:
        _replace(place, after.encode())
    except OSError as error:
        raise ConfigError(
            [f"{path}: can't be written: {error.strerror}; nothing was written"]
        ) from error


def source_table(source: Source) -> str:
    r"""Return a source as a table of sources.toml, without what goes without saying.

    >>> loupe = Source("loupe", "La \"Loupe\"", "", "https://l.example/", "fr", "food")
    >>> print(source_table(loupe), end="")
    [[source]]
    id = "loupe"
    name = "La \"Loupe\""
    url = "https://l.example/"
    lang = "fr"
    group = "food"
    """
    table = tomlkit.table()
    table.add("id", source.id)
    table.add("name", source.name)
    if source.outlet not in {"", source.name}:
        table.add("outlet", source.outlet)
    table.add("url", source.url or "")
    table.add("lang", source.lang)
    table.add("group", source.group)
    tables = tomlkit.aot()
    tables.append(table)
    return tomlkit.dumps({"source": tables}).strip("\n") + "\n"


def _replace(place: Path, content: bytes) -> None:
    unfinished = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(place, unfinished)
        unfinished.replace(place)
    finally:
        unfinished.unlink(missing_ok=True)
