"""The bot's account: its token, kept where no log line can reach it.

python-telegram-bot and httpx put the token into addresses, and addresses into
log lines, error messages and reprs. So they never learn it: they are given
``PLACEHOLDER``, and ``_Signer`` writes the token into each request on its way
to the socket. Reason: docs/decisions/0010-telegram-token.md.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx
import structlog
from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from ..errors import ConfigError, DeliveryError

TOKEN = "TRENDWATCH_TELEGRAM_TOKEN"  # noqa: S105 - the variable's name
TOKEN_FILE = "TRENDWATCH_TELEGRAM_TOKEN_FILE"  # noqa: S105 - the variable's name
BASE_URL = "TRENDWATCH_TELEGRAM_BASE_URL"

#: Stands for the token in everything that libraries see, log and print.
PLACEHOLDER = "hidden-token"

Bot = ExtBot[int]

_log = structlog.get_logger(__name__)

#: What an address path may hold; real tokens look like ``123456:AAE...``.
_TOKEN = re.compile(r"[A-Za-z0-9:_-]+")


@dataclass(frozen=True, slots=True)
class Account:
    """Where the bot logs in, and as whom."""

    #: Token from @BotFather; secret, so never shown.
    token: str = field(repr=False)
    #: Address of the Bot API up to the token, ending with ``/bot``.
    base_url: str = "https://api.telegram.org/bot"


def read_account(environ: Mapping[str, str]) -> Account | None:
    """Return the account that the environment names; None without a token.

    Raises:
        ConfigError: If the token file or an address can't be used.

    """
    token = environ.get(TOKEN, "").strip() or _read_token_file(environ)
    if not token:
        return None
    if not _TOKEN.fullmatch(token):
        message = "the Telegram token holds characters that no token has; copy it again"
        raise ConfigError([f"{TOKEN}: {message} from @BotFather"])
    base_url = environ.get(BASE_URL, "").strip()
    return Account(token, _complete(base_url)) if base_url else Account(token)


def _read_token_file(environ: Mapping[str, str]) -> str:
    name = environ.get(TOKEN_FILE, "").strip()
    if not name:
        return ""
    try:
        token = Path(name).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "is not a text file"
        raise ConfigError([f"{TOKEN_FILE}: {name} can't be read: {reason}"]) from error
    if not token:
        raise ConfigError([f"{TOKEN_FILE}: {name} is empty; put the token into it"])
    return token


def _complete(address: str) -> str:
    """Return the address up to the token.

    >>> _complete("http://127.0.0.1:8081"), _complete("https://example.org/tg/bot/")
    ('http://127.0.0.1:8081/bot', 'https://example.org/tg/bot')
    """
    address = address.rstrip("/")
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        problem = "must be a web address such as https://api.telegram.org/bot"
        raise ConfigError([f"{BASE_URL}: {problem}, not {address!r}"])
    return address if address.endswith("/bot") else f"{address}/bot"


def make_bot(account: Account) -> Bot:
    """Return a bot for the account; nothing is sent yet."""
    calls = {"transport": _make_transport(account, connections=8)}
    polls = {"transport": _make_transport(account, connections=1)}
    return ExtBot(
        PLACEHOLDER,
        base_url=account.base_url,
        request=HTTPXRequest(httpx_kwargs=calls),
        get_updates_request=_UpdatesRequest(httpx_kwargs=polls),
        rate_limiter=AIORateLimiter(),
    )


@asynccontextmanager
async def open_bot(account: Account) -> AsyncIterator[Bot]:
    """Log in for the length of an ``async with`` block.

    Raises:
        DeliveryError: Telegram refuses the token or can't be reached.

    """
    bot = make_bot(account)
    try:
        await bot.initialize()
    except InvalidToken as error:
        raise refused_token() from error
    except TelegramError as error:
        raise unreachable(account, error) from error
    else:
        yield bot
    finally:
        await bot.shutdown()


async def check_token(account: Account) -> str:
    """Return the bot's user name.

    Raises:
        DeliveryError: Telegram refuses the token or can't be reached.

    """
    async with open_bot(account) as bot:
        return bot.username


def refused_token() -> DeliveryError:
    """Return what to tell when Telegram does not know the token."""
    return DeliveryError(
        "Telegram refuses the token: it is mistyped or was revoked. Ask @BotFather "
        f"for it (/mybots, API Token) and set {TOKEN}; then restart trendwatch."
    )


def unreachable(account: Account, error: TelegramError) -> DeliveryError:
    """Return what to tell when no answer comes from the Bot API."""
    host = urlsplit(account.base_url).netloc
    return DeliveryError(
        f"Telegram can't be reached at {host} ({error}). Is this machine online? "
        "Nothing is lost: undelivered digests wait in the outbox."
    )


class _Signer(httpx.AsyncBaseTransport):
    """Puts the token into each request, below everything that logs."""

    def __init__(self, account: Account, inner: httpx.AsyncBaseTransport) -> None:
        self._account = account
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.replace(
            PLACEHOLDER.encode(), self._account.token.encode(), 1
        )
        # A copy: httpx goes on to log and to raise with the request it passed in.
        signed = httpx.Request(
            request.method,
            request.url.copy_with(raw_path=path),
            headers=request.headers,
            stream=request.stream,
            extensions=request.extensions,
        )
        return await self._inner.handle_async_request(signed)

    async def aclose(self) -> None:
        await self._inner.aclose()


class _UpdatesRequest(HTTPXRequest):
    """Reads updates one by one.

    The library reads a batch as a whole: one update that it does not understand,
    say a new kind of message, would come back with every poll, and no other
    update would ever be read. Such a one is replaced by an empty update.
    """

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        answer = HTTPXRequest.parse_json_payload(payload)
        if isinstance(updates := answer.get("result"), list):
            answer["result"] = [_readable(update) for update in updates]
        return answer


def _readable(update: dict[str, Any]) -> dict[str, Any]:
    try:
        Update.de_json(update, None)
    except Exception as error:  # noqa: BLE001 - whatever the library stumbles over
        number = update["update_id"]
        _log.warning("unreadable update skipped", update=number, why=repr(error))
        return {"update_id": number}
    return update


def _make_transport(account: Account, *, connections: int) -> _Signer:
    inner = httpx.AsyncHTTPTransport(
        verify=_tls(),
        proxy=_proxy_for(account.base_url),
        limits=httpx.Limits(max_connections=connections),
    )
    return _Signer(account, inner)


@cache
def _tls() -> ssl.SSLContext:
    """Return a context that verifies certificates; loading them takes a while."""
    return httpx.create_ssl_context()


def _proxy_for(address: str) -> str | None:
    """Return the environment's proxy: httpx leaves that to a given transport."""
    parts = urlsplit(address)
    proxies = getproxies()
    if proxy_bypass(parts.netloc):
        return None
    return proxies.get(parts.scheme) or proxies.get("all")
