"""The invented press as feeds and as an archive."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from email.utils import format_datetime
from xml.sax.saxutils import escape

from .press import DemoEntry, Outlet

CONTENT_TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}

_TRACKING = "?utm_source=rss&utm_medium=feed&utm_campaign=demo"


def render_feed(outlet: Outlet, entries: Sequence[DemoEntry]) -> bytes:
    """Return the feed document of an outlet in its format, newest entry first.

    Args:
        outlet: Whose feed.
        entries: What it holds, at least one, all of this outlet.

    """
    newest_first = sorted(entries, key=lambda entry: entry.published, reverse=True)
    render = {"rss": _render_rss, "atom": _render_atom, "json": _render_json}
    return render[outlet.format](outlet, newest_first).encode()


def archive_rows(entries: Iterable[DemoEntry]) -> Iterator[str]:
    """Yield the lines of a JSON Lines archive as ``trendwatch import`` reads it."""
    for entry in entries:
        row = {
            "source": entry.outlet,
            "lang": entry.lang,
            "published": entry.published.isoformat(),
            "title": entry.title,
            "summary": entry.summary,
            "url": entry.url,
        }
        yield json.dumps(row, ensure_ascii=False) + "\n"


def _link(outlet: Outlet, entry: DemoEntry) -> str:
    return entry.url + (_TRACKING if outlet.tracking else "")


def _render_rss(outlet: Outlet, entries: Sequence[DemoEntry]) -> str:
    body = "".join(
        f"""  <item>
    <title>{escape(entry.title)}</title>
    <link>{escape(_link(outlet, entry))}</link>
    <guid isPermaLink="false">{escape(entry.url)}</guid>
    <pubDate>{format_datetime(entry.published)}</pubDate>
    <description><![CDATA[<p>{escape(entry.summary)}</p>]]></description>
  </item>
"""
        for entry in entries
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel>
  <title>{escape(outlet.name)}</title>
  <link>https://{outlet.id}.example/</link>
  <description>An invented outlet of the trendwatch demo</description>
  <language>{outlet.lang}</language>
{body}</channel></rss>
"""


def _render_atom(outlet: Outlet, entries: Sequence[DemoEntry]) -> str:
    body = "".join(
        f"""  <entry>
    <id>{escape(entry.url)}</id>
    <title>{escape(entry.title)}</title>
    <link href="{escape(_link(outlet, entry))}"/>
    <published>{entry.published.isoformat()}</published>
    <updated>{entry.published.isoformat()}</updated>
    <summary type="html">{escape(f"<p>{escape(entry.summary)}</p>")}</summary>
  </entry>
"""
        for entry in entries
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.lang}">
  <id>https://{outlet.id}.example/</id>
  <title>{escape(outlet.name)}</title>
  <updated>{entries[0].published.isoformat()}</updated>
{body}</feed>
"""


def _render_json(outlet: Outlet, entries: Sequence[DemoEntry]) -> str:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "home_page_url": f"https://{outlet.id}.example/",
        "language": outlet.lang,
        "items": [
            {
                "id": entry.url,
                "url": _link(outlet, entry),
                "title": entry.title,
                "content_html": f"<p>{escape(entry.summary)}</p>",
                "date_published": entry.published.isoformat(),
            }
            for entry in entries
        ],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1) + "\n"
