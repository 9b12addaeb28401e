"""Whatever aiohttp says about a request is put into the user's words."""

from __future__ import annotations

import inspect
import socket
import ssl
import zlib
from typing import Any, cast

import aiohttp
import pytest
from aiohttp import client_exceptions

from watch.crawl.client import explain
from watch.crawl.guard import AddressRefusedError
from watch.crawl.limits import FetchLimits
from watch.crawl.types import Failed, FailureKind

SOFT, HARD, TEMPORARY = FailureKind.SOFT, FailureKind.HARD, FailureKind.TEMPORARY
LIMITS = FetchLimits(connect_timeout=10, read_timeout=20)
HOST = "press.example"
#: Only shown in texts that we don't use.
ANY = cast("Any", None)
INVALID = ssl.SSLCertVerificationError(1, "certificate verify failed")
INVALID.verify_message = "certificate has expired"
NO_TLS = ssl.SSLError(1, "wrong version")
NO_TLS.reason = "WRONG_VERSION_NUMBER"

#: Each error with kind, whether nobody was reached, and words of the reason.
ERRORS: list[tuple[aiohttp.ClientError | zlib.error, FailureKind, bool, str]] = [
    (
        aiohttp.ClientConnectorDNSError(ANY, AddressRefusedError("10.0.0.1")),
        HARD,
        False,
        "press.example is 10.0.0.1, an address inside a private network",
    ),
    (
        aiohttp.ClientConnectorError(ANY, AddressRefusedError("10.0.0.1")),
        HARD,
        False,
        "allow_private_networks = true",
    ),
    (
        aiohttp.ClientConnectorCertificateError(ANY, INVALID),
        SOFT,
        False,
        "the certificate of press.example is not valid: certificate has expired",
    ),
    (
        aiohttp.ClientConnectorSSLError(ANY, NO_TLS),
        SOFT,
        False,
        "speaks no TLS that we can use: WRONG_VERSION_NUMBER",
    ),
    (
        aiohttp.ClientConnectorDNSError(ANY, socket.gaierror(-2, "not known")),
        TEMPORARY,
        True,
        "no address found for press.example; is it spelt right?",
    ),
    (
        aiohttp.ClientConnectorError(ANY, ConnectionRefusedError(111, "refused")),
        TEMPORARY,
        True,
        "no connection to press.example: nobody answers there",
    ),
    (
        aiohttp.ConnectionTimeoutError(),
        TEMPORARY,
        True,
        "no connection to press.example after 10 seconds",
    ),
    (aiohttp.InvalidUrlClientError("http://127.1"), HARD, False, "neither a name nor"),
    (aiohttp.SocketTimeoutError(), TEMPORARY, False, "sent nothing for 20 seconds"),
    (aiohttp.ClientOSError(104, "reset"), TEMPORARY, False, "broke off the connection"),
    (aiohttp.ClientConnectionResetError(), TEMPORARY, False, "broke off the connect"),
    (aiohttp.ServerDisconnectedError(), TEMPORARY, False, "no complete HTTP answer"),
    (aiohttp.ClientPayloadError(), TEMPORARY, False, "no complete HTTP answer"),
    (aiohttp.ClientResponseError(ANY, ()), TEMPORARY, False, "no complete HTTP answer"),
    (zlib.error("bad data"), SOFT, False, "the compressed document of press.example"),
]


@pytest.mark.parametrize(
    ("error", "kind", "unreached", "words"),
    ERRORS,
    ids=[f"{type(error).__name__}-{words[-20:]}" for error, _, _, words in ERRORS],
)
def test_errors_have_weight_and_words(
    error: aiohttp.ClientError | zlib.error,
    kind: FailureKind,
    unreached: bool,  # noqa: FBT001  # a column of the table
    words: str,
) -> None:
    """Each error becomes a failure with its weight and a reason."""
    actual = explain(error, host=HOST, limits=LIMITS)
    assert (actual.kind, actual.unreached) == (kind, unreached)
    assert words in actual.reason


@pytest.mark.parametrize(
    "error",
    [
        kind
        for _, kind in inspect.getmembers(client_exceptions, inspect.isclass)
        if issubclass(kind, aiohttp.ClientError)
    ],
)
def test_no_error_of_the_family_is_without_words(
    error: type[aiohttp.ClientError],
) -> None:
    """Also an error that a later aiohttp may raise here has a reason."""
    actual = explain(error.__new__(error), host=HOST, limits=LIMITS)
    assert isinstance(actual, Failed)
    assert actual.reason
