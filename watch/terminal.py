"""What commands print: tables, progress, log lines."""

from __future__ import annotations
