"""How much a fetch may cost us, and how much it may ask of a server."""

from __future__ import annotations

from dataclasses import dataclass

from .. import __version__

#: Product token by which robots.txt files may address us.
AGENT = "trendwatch"


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Limits of every fetch; the defaults suit a small machine."""

    #: Seconds to find and connect to a server.
    connect_timeout: float = 10.0
    #: Seconds between two pieces of an answer.
    read_timeout: float = 20.0
    #: Seconds for one fetch altogether, redirects included.
    total_timeout: float = 60.0
    #: Largest body, in bytes after decompression.
    max_bytes: int = 15 * 2**20
    #: Redirects followed for one fetch.
    max_redirects: int = 5
    #: Fetches at the same time.
    concurrency: int = 16
    #: Fetches at the same time from one host.
    per_host: int = 2
    #: Seconds between the starts of two fetches from one host.
    host_pause: float = 1.0
    #: True lets feeds live on this machine or in a private network.
    allow_private_networks: bool = False
    #: E-mail or web address for publishers; "" if the user gave none.
    contact: str = ""

    @property
    def user_agent(self) -> str:
        """Who we are, with the contact if there is one.

        >>> FetchLimits(contact="press@example.org").user_agent.partition(" ")[2]
        '(+press@example.org)'
        """
        contact = " ".join(self.contact.encode("ascii", "ignore").decode().split())
        suffix = f" (+{contact})" if contact else ""
        return f"{AGENT}/{__version__}{suffix}"
