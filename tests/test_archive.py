"""Importing archives: rows to articles, once, whatever stands in the file."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from watch.archive import KEPT_PROBLEMS, ImportSummary, import_archive
from watch.errors import ArchiveError, StoreError
from watch.model import Source, Tags, Text
from watch.signals.tagger import load_tagger
from watch.store.database import Store, open_store
from watch.store.sources import list_sources, sync_sources

NOW = datetime(2026, 8, 24, 5, tzinfo=UTC)
GUM = "Le marché du chewing-gum recule de 7,5 % en France"
ROW: dict[str, object] = {
    "source": "www.gazette.example",
    "lang": "fr",
    "published": "2012-05-03",
    "title": GUM,
    "summary": None,
    "url": "https://www.gazette.example/eco/gum-1",
}
HEADER = "source,lang,published,title,summary,url"
LINE = 'gazette,fr,2012-05-03,"Gomme, un recul",Texte,https://gazette.example/a-1'

Import = Callable[..., ImportSummary]


class NoSignals:
    """A tagger without a signal."""

    def tag(self, text: Text) -> Tags:  # noqa: ARG002  # whatever it says
        """Find nothing."""
        return Tags((), ())


@pytest.fixture
def load(store: Store) -> Import:
    """Return a function that imports files into the store."""

    def load_files(*paths: Path) -> ImportSummary:
        return import_archive(store, NoSignals(), paths, now=NOW)

    return load_files


def write(path: Path, *rows: object) -> Path:
    """Write an archive: objects as JSON, texts as they are."""
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def dump(store: Store) -> list[str]:
    """Return the whole database as SQL, but for the moments of its migrations."""
    return [line for line in store.db.conn.iterdump() if "_migrations" not in line]


def test_a_row_becomes_an_article_of_an_archive_source(
    store: Store, tmp_path: Path
) -> None:
    """The date is trusted however old, the source created, the text tagged."""
    path = write(tmp_path / "a.jsonl", ROW)
    summary = import_archive(store, load_tagger(), [path], now=NOW)
    assert summary == ImportSummary(new=1, known=0, bad=0, problems=())
    (article,) = store.select(
        "SELECT source, lang, published, date_from, title, url, seen FROM article"
    )
    assert article == {
        "source": "www.gazette.example",
        "lang": "fr",
        "published": "2012-05-03T00:00:00Z",
        "date_from": "feed",
        "title": GUM,
        "url": "https://www.gazette.example/eco/gum-1",
        "seen": "2026-08-24T05:00:00Z",
    }
    (state,) = list_sources(store)
    assert (state.source.id, state.source.url) == ("www.gazette.example", None)
    (decline,) = store.select("SELECT percent FROM decline")
    assert decline == {"percent": 7.5}


def test_importing_again_changes_nothing(
    store: Store, load: Import, tmp_path: Path
) -> None:
    """A second import, also of a copy in another format, leaves every byte."""
    first = write(tmp_path / "a.jsonl", ROW, ROW | {"url": "https://b.example/2"})
    copy = tmp_path / "b.csv"
    copy.write_text(
        f"source;lang;published;title;url\nwww.gazette.example;fr;2012-05-03;{GUM};"
        "http://gazette.example/eco/gum-1/?utm_source=rss\n",
        encoding="utf-8",
    )
    assert load(first) == ImportSummary(2, 0, 0, ())
    before = dump(store)
    assert load(first, copy) == ImportSummary(0, 3, 0, ())
    assert dump(store) == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", json.dumps(ROW).encode()),
        ("a.jsonl", b"\xef\xbb\xbf" + json.dumps(ROW).encode() + b"\r\n\r\n"),
        ("a.jsonl.gz", gzip.compress(json.dumps(ROW).encode())),
        ("packed-but-not-named.jsonl", gzip.compress(json.dumps(ROW).encode())),
        ("no-suffix", json.dumps(ROW).encode()),
        ("a.csv", f"{HEADER}\n{LINE}".encode()),
        ("a.csv", f"\ufeff{HEADER}\r\n{LINE}\r\n".encode()),
        ("a.csv", f"{HEADER}\n{LINE}".replace(",", ";").encode()),
        ("a.tsv", f"{HEADER}\n{LINE}".replace(",", "\t").encode()),
        ("a.csv.gz", gzip.compress(f"{HEADER}\n{LINE}".encode())),
        ("a.csv", b'"URL","Title",SOURCE,lang,Published,x\n"https://a.example/1","two\nlines",s,FR-ca,2012-05-03T10:00:00+02:00,\n'),
    ],
)  # fmt: skip
def test_formats(load: Import, tmp_path: Path, name: str, content: bytes) -> None:
    """JSON Lines and CSV, plain and gzip, with and without a byte order mark."""
    path = tmp_path / name
    path.write_bytes(content)
    assert load(path) == ImportSummary(1, 0, 0, ())


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("{broken", "not valid JSON: Expecting property name"),
        ("[1]", "not a JSON object"),
        ({}, "has no source and no lang and no published and no title and no url"),
        (ROW | {"title": " "}, "has no title"),
        (ROW | {"title": 5}, '"title" must be text'),
        (ROW | {"lang": "French, I think"}, "is not a language code like fr"),
        (ROW | {"published": "03/05/2012"}, "is not a date like 2026-08-24"),
        (ROW | {"published": "2012-02-31"}, "is not a date like 2026-08-24"),
        (ROW | {"published": "9999-12-31"}, "is not a date like 2026-08-24"),
        (ROW | {"url": "/eco/gum-1"}, "is not an http address"),
        (ROW | {"url": "https://a.example/" + "x" * 3000}, "at most 2048 characters"),
        ("[" * 100_000, "not valid JSON"),
    ],
)
def test_bad_rows_are_reported_and_skipped(
    load: Import, tmp_path: Path, row: object, reason: str
) -> None:
    """Each is named by file and line with its reason; the others are kept."""
    path = write(tmp_path / "a.jsonl", ROW, row, ROW | {"url": "https://b.example/2"})
    summary = load(path)
    assert (summary.new, summary.known, summary.bad) == (2, 0, 1)
    (problem,) = summary.problems
    assert problem.startswith(f"{path}:2: ")
    assert reason in problem


def test_bad_rows_of_a_table(load: Import, tmp_path: Path) -> None:
    """In CSV the first line of a row of several lines is named."""
    rows = [
        HEADER,
        LINE.replace("Texte", '"two\nlines"'),
        "a,b,c,d,e,f,g",
        "gazette,fr",
    ]
    path = write(tmp_path / "a.csv", *rows)
    summary = load(path)
    assert summary == ImportSummary(
        1,
        0,
        2,
        (
            f"{path}:4: 7 fields for 6 columns",
            f"{path}:5: has no published and no title and no url",
        ),
    )


def test_bytes_that_are_not_utf_8_spoil_only_their_row(
    load: Import, tmp_path: Path
) -> None:
    """A line in another encoding is one bad row."""
    path = tmp_path / "a.jsonl"
    good = json.dumps(ROW).encode()
    path.write_bytes(good.replace(b"gum-1", b"gum-\xe9") + b"\n" + good)
    assert load(path) == ImportSummary(1, 0, 1, (f"{path}:1: not UTF-8 text",))


def test_rows_that_csv_cannot_read(load: Import, tmp_path: Path) -> None:
    """A field of a whole book and a line in another encoding are bad rows."""
    book = LINE.replace("Texte", "x" * 140_000)
    path = write(tmp_path / "a.csv", HEADER, book, LINE)
    path.write_bytes(path.read_bytes() + LINE.encode().replace(b"Texte", b"\xe9t\xe9"))
    summary = load(path)
    assert (summary.new, summary.bad) == (1, 2)
    assert summary.problems == (
        f"{path}:2: not valid CSV: field larger than field limit (131072)",
        f"{path}:4: not UTF-8 text",
    )


def test_only_the_first_problems_are_kept(load: Import, tmp_path: Path) -> None:
    """A file of another format does not flood the terminal; all rows are counted."""
    path = write(tmp_path / "a.jsonl", *["oops"] * (KEPT_PROBLEMS + 5))
    summary = load(path)
    assert (summary.bad, len(summary.problems)) == (KEPT_PROBLEMS + 5, KEPT_PROBLEMS)


def test_invisible_characters_and_html_are_cleaned(
    store: Store, load: Import, tmp_path: Path
) -> None:
    """Archives come from feeds: their texts are cleaned as those of feeds."""
    row = ROW | {"title": "A &amp; <b>B</b>\ud800", "source": "s\u200b\ud800"}
    assert load(write(tmp_path / "a.jsonl", row)).new == 1
    assert store.select("SELECT title, source FROM article") == [
        {"title": "A & B", "source": "s"}
    ]


UNREADABLE: dict[str, tuple[bytes | None, str]] = {
    "missing.jsonl": (None, "does not exist"),
    "packed.jsonl.gz": (b"plain text", "is not a gzip file"),
    "cut.jsonl.gz": (gzip.compress(json.dumps(ROW).encode() * 99)[:60], "cut off"),
    "damaged.gz": (gzip.compress(b"a" * 9)[:-9] + b"\xff" * 9, "cut off or damaged"),
    "photo.jsonl": (b"\x89PNG\r\n\x00\x00", "is not text in UTF-8"),
    "wide.csv": (f"{HEADER}\n{LINE}".encode("utf-16"), "is not text in UTF-8"),
    "list.json": (json.dumps([ROW]).encode(), "write JSON Lines"),
    "bare.csv": (LINE.encode(), "has no column source, lang, published, title, url"),
    "half.csv": (b"source,title\n", "has no column lang, published, url"),
    "empty.csv": (b"", "has no column"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_files_that_cannot_be_read(
    store: Store, load: Import, tmp_path: Path, name: str
) -> None:
    """The file and what to do are named, and nothing of it is imported."""
    content, reason = UNREADABLE[name]
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    before = dump(store)
    with pytest.raises(ArchiveError, match=str(path)) as raised:
        load(path)
    assert reason in str(raised.value)
    assert dump(store) == before


def test_a_folder_is_no_archive(load: Import, tmp_path: Path) -> None:
    """The user is told to name files."""
    with pytest.raises(ArchiveError, match="is a folder"):
        load(tmp_path)


def test_a_missing_file_is_noticed_first(
    store: Store, load: Import, tmp_path: Path
) -> None:
    """Before anything of the files before it is imported."""
    good = write(tmp_path / "a.jsonl", ROW)
    with pytest.raises(ArchiveError, match=r"b\.jsonl does not exist"):
        load(good, tmp_path / "b.jsonl")
    assert store.select("SELECT count(*) AS n FROM article") == [{"n": 0}]


def test_an_empty_file_has_no_rows(load: Import, tmp_path: Path) -> None:
    """Nothing to import is no error."""
    assert load(write(tmp_path / "a.jsonl", "", "  ")) == ImportSummary(0, 0, 0, ())


def test_a_configured_source_stays_as_it_is(
    store: Store, load: Import, tmp_path: Path
) -> None:
    """Rows of a source that is in sources.toml go to that source."""
    source = Source(
        "gazette", "La Gazette", "Gazette", "https://g.example/", "en", "food"
    )
    sync_sources(store, [source])
    load(write(tmp_path / "a.jsonl", ROW | {"source": "gazette"}))
    assert [state.source for state in list_sources(store)] == [source]


def test_every_source_of_an_article_is_kept(
    store: Store, load: Import, tmp_path: Path
) -> None:
    """One URL in two sources is one article with a carrier, in any order of files."""
    ours = write(tmp_path / "a.jsonl", ROW, ROW | {"source": "wire"})
    later = write(tmp_path / "b.jsonl", ROW | {"source": "late"})
    assert load(ours, later) == ImportSummary(1, 2, 0, ())
    carriers = store.select("SELECT source FROM carrier ORDER BY 1")
    assert [row["source"] for row in carriers] == ["late", "wire"]


def stories(store: Store) -> dict[str, str]:
    """Return the URL of the first article of each article's story, by URL."""
    rows = store.select(
        "SELECT a.url, b.url AS first FROM article a JOIN article b ON b.key = a.story"
    )
    return {row["url"]: row["first"] for row in rows}


