"""The rendered digests that a reader can look at, in tests/data/digests.

After a wanted change: ``TRENDWATCH_WRITE_GOLDENS=1 pytest tests/digest``, then read
the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from digest_samples import GOLDENS

from watch.digest.markdown import render_markdown
from watch.digest.telegram import render_parts

FOLDER = Path(__file__).parent.parent / "data" / "digests"
CUT = "\n----- next message -----\n"


def compare(path: Path, text: str) -> None:
    """Compare with a golden file, or write it when asked to."""
    if os.environ.get("TRENDWATCH_WRITE_GOLDENS"):
        path.write_text(text, encoding="utf-8", newline="\n")
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("name", GOLDENS)
def test_markdown_golden(name: str, lang: str) -> None:
    """A digest renders to the Markdown that was read and approved."""
    compare(FOLDER / f"{name}.{lang}.md", render_markdown(GOLDENS[name], lang))


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("name", GOLDENS)
def test_telegram_golden(name: str, lang: str) -> None:
    """A digest renders to the Telegram messages that were read and approved."""
    text = CUT.join(render_parts(GOLDENS[name], lang)) + "\n"
    compare(FOLDER / f"{name}.{lang}.telegram.html", text)
