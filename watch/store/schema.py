"""The tables, as append-only migrations.

Conventions: a moment is text in UTC to the second, ``2026-08-24T05:00:00Z``, so
that it sorts and SQLite's date functions read it; a week is text, ``2026-W34``; a
yes or no is 1 or 0; a list is JSON text. A released migration is never edited:
append a new function instead.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from .views import CANDIDATES, TRENDS_WITH_INTERVALS, VIEWS

#: Marks the file as ours ("Tren" in ASCII); ``file`` and open_store read it.
APPLICATION_ID = 0x5472656E

MIGRATIONS = Migrations("trendwatch")

_PRESS = """
-- A press feed of sources.toml, or an archive source that is never fetched.
CREATE TABLE source (
    id TEXT PRIMARY KEY,        -- short unique name, as in sources.toml
    name TEXT NOT NULL,         -- name shown to readers
    outlet TEXT NOT NULL,       -- publisher; sources of one outlet count once
    url TEXT,                   -- address of the feed; NULL for an archive source
    lang TEXT NOT NULL,         -- language where an entry does not say otherwise
    source_group TEXT NOT NULL, -- general, business, tech, ... or archive
    enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)), -- 0: known, never fetched
    reason TEXT NOT NULL,       -- why it is disabled; '' when enabled
    interval INTEGER NOT NULL,  -- seconds between two fetches
    etag TEXT,                  -- ETag of the last answer, byte for byte
    last_modified TEXT,         -- Last-Modified of the last answer, byte for byte
    body_hash TEXT,             -- SHA-256 (hex) of the last body
    failures REAL NOT NULL DEFAULT 0, -- weighted failures since the last success
    next_due TEXT,              -- moment of the next fetch; NULL = at once
    learned INTEGER,            -- seconds between two fetches as learned from the feed
    moved_to TEXT,              -- address that replaced the configured one for good
    moving_to TEXT,             -- new address according to the last answers
    moving_times INTEGER NOT NULL DEFAULT 0, -- consecutive answers that said so
    paused TEXT NOT NULL DEFAULT '',  -- why it is no longer fetched although enabled
    refusal TEXT NOT NULL DEFAULT ''  -- who refuses us and by what rule
) STRICT;

-- The crawl log: one row for each visit to a source.
CREATE TABLE visit (
    source TEXT NOT NULL REFERENCES source (id), -- the source visited
    at TEXT NOT NULL,           -- moment of the visit
    outcome TEXT NOT NULL,      -- fetched, not modified, temporary failure, ...
    detail TEXT NOT NULL,       -- reason of a failure; '' otherwise
    seconds REAL NOT NULL,      -- duration of the fetch
    entries INTEGER NOT NULL,   -- entries in the document
    new INTEGER NOT NULL,       -- articles recorded for the first time
    changed INTEGER NOT NULL,   -- articles whose title or summary was edited
    PRIMARY KEY (source, at)
) STRICT, WITHOUT ROWID;

-- Our record of one entry.
CREATE TABLE article (
    key TEXT PRIMARY KEY,       -- 32 hex digits: hash of the canonical URL
    source TEXT NOT NULL REFERENCES source (id), -- the source that brought it first
    url TEXT NOT NULL,          -- canonical URL; '' if the entry has none
    guid TEXT NOT NULL,         -- guid as published; '' if absent
    title TEXT NOT NULL,        -- plain text
    summary TEXT NOT NULL,      -- plain text; '' if absent
    lang TEXT NOT NULL,         -- language of title and summary
    published TEXT NOT NULL,    -- moment of publication
    date_from TEXT NOT NULL CHECK (date_from IN ('feed', 'seen')), -- whose date it is
    seen TEXT NOT NULL,         -- moment we first saw it
    week TEXT NOT NULL,         -- week of published: the week it counts in
    story TEXT NOT NULL         -- key of the first article of its story
) STRICT;

-- Exposure: counts articles by week, language and source without the texts.
CREATE INDEX article_exposure ON article (week, lang, source);

-- recent_articles: what a new article may be a near-duplicate of.
CREATE INDEX article_recent ON article (lang, published);

