"""What the views are is told twice, in the same words: reference and program.

After a change of docs/reference/schema.md: ``TRENDWATCH_WRITE_GOLDENS=1 pytest
tests/files/test_views_described.py``.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from watch.store.analysts import View, list_views
from watch.store.database import Store

ROOT = Path(__file__).parent.parent.parent
REFERENCE = ROOT / "docs" / "reference" / "schema.md"
VIEWS = ROOT / "watch" / "store" / "views.toml"
HEAD = "# The views for analysts, as docs/reference/schema.md describes them.\n"


def described() -> str:
    """Return the reference's sections on views as TOML."""
    parts = [HEAD]
    for section in REFERENCE.read_text("utf-8").split("\n### ")[1:]:
        title, _, body = section.partition("\n")
        if not title.startswith("`v_"):
            continue
        meaning = " ".join(body.split("\n\n")[0].split())
        parts.append(f"\n[{title.strip('`')}]\nmeaning = {_quote(meaning)}\n")
        parts.append(f"\n[{title.strip('`')}.columns]\n")
        for name, text in re.findall(
            r"^\| `(\w+)` \| [^|]+ \| (.+) \|$", body, re.MULTILINE
        ):
            parts.append(f"{name} = {_quote(text)}\n")
    return "".join(parts)


def _quote(text: str) -> str:
    """Write plain text as a TOML string."""
    plain = text.replace("\\|", "|").replace("`", "")
    return json.dumps(plain, ensure_ascii=False)


def test_the_program_tells_what_the_reference_tells() -> None:
    """Meanings of views and columns are those of the reference, mark-up aside."""
    if os.environ.get("TRENDWATCH_WRITE_GOLDENS"):
        VIEWS.write_text(described(), encoding="utf-8", newline="\n")
    assert VIEWS.read_text("utf-8") == described()


@pytest.mark.parametrize("view", list_views(), ids=lambda view: view.name)
def test_columns_are_those_of_the_database(store: Store, view: View) -> None:
    """Each view is there, with its columns in their order."""
    columns = [column.name for column in store.db[view.name].columns]
    assert list(view.columns) == columns


def test_every_view_is_told(store: Store) -> None:
    """No view of the database is missing."""
    assert sorted(store.db.view_names()) == [view.name for view in list_views()]
