"""A web server on loopback that serves the invented feeds, politely cached."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .feeds import CONTENT_TYPES, render_feed
from .press import DemoEntry, Outlet


@dataclass(frozen=True, slots=True)
class Page:
    """What the server answers for one path."""

    #: Body.
    content: bytes
    #: Content-Type header.
    content_type: str
    #: ETag header, with its quotes.
    etag: str
    #: Last-Modified header.
    last_modified: str


def feed_path(outlet: Outlet) -> str:
    """Return where the server has an outlet's feed."""
    return f"/{outlet.id}/feed.{outlet.format}"


def make_page(outlet: Outlet, entries: list[DemoEntry]) -> Page:
    """Return the feed of an outlet, at least one entry, as the server answers it."""
    content = render_feed(outlet, entries)
    newest: datetime = max(entry.published for entry in entries)
    return Page(
        content=content,
        content_type=CONTENT_TYPES[outlet.format],
        etag=f'"{hashlib.sha256(content).hexdigest()[:16]}"',
        last_modified=format_datetime(newest, usegmt=True),
    )


@contextmanager
def serve_pages(pages: Mapping[str, Page]) -> Iterator[str]:
    """Serve pages by path on a free port of 127.0.0.1; yield the base address."""

    class Handler(_Handler):
        """Answers from the pages given."""

    Handler.pages = pages
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    """Answers GET with a page, 304 when the client has it, or 404."""

    pages: Mapping[str, Page]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer one request."""
        page = self.pages.get(self.path)
        if page is None:
            self._answer(HTTPStatus.NOT_FOUND, {}, b"")
        elif self._is_known(page):
            self._answer(HTTPStatus.NOT_MODIFIED, {"ETag": page.etag}, b"")
        else:
            headers = {
                "Content-Type": page.content_type,
                "ETag": page.etag,
                "Last-Modified": page.last_modified,
            }
            self._answer(HTTPStatus.OK, headers, page.content)

    def _is_known(self, page: Page) -> bool:
        """Tell whether the client has the page; its ETag counts first (RFC 9110)."""
        etag = self.headers.get("If-None-Match")
        if etag is not None:
            return etag == page.etag
        return self.headers.get("If-Modified-Since") == page.last_modified

    def _answer(
        self, status: HTTPStatus, headers: Mapping[str, str], body: bytes
    ) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  as above
        """Keep the terminal quiet."""