def dispatch(number: int, day: int) -> dict[str, object]:
    """Return the row of one outlet's copy of a dispatch."""
    return ROW | {
        "source": f"outlet-{number}",
        "url": f"https://o{number}.example/gum-{day}",
        "published": f"2012-05-{day:02}T{number:02}:00:00Z",
    }


def test_a_dispatch_is_one_story_across_files_and_batches(
    store: Store, load: Import, tmp_path: Path
) -> None:
    """Near-duplicates of three days share a story, whichever file brings them."""
    rows = [dispatch(number, 3) for number in range(9)]
    load(write(tmp_path / "a.jsonl", *rows[:4]))
    load(write(tmp_path / "b.jsonl", *rows[4:], dispatch(1, 20)))
    assert set(stories(store).values()) == {
        "https://o0.example/gum-3",
        "https://o1.example/gum-20",
    }


class Interrupted:
    """A tagger that stops the import, as Ctrl-C or a power cut would."""

    def __init__(self, *, after: int) -> None:
        self._left = after

    def tag(self, text: Text) -> Tags:  # noqa: ARG002  # whatever it says
        """Find nothing, then stop."""
        self._left -= 1
        if self._left < 0:
            raise KeyboardInterrupt
        return Tags((), ())


def many(tmp_path: Path) -> Path:
    """Write an archive of several batches, newest first, with repeated titles."""
    rows = [
        ROW
        | {
            "source": f"outlet-{number % 5}",
            "published": f"2012-{1 + number % 12:02}-{1 + number % 28:02}",
            "title": f"{GUM} et {'recule ' * (number % 7)} {number % 11} fois",
            "url": f"https://o.example/{number}",
        }
        for number in range(4500)
    ]
    return write(tmp_path / "many.jsonl", *rows)