-- Another source whose feed carried the same article, after the first one.
CREATE TABLE carrier (
    article TEXT NOT NULL REFERENCES article (key) ON DELETE CASCADE, -- the article
    source TEXT NOT NULL REFERENCES source (id), -- the other source
    seen TEXT NOT NULL,         -- moment we first saw it there
    PRIMARY KEY (article, source)
) STRICT, WITHOUT ROWID;
"""

_TAGS = """
-- An article speaks of a signal.
CREATE TABLE mention (
    article TEXT NOT NULL REFERENCES article (key) ON DELETE CASCADE, -- the article
    signal TEXT NOT NULL,       -- id of the signal
    rule TEXT NOT NULL,         -- id of the rule that matched
    rule_version TEXT NOT NULL, -- hash of the rule's definition
    spans TEXT NOT NULL,        -- JSON: [{field, start, end, text}], half-open
    PRIMARY KEY (article, signal)
) STRICT, WITHOUT ROWID;

-- An article reports that a category falls or grows.
CREATE TABLE decline (
    article TEXT NOT NULL REFERENCES article (key) ON DELETE CASCADE, -- the article
    n INTEGER NOT NULL,         -- number of the report in the article, from 0
    category TEXT NOT NULL,     -- the category in the words of the text
    category_key TEXT NOT NULL, -- the category by which reports are counted
    direction TEXT NOT NULL CHECK (direction IN ('down', 'up')), -- falls or grows
    percent REAL,               -- percentage, positive; NULL when none is given
    period TEXT NOT NULL,       -- period as written; '' when none
    place TEXT NOT NULL,        -- place as written; '' when none
    confidence TEXT NOT NULL CHECK (confidence IN ('strict', 'review')), -- how sure
    evidence TEXT NOT NULL,     -- the sentence that says it
    rule TEXT NOT NULL,         -- id of the rule that matched
    span TEXT NOT NULL,         -- JSON: {field, start, end, text} of the category
    PRIMARY KEY (article, n)
) STRICT, WITHOUT ROWID;
"""

_TRENDS = """
-- A rebuildable cache for analysts: see counts.refresh_counts.
CREATE TABLE weekly_count (
    week TEXT NOT NULL,         -- week of publication
    lang TEXT NOT NULL,         -- language of the articles
    source_group TEXT NOT NULL, -- group of the sources
    signal TEXT NOT NULL,       -- id of the signal
    articles INTEGER NOT NULL,  -- articles that mention it, maybe 0
    stories INTEGER NOT NULL,   -- their stories
    sources INTEGER NOT NULL,   -- their outlets
    exposure INTEGER NOT NULL,  -- all articles of the week, language and group
    PRIMARY KEY (week, lang, source_group, signal)
) STRICT, WITHOUT ROWID;

-- A signal's measure in one closed week and press language.
CREATE TABLE trend (
    week TEXT NOT NULL,         -- the week measured
    lang TEXT NOT NULL,         -- language of the press, or all
    signal TEXT NOT NULL,       -- id of the signal
    stories INTEGER NOT NULL,   -- stories that mention it
    articles INTEGER NOT NULL,  -- articles that mention it
    sources INTEGER NOT NULL,   -- outlets that mention it
    exposure INTEGER NOT NULL,  -- articles of the week over matched sources
    baseline REAL,              -- expected stories per 10,000 articles
    ratio REAL,                 -- rate of the week over the baseline
    p REAL,                     -- p-value, 0 to 1
    q REAL,                     -- Benjamini-Hochberg q-value, 0 to 1
    phase TEXT,                 -- latent, weak, emerging, strong, fading; NULL: unknown
    alarm INTEGER NOT NULL CHECK (alarm IN (0, 1)), -- 1: announced this week
    warnings TEXT NOT NULL,     -- JSON: codes of what limits the measure
    history TEXT NOT NULL,      -- JSON: stories of the last 26 weeks, oldest first
    PRIMARY KEY (week, lang, signal)
) STRICT, WITHOUT ROWID;

