"""How a digest speaks of a trend: its phase in a reader's terms."""

from __future__ import annotations

from enum import StrEnum

from ..model import Phase, Trend

#: The warning that explains a missing phase at the start of a new installation.
_WARMING_UP = "warming up"


class Label(StrEnum):
    """A phase, with *strong* split in two and a missing phase explained.

    The order is the order of the digest: what rises first, then what falls.
    """

    EMERGING = "emerging"
    SURGING = "surging"
    WEAK = "weak"
    ESTABLISHED = "established"
    FADING = "fading"
    LATENT = "latent"
    UNMEASURED = "unmeasured"
    WARMING_UP = "warming_up"


_OF_PHASE = {
    Phase.EMERGING: Label.EMERGING,
    Phase.WEAK: Label.WEAK,
    Phase.FADING: Label.FADING,
    Phase.LATENT: Label.LATENT,
}


def label_of(trend: Trend) -> Label:
    """Return the label of a trend; a strong one surges while its alarm lasts."""
    if trend.phase is None:
        warming_up = _WARMING_UP in trend.warnings
        return Label.WARMING_UP if warming_up else Label.UNMEASURED
    if trend.phase is Phase.STRONG:
        return Label.SURGING if trend.alarm else Label.ESTABLISHED
    return _OF_PHASE[trend.phase]