def test_an_interrupted_import_goes_on(store: Store, tmp_path: Path) -> None:
    """Whole batches stay; running again ends with what one run would have given."""
    path = many(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        import_archive(store, Interrupted(after=2500), [path], now=NOW)
    assert store.select("SELECT count(*) AS n FROM article") == [{"n": 2000}]
    summary = import_archive(store, NoSignals(), [path], now=NOW)
    assert summary == ImportSummary(2500, 2000, 0, ())
    with open_store(tmp_path / "other.db") as other:
        import_archive(other, NoSignals(), [path], now=NOW)
        assert dump(other) == dump(store)


def test_progress_is_told_by_batch(store: Store, tmp_path: Path) -> None:
    """File, rows done and rows in all, after each transaction."""
    told: list[tuple[Path, int, int]] = []
    path = many(tmp_path)
    import_archive(
        store,
        NoSignals(),
        [path],
        now=NOW,
        on_progress=lambda *progress: told.append(progress),
    )
    assert told == [(path, 2000, 4500), (path, 4000, 4500), (path, 4500, 4500)]


def test_a_locked_database_is_reported(
    store: Store, load: Import, tmp_path: Path
) -> None:
    """The advice of the store comes through."""
    path = write(tmp_path / "a.jsonl", ROW)
    store.db.conn.execute("PRAGMA query_only = ON")
    with pytest.raises(StoreError):
        load(path)


@pytest.mark.real
def test_weeks_of_real_press(
    store: Store, load: Import, shared: Path, tmp_path: Path
) -> None:
    """Every row of a real archive is imported; stories join outlets, but few."""
    source = shared / "data" / "fr_press_2023.jsonl.gz"
    with gzip.open(source, "rt", encoding="utf-8") as file:
        rows = [line.rstrip() for line, _ in zip(file, range(12_000), strict=False)]
    assert load(write(tmp_path / "a.jsonl", *rows)) == ImportSummary(12_000, 0, 0, ())
    (counts,) = store.select(
        "SELECT count(*) AS stories, max(n) AS most FROM "
        "(SELECT story, count(DISTINCT source) AS n FROM article GROUP BY story)"
    )
    assert 10_500 < counts["stories"] < 11_900
    assert counts["most"] >= 6
