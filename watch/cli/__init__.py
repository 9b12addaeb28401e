"""The command line: commands, what the longer ones do, and what they print."""

from .app import main

__all__ = ["main"]
