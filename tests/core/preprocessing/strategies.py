"""Hypothesis strategies for tests of drawings: any JSON, and drawings in the Quick, Draw! form."""

from hypothesis import strategies as st

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=30,
)
COORDINATES = st.lists(st.floats(0, 280, width=32), min_size=1, max_size=20)
DRAWINGS = st.lists(COORDINATES.map(lambda xs: [xs, xs[::-1]]), min_size=1, max_size=5)