-- A digest that was written.
CREATE TABLE digest (
    week TEXT NOT NULL,         -- the week it tells about
    lang TEXT NOT NULL,         -- the language it is written in
    created TEXT NOT NULL,      -- moment its text was first written as it is
    hash TEXT NOT NULL,         -- SHA-256 (hex) of its Markdown
    PRIMARY KEY (week, lang)
) STRICT, WITHOUT ROWID;
"""

_CHATS = """
-- A Telegram chat that receives digests, or did.
CREATE TABLE subscriber (
    chat INTEGER PRIMARY KEY,   -- Telegram chat id
    lang TEXT NOT NULL,         -- language of its digest and of the bot's answers
    signals TEXT NOT NULL,      -- JSON: ids of the signals it wants; [] = all
    active INTEGER NOT NULL CHECK (active IN (0, 1)), -- 0: stopped, or gone
    reason TEXT NOT NULL DEFAULT '', -- why it is not active; '' while it is
    since TEXT NOT NULL         -- moment of the first subscription
) STRICT;

-- A week whose digest was put into the outbox, also when nobody was subscribed.
CREATE TABLE dispatch (
    week TEXT PRIMARY KEY,      -- the week the digest tells about
    at TEXT NOT NULL            -- moment it was put into the outbox
) STRICT, WITHOUT ROWID;

-- The outbox: one part of one digest for one chat.
CREATE TABLE delivery (
    id INTEGER PRIMARY KEY,     -- row number
    week TEXT NOT NULL,         -- week of the digest
    chat INTEGER NOT NULL,      -- Telegram chat id
    part INTEGER NOT NULL,      -- number of the part, from 0
    text TEXT NOT NULL,         -- message, Telegram HTML
    state TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'sent', 'failed')),
                                -- sending: handed to Telegram, answer unknown
    uncertain INTEGER NOT NULL DEFAULT 0 CHECK (uncertain IN (0, 1)),
                                -- 1: an earlier try may have reached the chat
    attempts INTEGER NOT NULL DEFAULT 0, -- tries so far
    not_before TEXT,            -- moment of the next try; NULL = at once
    last_error TEXT NOT NULL DEFAULT '', -- why the last try failed; '' if none did
    queued TEXT NOT NULL,       -- moment it was queued
    sent TEXT,                  -- moment Telegram confirmed it; NULL before
    UNIQUE (week, chat, part)
) STRICT;

-- due_deliveries: the next part of each chat, among years of sent ones.
CREATE INDEX delivery_open ON delivery (chat, week, part)
    WHERE state IN ('pending', 'sending');
"""


_SITES = """
-- What a site asks of programs that read it; kept for a day.
CREATE TABLE site (
    origin TEXT PRIMARY KEY,    -- scheme, host and port: https://example.org
    robots TEXT NOT NULL,       -- text of its robots.txt; '' if it has none
    tdmrep TEXT NOT NULL,       -- text of its tdmrep.json; '' if it has none
    at TEXT NOT NULL            -- moment they were read
) STRICT, WITHOUT ROWID;
"""

_SIGNAL_VERSIONS = """
-- With which rules the articles were read: see retag.
CREATE TABLE signal_version (
    signal TEXT PRIMARY KEY,    -- id of the signal; category-declines for declines
    version TEXT NOT NULL       -- hash of its rules; '' = not the same for all
) STRICT, WITHOUT ROWID;
"""

# A column that is added later would stand without its comment.
_INTERVALS = """
DROP VIEW v_trends;

ALTER TABLE trend RENAME TO old_trend;

-- A signal's measure in one closed week and press language.
CREATE TABLE trend (
    week TEXT NOT NULL,         -- the week measured
    lang TEXT NOT NULL,         -- language of the press, or all
    signal TEXT NOT NULL,       -- id of the signal
    stories INTEGER NOT NULL,   -- stories that mention it
    articles INTEGER NOT NULL,  -- articles that mention it
    sources INTEGER NOT NULL,   -- outlets that mention it
    exposure INTEGER NOT NULL,  -- articles of the week over matched sources
    baseline REAL,              -- expected stories per 10,000 articles
    ratio REAL,                 -- rate of the week over the baseline
    p REAL,                     -- p-value, 0 to 1
    q REAL,                     -- Benjamini-Hochberg q-value, 0 to 1
    phase TEXT,                 -- latent, weak, emerging, strong, fading; NULL: unknown
    alarm INTEGER NOT NULL CHECK (alarm IN (0, 1)), -- 1: announced this week
    warnings TEXT NOT NULL,     -- JSON: codes of what limits the measure
    history TEXT NOT NULL,      -- JSON: stories of the last 26 weeks, oldest first
    ratio_low REAL,             -- lower end of the 95 % interval of ratio
    ratio_high REAL,            -- its upper end; both NULL where ratio is
    concentration REAL,         -- share of the busiest outlet in four weeks, 0 to 1
    PRIMARY KEY (week, lang, signal)
) STRICT, WITHOUT ROWID;

