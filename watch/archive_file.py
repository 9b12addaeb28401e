"""Archive files as rows: JSON Lines or CSV, plain or gzip, UTF-8."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from .errors import ArchiveError

#: Columns that every archive has; ``summary`` is optional.
REQUIRED = ("source", "lang", "published", "title", "url")

_GZIP = b"\x1f\x8b"
#: Bytes that are not UTF-8, as the surrogateescape error handler writes them.
_UNREADABLE = re.compile("[\ud800-\udfff]")
_NOT_UTF_8 = "not UTF-8 text"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an archive, as written."""

    #: Line in the file, from 1; the first one of a row of several lines.
    line: int
    #: Text by column, stripped; "" where the row has none.
    fields: dict[str, str]
    #: Why the row can't be read at all; "" if it can.
    problem: str = ""


def check_file(path: Path) -> None:
    """Raise ``ArchiveError`` if there is no such file."""
    if path.is_dir():
        raise ArchiveError(f"{path} is a folder: name the files in it")
    if not path.exists():
        raise ArchiveError(f"{path} does not exist")


def read_rows(path: Path) -> Iterator[Row]:
    """Yield the rows of an archive in file order; blank lines are skipped.

    Raises:
        ArchiveError: the file can't be read, is cut off, is no text, or is a CSV
            file without a header that names the columns.

    """
    with _explained(path), _open_text(path) as file:
        start = file.read(1)
        while start.isspace():
            start = file.read(1)
        file.seek(0)
        if start == "[":
            raise ArchiveError(
                f"{path} is one JSON list: write JSON Lines, one object on each line"
            )
        if start == "{" or _plain_suffix(path) in {".jsonl", ".ndjson", ".json"}:
            yield from _read_json_lines(file)
        else:
            yield from _read_csv(file, path)


def _plain_suffix(path: Path) -> str:
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    return suffixes[-1] if suffixes else ""


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn what can go wrong with a file into words."""
    try:
        yield
    except (EOFError, zlib.error) as error:
        raise ArchiveError(f"{path} is cut off or damaged: get it again") from error
    except gzip.BadGzipFile as error:
        raise ArchiveError(
            f"{path} is not a gzip file, or is damaged: get it again"
        ) from error
    except OSError as error:
        raise ArchiveError(
            f"{path} can't be read: {error.strerror or error}"
        ) from error


@contextmanager
def _open_text(path: Path) -> Iterator[TextIO]:
    """Open an archive as text; what is not UTF-8 becomes surrogates."""
    with path.open("rb") as raw:
        packed = raw.read(len(_GZIP)) == _GZIP
        raw.seek(0)
        plain = gzip.GzipFile(fileobj=raw) if packed or path.suffix == ".gz" else raw
        if b"\x00" in plain.read(4096):
            raise ArchiveError(f"{path} is not text in UTF-8: save it as UTF-8")
        plain.seek(0)
        yield io.TextIOWrapper(plain, "utf-8-sig", errors="surrogateescape", newline="")


def _read_json_lines(file: TextIO) -> Iterator[Row]:
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        if _UNREADABLE.search(line):
            yield Row(number, {}, _NOT_UTF_8)
            continue
        try:
            given = json.loads(line)
        except json.JSONDecodeError as error:
            problem = f"not valid JSON: {error.msg} at character {error.pos + 1}"
            yield Row(number, {}, problem)
        except (ValueError, RecursionError):
            yield Row(number, {}, "not valid JSON")
        else:
            yield _check_object(number, given)


def _check_object(number: int, given: object) -> Row:
    if not isinstance(given, dict):
        return Row(number, {}, "not a JSON object")
    fields = {}
    for column in (*REQUIRED, "summary"):
        value = given.get(column)
        if not isinstance(value, str | None):
            return Row(number, {}, f'"{column}" must be text')
        fields[column] = (value or "").strip()
    return Row(number, fields)


def _read_csv(file: TextIO, path: Path) -> Iterator[Row]:
    header = file.readline()
    delimiter = max(",;\t", key=header.count)
    columns = [
        name.strip().lower()
        for name in next(csv.reader([header], delimiter=delimiter), [])
    ]
    if missing := [column for column in REQUIRED if column not in columns]:
        raise ArchiveError(
            f"{path} has no column {', '.join(missing)}: the first line of a CSV "
            f"archive names its columns, {', '.join(REQUIRED)} and maybe summary"
        )
    reader = csv.reader(file, delimiter=delimiter)
    line = 2
    while True:
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(line, {}, f"not valid CSV: {error}")
        else:
            if len(values) > len(columns):
                yield Row(line, {}, f"{len(values)} fields for {len(columns)} columns")
            elif any(_UNREADABLE.search(value) for value in values):
                yield Row(line, {}, _NOT_UTF_8)
            elif any(values):
                filled = values + [""] * (len(columns) - len(values))
                stripped = (value.strip() for value in filled)
                yield Row(line, dict(zip(columns, stripped, strict=True)))
        line = reader.line_num + 2
