"""The size and theme of a story that need not be told in both."""

import pytest

ON_A_PHONE = pytest.mark.parametrize("page", [("phone", "dark")], indirect=True, ids=["phone-dark"])
ON_A_DESK = pytest.mark.parametrize("page", [("desktop", "light")], indirect=True, ids=["desktop-light"])
