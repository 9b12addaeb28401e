"""`trendwatch run` as a process: real feeds, a real Bot API, real signals."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from botapi import TOKEN, BotApi

from watch.store.chats import list_subscribers, subscribe
from watch.store.database import open_store
from watch.store.outbox import count_deliveries, queue_parts
from watch.week import last_closed_week

CONFIG = """
database = "watch.db"
[http]
allow_private_networks = true
[[source]]
id = "le-fil"
name = "Le Fil"
url = "{good}/feed.xml"
lang = "fr"
group = "general"
[[source]]
id = "silent"
name = "Silent"
url = "{silent}/feed.xml"
lang = "en"
group = "general"
"""
FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Le Fil</title><link>http://127.0.0.1/</link>
<item><title>Une marque lance un parfum non genré</title>
<link>http://127.0.0.1/parfum</link><guid>1</guid></item>
</channel></rss>
"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_args: object) -> None:
        pass


@contextmanager
def serve_folder(folder: Path) -> Iterator[str]:
    """Serve files on loopback; yield the address."""
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@contextmanager
def serve_silence() -> Iterator[str]:
    """Accept connections and never answer; yield the address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@contextmanager
def running(
    folder: Path, api: BotApi, *, token: str = TOKEN
) -> Iterator[subprocess.Popen[str]]:
    """Run `trendwatch run`, its log on standard output, at most to the block's end."""
    environ = {
        "PYTHONPATH": os.pathsep.join(sys.path),
        "TRENDWATCH_TELEGRAM_TOKEN": token,
        "TRENDWATCH_TELEGRAM_BASE_URL": api.base_url,
    }
    with subprocess.Popen(
        [sys.executable, "-c", "from watch.cli import main; main()", "run", "-v"],
        cwd=folder,
        env=os.environ | environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as child:
        try:
            yield child
        finally:
            child.kill()


def read_until(child: subprocess.Popen[str], words: str) -> str:
    """Read the log up to a line with these words, or to its end."""
    read = []
    assert child.stdout is not None
    for line in child.stdout:
        read.append(line)
        if words in line:
            break
    return "".join(read)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Return a folder with a configuration: one feed that works, one that hangs."""
    (tmp_path / "feed.xml").write_text(FEED, encoding="utf-8")
    with serve_folder(tmp_path) as good, serve_silence() as silent:
        config = CONFIG.format(good=good, silent=silent)
        (tmp_path / "sources.toml").write_text(config, encoding="utf-8")
        yield tmp_path


def test_from_start_to_sigterm(folder: Path, bot_api: BotApi) -> None:
    """The service crawls, answers, delivers, keeps others away and stops cleanly."""
    now = datetime.now(UTC)
    with open_store(folder / "watch.db") as store:
        subscribe(store, 8, lang="fr", now=now)
        queue_parts(store, last_closed_week(now), 8, ["one"], now=now)
    bot_api.say("/start", chat=7)
    with running(folder, bot_api) as service:
        log = read_until(service, "visited")
        bot_api.wait_for(2)
        with running(folder, bot_api) as second:
            refusal, _ = second.communicate(timeout=60)
        service.send_signal(signal.SIGTERM)
        rest, _ = service.communicate(timeout=60)
    assert second.returncode == 1
    assert f"in use by another trendwatch (pid {service.pid})" in refusal
    assert service.returncode == 0
    assert "event=stopped" in rest
    assert "Traceback" not in log + rest + refusal
    assert TOKEN not in log + rest + refusal
    assert bot_api.texts(8) == ["one"]
    assert bot_api.texts(7)[0].startswith("<b>Bienvenue")
    with open_store(folder / "watch.db") as store:
        assert count_deliveries(store) == {"sent": 1}
        assert {one.chat for one in list_subscribers(store)} == {7, 8}
        assert store.select("SELECT title FROM article") == [
            {"title": "Une marque lance un parfum non genré"}
        ]


def test_a_refused_token(folder: Path, bot_api: BotApi) -> None:
    """A token that Telegram refuses ends the service with 1 and advice."""
    wrong = TOKEN.swapcase()
    with running(folder, bot_api, token=wrong) as service:
        log, _ = service.communicate(timeout=60)
    assert service.returncode == 1
    assert "Ask @BotFather" in log
    assert "Traceback" not in log
    assert wrong not in log
