"""The body of an answer, decompressed within a limit."""

from __future__ import annotations

import zlib

#: What we ask servers for; every server that compresses at all knows gzip.
ACCEPTED_ENCODING = "gzip"

_PLAIN = {"", "identity"}
_GZIP = {"gzip", "x-gzip"}
_GZIP_FORMAT = 16 + zlib.MAX_WBITS


class Body:
    """Collects a body piece by piece and never holds more than ``limit`` bytes.

    >>> body = Body("", limit=5)
    >>> body.add(b"four"), body.add(b"more")
    (True, False)
    """

    def __init__(self, encoding: str, *, limit: int) -> None:
        self._limit = limit
        self._received = 0
        self._content = bytearray()
        self._gunzip = _new_gunzip() if encoding in _GZIP else None

    def add(self, piece: bytes) -> bool:
        """Take the next piece as sent; False once the body is too large.

        Raises:
            zlib.error: The compressed data are damaged.

        """
        self._received += len(piece)
        if self._gunzip is None:
            self._content += piece
        else:
            self._decompress(piece)
        return max(self._received, len(self._content)) <= self._limit

    def finish(self) -> bytes | None:
        """Return the whole body; None if its compressed form was cut short."""
        if self._gunzip is not None and not self._gunzip.eof and self._received:
            return None
        return bytes(self._content)

    def _decompress(self, piece: bytes) -> None:
        assert self._gunzip is not None  # noqa: S101  # add() has looked
        while piece and len(self._content) <= self._limit:
            if self._gunzip.eof:
                self._gunzip = _new_gunzip()
            room = self._limit + 1 - len(self._content)
            self._content += self._gunzip.decompress(piece, room)
            piece = self._gunzip.unconsumed_tail or self._gunzip.unused_data


def is_readable(encoding: str) -> bool:
    """Tell whether a Content-Encoding (lower case) can be decompressed here."""
    return encoding in _PLAIN | _GZIP


def _new_gunzip() -> zlib._Decompress:
    return zlib.decompressobj(_GZIP_FORMAT)
