"""The bot's account: where the token comes from, and that it never shows."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from botapi import TOKEN, BotApi, Trouble, drop, flood, refuse
from telegram.error import TelegramError

from watch.bot.account import (
    PLACEHOLDER,
    Account,
    check_token,
    make_bot,
    read_account,
)
from watch.errors import ConfigError, DeliveryError

OTHER = TOKEN.swapcase()
OFFICIAL = "https://api.telegram.org/bot"


def environment(**values: str) -> dict[str, str]:
    """Return an environment with our variables."""
    return {f"TRENDWATCH_TELEGRAM_{name}": value for name, value in values.items()}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", OFFICIAL),
        ("https://api.telegram.org/bot", OFFICIAL),
        ("https://api.telegram.org", OFFICIAL),
        ("https://api.telegram.org/bot/", OFFICIAL),
        ("http://127.0.0.1:8081", "http://127.0.0.1:8081/bot"),
        ("http://[::1]:8081/tg", "http://[::1]:8081/tg/bot"),
    ],
)
def test_the_address_is_completed(address: str, expected: str) -> None:
    """With or without /bot, the address comes out as the Bot API needs it."""
    environ = environment(TOKEN=TOKEN, BASE_URL=address)
    assert read_account(environ) == Account(TOKEN, expected)


def test_without_a_token_there_is_no_account() -> None:
    """No token, or an empty one, is no error."""
    assert read_account({}) is None
    assert read_account(environment(BASE_URL=OFFICIAL)) is None


def test_the_token_may_stand_in_a_file(tmp_path: Path) -> None:
    """A file is read when there is no token in the environment itself."""
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n", encoding="utf-8")
    environ = environment(TOKEN_FILE=str(file))
    assert read_account(environ) == Account(TOKEN, OFFICIAL)
    both = environment(TOKEN=OTHER, TOKEN_FILE=str(file))
    assert read_account(both) == Account(OTHER, OFFICIAL)


@pytest.mark.parametrize(
    ("content", "told"),
    [(None, "No such file"), (b"", "is empty"), (b"\xff\xfe", "not a text file")],
)
def test_a_bad_token_file_is_named(
    tmp_path: Path, content: bytes | None, told: str
) -> None:
    """A file that can't give a token is a configuration error that names it."""
    file = tmp_path / "token"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ConfigError, match=told) as caught:
        read_account(environment(TOKEN_FILE=str(file)))
    assert str(file) in str(caught.value)


@pytest.mark.parametrize(
    "values",
    [
        {"TOKEN": "12 34"},
        {"TOKEN": "1:a/getMe?"},
        {"TOKEN": "1:é"},
        {"TOKEN": TOKEN, "BASE_URL": "127.0.0.1:8081"},
        {"TOKEN": TOKEN, "BASE_URL": "ftp://127.0.0.1"},
    ],
)
def test_bad_values_are_refused_without_showing_the_token(
    values: dict[str, str],
) -> None:
    """What can't be a token or an address is told; the token itself never."""
    with pytest.raises(ConfigError) as caught:
        read_account(environment(**values))
    assert values["TOKEN"] not in str(caught.value)


async def test_a_good_token_gives_the_name(bot_api: BotApi) -> None:
    """Checking a token answers with the bot's user name."""
    assert await check_token(Account(TOKEN, bot_api.base_url)) == "lookout_bot"


async def test_a_wrong_token_is_told_with_advice(bot_api: BotApi) -> None:
    """Telegram's 401 becomes advice, without the token."""
    with pytest.raises(DeliveryError, match="@BotFather") as caught:
        await check_token(Account("1:wrong", bot_api.base_url))
    assert "1:wrong" not in _everything_said(caught.value)


async def test_an_unreachable_telegram_is_told() -> None:
    """Without a network the message names the server and what happens next."""
    with pytest.raises(DeliveryError, match=r"127\.0\.0\.1:9 .*outbox"):
        await check_token(Account(TOKEN, "http://127.0.0.1:9/bot"))


@pytest.mark.parametrize(
    "trouble",
    [
        None,
        refuse(401, "Unauthorized"),
        refuse(404, "Not Found"),
        flood(3),
        refuse(500, "Internal Server Error"),
        Trouble(502, b"<html>"),
        drop(),
    ],
    ids=["fine", "401", "404", "429", "500", "502", "dropped"],
)
async def test_the_token_is_in_no_log_line(
    bot_api: BotApi, caplog: pytest.LogCaptureFixture, trouble: Trouble | None
) -> None:
    """At DEBUG, no line, error, cause or repr of any library holds the token."""
    secret = TOKEN.partition(":")[2]
    account = Account(TOKEN, bot_api.base_url)
    said = [repr(account), str(account)]
    if trouble is not None:
        bot_api.trouble(trouble, method="getMe")
        bot_api.trouble(trouble)
    for name in ("", "asyncio", "httpcore", "httpx", "telegram"):
        caplog.set_level(logging.DEBUG, logger=name)
    bot = make_bot(account)
    for call in (bot.initialize, lambda: bot.send_message(7, "hello")):
        try:
            await call()
        except TelegramError as error:
            logging.getLogger("ours").exception("failed", exc_info=error)
            said.append(_everything_said(error))
    said.append(repr(bot))
    await bot.shutdown()
    assert PLACEHOLDER in caplog.text
    assert bot_api.calls
    assert not any(secret in text for text in [caplog.text, *said])


def _everything_said(error: BaseException | None) -> str:
    """Return message and repr of an error and of all its causes."""
    words = []
    while error is not None:
        words += [str(error), repr(error), repr(getattr(error, "request", ""))]
        error = error.__cause__ or error.__context__
    return "\n".join(words)
