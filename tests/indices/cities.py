"""Small cities for Hypothesis to draw, with what makes tables awkward."""

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays


@st.composite
def cities(draw, groups=None, most=40, present=True):
    """Draw counts of 2-10 units by 2-4 groups, some units empty, some groups of one household.

    Parameters
    ----------
    groups : int, optional
        Number of groups.
    most : int
        Most households of a group in a unit.
    present : bool
        Whether every group must have members.
    """
    shape = (draw(st.integers(2, 10)), groups or draw(st.integers(2, 4)))
    counts = draw(arrays(np.int64, shape, elements=st.integers(0, most)))
    for empty in draw(st.sets(st.integers(0, shape[0] - 1), max_size=2)):
        counts[empty] = 0
    if draw(st.booleans()):
        counts[:, 0] = 0
        counts[draw(st.integers(0, shape[0] - 1)), 0] = 1
    assume((counts.sum(axis=0) > 0).sum() >= 2)
    if present:
        assume((counts.sum(axis=0) > 0).all())
    return counts
