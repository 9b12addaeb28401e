"""The q-values are those of Benjamini and Hochberg."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from watch.trends.detect import confirm


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_q_is_scipys_of_twice_p(p: list[float]) -> None:
    """Ties, zeros and ones included."""
    doubled = np.minimum(1, 2 * np.array(p))
    expected = false_discovery_control(doubled)
    assert confirm(np.array(p)) == pytest.approx(expected)


def test_no_signal_has_no_q() -> None:
    """Nothing measured, nothing confirmed."""
    assert confirm(np.array([])).size == 0
