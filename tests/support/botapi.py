"""A Bot API server on loopback: real HTTP, no library patched.

``serve_bot_api()`` answers like Telegram does; ``BotApi`` tells what arrived and
scripts troubles::

    with serve_bot_api() as api:
        api.say("/start", chat=7)              # the bot's next getUpdates has it
        api.trouble(refuse(403, "Forbidden: bot was blocked by the user"), chat=7)
        api.wait_for(1)                        # a message was delivered
        assert api.texts(7) == ["..."]
"""

from __future__ import annotations

import itertools
import json
import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

TOKEN = "123456:AAE-loopback_Token"  # noqa: S105 - opens nothing
BOT = {
    "id": 123456,
    "is_bot": True,
    "first_name": "Lookout",
    "username": "lookout_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}
NOW = 1_790_000_000


@dataclass(frozen=True, slots=True)
class Trouble:
    """What happens to a call instead of the usual answer."""

    #: HTTP status; None drops the connection without an answer.
    status: int | None
    #: JSON body, or raw bytes such as a gateway's HTML page.
    body: Mapping[str, Any] | bytes = b""
    #: True: the message reaches the chat before the trouble.
    delivered: bool = False
    #: True: the answer does not come while the server lives.
    held: bool = False


#: No trouble.
PASS = Trouble(200)


def refuse(status: int, description: str, **parameters: int) -> Trouble:
    """Return an error as the Bot API words it."""
    body: dict[str, Any] = {
        "ok": False,
        "error_code": status,
        "description": description,
    }
    if parameters:
        body["parameters"] = parameters
    return Trouble(status, body)


def flood(seconds: int) -> Trouble:
    """Return a 429 that asks for a pause."""
    text = f"Too Many Requests: retry after {seconds}"
    return refuse(429, text, retry_after=seconds)


def hold(*, delivered: bool) -> Trouble:
    """Return an answer that never comes: time to pull the plug."""
    return Trouble(None, delivered=delivered, held=True)


def drop(*, delivered: bool = False) -> Trouble:
    """Return a connection that breaks before the answer."""
    return Trouble(None, delivered=delivered)


@dataclass(frozen=True, slots=True)
class Call:
    """One request that arrived."""

    #: Method of the Bot API, for example ``sendMessage``.
    method: str
    #: Its parameters; values that are JSON are decoded.
    params: Mapping[str, Any]
    #: Seconds on a monotonic clock.
    at: float


@dataclass
class BotApi:
    """The server's memory, shared between its threads and the test."""

    #: Address for ``TRENDWATCH_TELEGRAM_BASE_URL``.
    base_url: str = ""
    #: Every request, in order of arrival.
    calls: list[Call] = field(default_factory=list)
    #: Every message that reached a chat, as (chat, parameters).
    messages: list[tuple[int, Mapping[str, Any]]] = field(default_factory=list)
    #: False once the server stops: long polls end.
    open: bool = True
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _updates: list[dict[str, Any]] = field(default_factory=list)
    _troubles: list[tuple[str, int | None, Trouble]] = field(default_factory=list)
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def say(
        self,
        text: str,
        *,
        chat: int = 7,
        language: str | None = "fr-FR",
        key: str = "message",
    ) -> None:
        """Let a chat send a text; ``key`` may be edited_message, channel_post…."""
        content: dict[str, Any] = {"text": text}
        if command := re.match(r"/[\w@]+", text):
            entity = {"type": "bot_command", "offset": 0, "length": command.end()}
            content["entities"] = [entity]
        self.send(content, chat=chat, language=language, key=key)

    def send(
        self,
        content: Mapping[str, Any],
        *,
        chat: int = 7,
        language: str | None = "fr-FR",
        key: str = "message",
    ) -> None:
        """Let a chat send a message of any kind."""
        person = {"id": abs(chat), "is_bot": False, "first_name": "Ada"}
        if language is not None:
            person["language_code"] = language
        message = {
            "message_id": next(self._ids),
            "date": NOW,
            "chat": describe_chat(chat),
            "from": person,
        }
        self.update({key: {**message, **content}})

    def press(self, data: str, *, chat: int = 7, message_id: int = 1) -> None:
        """Let a chat press a button of the bot's message."""
        query = {
            "id": str(next(self._ids)),
            "from": {"id": abs(chat), "is_bot": False, "first_name": "Ada"},
            "chat_instance": "1",
            "data": data,
            "message": {
                "message_id": message_id,
                "date": NOW,
                "chat": describe_chat(chat),
                "text": "?",
            },
        }
        self.update({"callback_query": query})

    def update(self, content: Mapping[str, Any]) -> None:
        """Hand any update to the bot's next getUpdates."""
        with self._changed:
            self._updates.append({"update_id": next(self._ids), **content})
            self._changed.notify_all()

    def trouble(
        self,
        *troubles: Trouble,
        method: str = "sendMessage",
        chat: int | None = None,
    ) -> None:
        """Script the next calls of a method, of one chat or of any."""
        with self._changed:
            self._troubles += [(method, chat, trouble) for trouble in troubles]

    def let_pass(self, count: int, *, method: str = "sendMessage") -> None:
        """Script that many calls without trouble, before the next trouble."""
        self.trouble(*[PASS] * count, method=method)

    def texts(self, chat: int) -> list[str]:
        """Return the texts that reached a chat, in order."""
        return [params["text"] for to, params in self.messages if to == chat]

    def wait_for(self, count: int, *, method: str = "sendMessage") -> None:
        """Wait until a method was called that often, up to ten seconds."""
        with self._changed:
            arrived = self._changed.wait_for(lambda: self.count(method) >= count, 10)
        assert arrived, f"{self.count(method)} calls of {method}, not {count}"

    def count(self, method: str = "sendMessage") -> int:
        """Return how often a method was called."""
        return sum(call.method == method for call in self.calls)

    def answer(self, method: str, params: Mapping[str, Any]) -> Trouble:
        """Record a call and return what the socket must carry."""
        with self._changed:
            self.calls.append(Call(method, params, time.monotonic()))
            trouble = self._take_trouble(method, params.get("chat_id"))
            trouble = None if trouble is PASS else trouble
            if method == "sendMessage" and (trouble is None or trouble.delivered):
                self.messages.append((params["chat_id"], params))
            self._changed.notify_all()
        return trouble or Trouble(200, {"ok": True, "result": self._do(method, params)})

    def close(self) -> None:
        """End the long polls."""
        with self._changed:
            self.open = False
            self._changed.notify_all()

    def wait_for_end(self) -> None:
        """Return once the server stops."""
        with self._changed:
            self._changed.wait_for(lambda: not self.open)

    def _take_trouble(self, method: str, chat: object) -> Trouble | None:
        for entry in self._troubles:
            if entry[0] == method and entry[1] in {None, chat}:
                self._troubles.remove(entry)
                return entry[2]
        return None

    def _do(self, method: str, params: Mapping[str, Any]) -> object:
        match method:
            case "getMe":
                return BOT
            case "getUpdates":
                return self._poll(params.get("offset", 0), params.get("timeout", 0))
            case "sendMessage" | "editMessageText":
                return {
                    "message_id": params.get("message_id", next(self._ids)),
                    "date": NOW,
                    "chat": describe_chat(params["chat_id"]),
                    "text": params["text"],
                }
            case _:
                return True

    def _poll(self, offset: int, timeout: float) -> list[dict[str, Any]]:
        with self._changed:
            self._updates = [u for u in self._updates if u["update_id"] >= offset]
            self._changed.wait_for(lambda: self._updates or not self.open, timeout)
            return list(self._updates)


def describe_chat(chat: int) -> dict[str, Any]:
    """Return a chat as the Bot API shows it: groups have negative ids."""
    if chat < 0:
        return {"id": chat, "type": "supergroup", "title": "Innovation"}
    return {"id": chat, "type": "private", "first_name": "Ada"}


@contextmanager
def serve_bot_api() -> Iterator[BotApi]:
    """Serve a Bot API on a free port of 127.0.0.1 until the block ends."""
    api = BotApi()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_for(api))
    server.daemon_threads = True
    api.base_url = f"http://127.0.0.1:{server.server_port}/bot"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield api
    finally:
        api.close()
        server.shutdown()
        server.server_close()
        thread.join()


def _handler_for(api: BotApi) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # Head and body in one packet.

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            token, _, method = self.path.removeprefix("/bot").partition("/")
            if token != TOKEN:
                self._send(refuse(401, "Unauthorized"))
                return
            self._send(api.answer(method, _read_form(body)))

        def _send(self, answer: Trouble) -> None:
            if answer.held:
                api.wait_for_end()
            if answer.status is None:
                self.close_connection = True
                return
            raw = answer.body
            body = raw if isinstance(raw, bytes) else json.dumps(raw).encode()
            self.send_response(answer.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            pass

    return Handler


def _read_form(body: bytes) -> dict[str, Any]:
    """Read a form whose values, except texts, may be JSON."""
    pairs = parse_qsl(body.decode(), keep_blank_values=True)
    return {key: v if key == "text" else _decode(v) for key, v in pairs}


def _decode(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value
