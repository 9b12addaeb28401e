"""The import table of design: words < pure steps < edges < use cases < programs."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "watch"

WORDS, PURE, EDGE, USE_CASE, PROGRAM = range(5)

#: First match wins: module prefix -> layer. A module that is missing here fails.
LAYERS = {
    "watch.model": WORDS,
    "watch.week": WORDS,
    "watch.schedule": PURE,
    "watch.errors": WORDS,
    "watch.crawl.fetch": EDGE,
    "watch.crawl.client": EDGE,
    "watch.crawl.guard": EDGE,
    "watch.crawl.sites": EDGE,
    "watch.crawl.grouping": USE_CASE,
    "watch.crawl.visit": USE_CASE,
    "watch.crawl.crawl": USE_CASE,
    "watch.crawl": PURE,
    "watch.signals": PURE,
    "watch.trends": PURE,
    "watch.digest": PURE,
    "watch.demo.feeds": PURE,
    "watch.demo.press": PURE,
    "watch.demo.writing": PURE,
    "watch.config": EDGE,
    "watch.store": EDGE,
    "watch.bot": USE_CASE,
    "watch.archive": USE_CASE,
    "watch.archive_file": EDGE,
    "watch.jsonl": USE_CASE,
    "watch.measuring": USE_CASE,
    "watch.falling": USE_CASE,
    "watch.weekly": USE_CASE,
    "watch.discovering": USE_CASE,
    "watch.drafting": USE_CASE,
    "watch.export": USE_CASE,
    "watch.backup": USE_CASE,
    "watch.explore": USE_CASE,
    "watch.whole_file": EDGE,
    "watch.retag": USE_CASE,
    "watch.analysis": USE_CASE,
    "watch.starter": USE_CASE,
    "watch.sources": USE_CASE,
    "watch.demo": PROGRAM,
    "watch.log": PROGRAM,
    "watch.service": PROGRAM,
    "watch.cli": PROGRAM,
    "watch.__main__": PROGRAM,
}

#: What a pure step may not touch: clock, network, disk, database, chance.
IMPURE = {
    "aiohttp", "asyncio", "http", "httpx", "os", "pathlib", "random", "requests",
    "shutil", "socket", "sqlite3", "sqlite_utils", "subprocess", "telegram",
    "tempfile", "threading", "time", "urllib.request",
}  # fmt: skip

#: Data files that ship inside the package are read through importlib.resources.
MODULES = sorted(ROOT.rglob("*.py"))


def name_of(path: Path) -> str:
    """Return the dotted name of a module file."""
    parts = path.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def layer_of(module: str) -> int | None:
    """Return the layer of a module; None for the package itself."""
    for prefix, layer in LAYERS.items():
        if module == prefix or module.startswith(prefix + "."):
            return layer
    return None


def imports_of(path: Path) -> set[str]:
    """Return the dotted names a module imports, relative ones resolved."""
    package = name_of(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            stem = [*base, *(node.module or "").split(".")]
            name = ".".join(part for part in stem if part)
            found.add(name)
            found.update(f"{name}.{alias.name}" for alias in node.names)
    return found


def is_module(name: str) -> bool:
    """Tell whether a dotted name is a module of ours."""
    path = ROOT.parent / Path(*name.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_only_point_down(path: Path) -> None:
    """A module imports its own layer or lower, and siblings only of its folder."""
    module = name_of(path)
    layer = layer_of(module)
    if module == "watch":
        return
    assert layer is not None, f"{module} has no layer: add it to LAYERS"
    for name in imports_of(path):
        if not name.startswith("watch.") or not is_module(name):
            continue
        other = layer_of(name)
        assert other is not None, f"{name} has no layer"
        assert other <= layer, f"{module} imports {name}, which is above it"
        same_folder = name.split(".")[1] == module.split(".")[1]
        if layer in {PURE, EDGE} and other == layer:
            assert same_folder, f"{module} imports its sibling {name}"


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if layer_of(name_of(path)) in {WORDS, PURE}],
    ids=name_of,
)
def test_pure_steps_touch_nothing(path: Path) -> None:
    """A pure step imports no clock, network, disk, database or chance."""
    touched = {name for name in imports_of(path) if name in IMPURE}
    assert touched == set()
    source = path.read_text(encoding="utf-8")
    for call in ("datetime.now(", "date.today(", ".utcnow(", "open("):
        assert call not in source, f"{name_of(path)} calls {call}"
