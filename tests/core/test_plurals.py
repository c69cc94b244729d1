"""What is counted agrees with its number."""

import pytest

from core.plurals import counted


@pytest.mark.parametrize(("count", "said"), [(0, "0 photos"), (1, "1 photo"), (2800, "2,800 photos")])
def test_a_thing_agrees_with_its_count(count, said):
    assert counted(count, "photo") == said
