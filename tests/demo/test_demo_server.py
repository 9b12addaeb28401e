"""The loopback server of the invented press."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from watch.demo.press import DemoEntry, demo_entries, demo_outlets
from watch.demo.server import Page, feed_path, make_page, serve_pages

OUTLET = demo_outlets()[0]


@pytest.fixture(scope="module")
def page() -> Page:
    """Return the feed of the first outlet."""
    mine: list[DemoEntry] = [
        entry for entry in demo_entries(weeks=1, volume=60) if entry.outlet == OUTLET.id
    ]
    return make_page(OUTLET, mine)


@pytest.fixture(scope="module")
def address(page: Page) -> Iterator[str]:
    """Serve that feed; return its address."""
    with serve_pages({feed_path(OUTLET): page}) as base:
        yield base + feed_path(OUTLET)


def test_a_feed_is_served_with_its_validators(address: str, page: Page) -> None:
    """The first request gets the document, its type, ETag and Last-Modified."""
    answer = httpx.get(address)
    assert answer.status_code == 200
    assert answer.content == page.content
    assert answer.headers["Content-Type"] == page.content_type
    assert answer.headers["ETag"] == page.etag
    assert answer.headers["Last-Modified"] == page.last_modified


@pytest.mark.parametrize(
    ("header", "validator"),
    [("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")],
)
def test_the_second_request_costs_nothing(
    address: str, header: str, validator: str
) -> None:
    """A client that echoes a validator gets 304 and no body."""
    first = httpx.get(address)
    again = httpx.get(address, headers={header: first.headers[validator]})
    assert (again.status_code, again.content) == (304, b"")


def test_an_old_etag_gets_the_document(address: str) -> None:
    """Another ETag wins over a date that matches."""
    first = httpx.get(address)
    headers = {
        "If-None-Match": '"old"',
        "If-Modified-Since": first.headers["Last-Modified"],
    }
    assert httpx.get(address, headers=headers).status_code == 200


def test_other_paths_are_not_found(address: str) -> None:
    """Only the feeds exist; there is no robots.txt to forbid anything."""
    assert httpx.get(httpx.URL(address).join("/robots.txt")).status_code == 404
