"""The starter set that `trendwatch init` writes into a folder."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from ..errors import UsageError

_SIGNALS_README = """\
Put your own signals here, one TOML file each. They add to the built-in ones;
a file with the id of a built-in signal replaces it.

    trendwatch signals new ID    writes a first file, ready to edit
    trendwatch signals test ID   says whether its rules do what its examples ask
    trendwatch signals retag     looks for it in the articles you have

More: docs/how-to/add-a-signal.md of trendwatch.
"""


def write_starter(folder: Path) -> tuple[Path, ...]:
    """Write sources.toml and signals/README.txt; return what was written.

    Raises:
        UsageError: One of the files exists; then nothing is written.

    """
    texts = {
        folder / "sources.toml": (files(__name__) / "sources.toml").read_text("utf-8"),
        folder / "signals" / "README.txt": _SIGNALS_README,
    }
    existing = [path for path in texts if path.exists()]
    if existing:
        names = ", ".join(str(path) for path in existing)
        raise UsageError(f"{names} already exists; nothing was written.")
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    return tuple(texts)