INSERT INTO trend SELECT *, NULL, NULL, NULL FROM old_trend;

DROP TABLE old_trend;
"""


@MIGRATIONS()
def create_tables(db: Database) -> None:
    """Create every table of version 0.1."""
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    _run(db, _PRESS, _TAGS, _TRENDS, _CHATS)


@MIGRATIONS()
def create_views(db: Database) -> None:
    """Create the views for analysts of version 0.1."""
    _run(db, VIEWS)


def _run(db: Database, *scripts: str) -> None:
    """Run scripts whose statements are separated by empty lines.

    ``Database.executescript`` looks for the ends of statements letter by letter.
    """
    for script in scripts:
        for statement in script.strip().split("\n\n"):
            db.execute(statement)


@MIGRATIONS()
def create_sites(db: Database) -> None:
    """Create the table of site rules."""
    db.executescript(_SITES)


@MIGRATIONS()
def create_signal_versions(db: Database) -> None:
    """Create the table of rules; those of an older archive are not known."""
    _run(db, _SIGNAL_VERSIONS)
    db.execute(
        "INSERT INTO signal_version SELECT signal, '' FROM mention GROUP BY signal "
        "UNION SELECT 'category-declines', '' FROM decline"
    )


@MIGRATIONS()
def index_guids(db: Database) -> None:
    """Let known_articles find an article whose link changed by its guid."""
    db.execute("CREATE INDEX article_guid ON article (source, guid) WHERE guid <> ''")


@MIGRATIONS()
def store_intervals(db: Database) -> None:
    """Store how sure a ratio is, and how concentrated the evidence."""
    _run(db, _INTERVALS, TRENDS_WITH_INTERVALS)


_CANDIDATES = """
-- A term that a digest's week brought: new or surging, and no signal yet.
CREATE TABLE candidate (
    week TEXT NOT NULL,         -- the week in which it was found
    lang TEXT NOT NULL,         -- language of the press
    source_group TEXT NOT NULL, -- group of the sources; '' = all together
    found_in TEXT NOT NULL CHECK (found_in IN ('week', 'month')),
                                -- week: more than before; month: new in four weeks
    term TEXT NOT NULL,         -- the term as most articles write it
    stories INTEGER NOT NULL,   -- stories that use it, this week or in four weeks
    sources INTEGER NOT NULL,   -- their outlets
    weeks INTEGER NOT NULL,     -- of the last four weeks, in how many it was used
    stories_before INTEGER NOT NULL, -- stories of the twelve weeks before
    ratio REAL NOT NULL,        -- rate over the rate before
    p REAL NOT NULL,            -- chance of so many stories if nothing changed
    score REAL NOT NULL,        -- by which the lists are ordered, best first
    history TEXT NOT NULL,      -- JSON: stories of the last 16 weeks, oldest first
    stands_out INTEGER NOT NULL CHECK (stands_out IN (0, 1)),
                                -- 1: in two weeks and three outlets
    proposed INTEGER NOT NULL CHECK (proposed IN (0, 1)), -- 1: told in the digest
    PRIMARY KEY (week, lang, source_group, found_in, term)
) STRICT, WITHOUT ROWID;
"""


@MIGRATIONS()
def store_candidates(db: Database) -> None:
    """Store the new terms of each digest's week."""
    _run(db, _CANDIDATES, CANDIDATES)


#: Names of all migrations this program knows: all are pending on an empty database.
STEPS = frozenset(step.name for step in MIGRATIONS.pending(Database(memory=True)))
