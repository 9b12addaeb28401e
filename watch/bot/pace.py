"""How fast the bot may talk, by Telegram's rules.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rates:
    """Seconds between two messages; 0 lets tests run without waiting."""

    #: To one private chat: Telegram asks for at most 1 a second.
    private: float = 1.0
    #: To one group (negative chat id): at most 20 a minute.
    group: float = 3.0
    #: To any chat: at most 30 a second.
    overall: float = 1 / 30


@dataclass(slots=True)
class Pace:
    """Gives each message its turn; one for the whole bot.

    ``AIORateLimiter`` knows no limit for one private chat, and makes calls wait
    after they started; the outbox must know when a message really leaves.
    """

    #: The speed limits.
    rates: Rates = field(default_factory=Rates)
    _chats: dict[int, float] = field(default_factory=dict)
    _next: float = 0.0

    async def turn(self, chat: int) -> None:
        """Return when a message may leave for the chat."""
        loop = asyncio.get_running_loop()
        delay = self.reserve(chat, now=loop.time()) - loop.time()
        if delay > 0:
            await asyncio.sleep(delay)

    def reserve(self, chat: int, *, now: float) -> float:
        """Book the chat's next free moment and return it.

        Args:
            chat: Telegram chat id; negative for groups and channels.
            now: Seconds on a monotonic clock.

        >>> pace = Pace()
        >>> [pace.reserve(7, now=10.0), pace.reserve(7, now=10.0)]
        [10.0, 11.0]

        """
        moment = max(now, self._next, self._chats.get(chat, 0.0))
        # Chats whose pause is over need no memory.
        self._chats = {c: free for c, free in self._chats.items() if free > now}
        self._chats[chat] = moment + (
            self.rates.group if chat < 0 else self.rates.private
        )
        self._next = moment + self.rates.overall
        return moment
