"""What Telegram's answer to a message means for its delivery."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)


class Kind(StrEnum):
    """What to do with a part that was not confirmed."""

    #: The token is refused: stop everything, nothing was sent.
    TOKEN = "token"  # noqa: S105 - a word
    #: The chat is gone for good: deactivate it.
    GONE = "gone"
    #: The group has a new id: move to it and go on.
    MIGRATED = "migrated"
    #: The mark-up is refused: send the text without it.
    MARKUP = "markup"
    #: Telegram asks for a pause: try again after it.
    FLOOD = "flood"
    #: Telegram or the network is in trouble: try again later.
    TROUBLE = "trouble"
    #: Telegram will never take this message: give it up.
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A failed call, understood."""

    #: What to do.
    kind: Kind
    #: Telegram's words, for the log and the outbox.
    reason: str
    #: True if the message may have arrived all the same.
    uncertain: bool = False
    #: Pause that Telegram asks for (``FLOOD``); None otherwise.
    pause: timedelta | None = None
    #: New chat id (``MIGRATED``); None otherwise.
    chat: int | None = None


#: Errors 400 by which a chat is lost; in small letters, as parts of the text.
#: Collected from the Bot API and the issue trackers of long-running bots.
_GONE = (
    "chat not found",
    "peer_id_invalid",
    "user not found",
    "chat_id is empty",
    "group chat was deactivated",
    "group chat was deleted",
    "user_deactivated",
    "input_user_deactivated",
    "chat_write_forbidden",
    "chat_restricted",
    "channel_private",
    "not enough rights to send",
    "have no rights to send",
    "need administrator rights",
    "bot was kicked",
    "bot is not a member",
    "topic_closed",
)

#: Failures before the request left this machine: nothing can have arrived.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def judge(error: TelegramError) -> Verdict:
    """Understand a failed call.

    >>> judge(Forbidden("Forbidden: bot was blocked by the user")).kind
    <Kind.GONE: 'gone'>
    >>> judge(RetryAfter(17)).pause
    datetime.timedelta(seconds=17)
    """
    reason = str(error)
    match error:
        case InvalidToken():
            return Verdict(Kind.TOKEN, reason)
        case Forbidden():
            return Verdict(Kind.GONE, reason)
        case ChatMigrated(new_chat_id=chat):
            return Verdict(Kind.MIGRATED, reason, chat=chat)
        case RetryAfter():
            return Verdict(Kind.FLOOD, reason, pause=_seconds(error))
        case BadRequest():
            return Verdict(_judge_request(reason.lower()), reason)
        case _:
            return Verdict(Kind.TROUBLE, reason, uncertain=_may_have_arrived(error))


def _judge_request(reason: str) -> Kind:
    if "can't parse entities" in reason:
        return Kind.MARKUP
    return Kind.GONE if any(text in reason for text in _GONE) else Kind.REFUSED


def _may_have_arrived(error: TelegramError) -> bool:
    """Tell whether a message may have arrived in spite of the error.

    An error without a cause is Telegram's own answer that it did not act; any
    other one may hide a message that was sent: a time-out, a dropped connection,
    a gateway's page.
    """
    cause = error.__cause__
    return cause is not None and not isinstance(cause, _NOT_SENT)


def _seconds(error: RetryAfter) -> timedelta:
    pause = error.retry_after
    return pause if isinstance(pause, timedelta) else timedelta(seconds=pause)
