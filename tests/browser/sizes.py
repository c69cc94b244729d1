"""The size and theme for stories that need only one of each."""

import pytest


def _only(fixture, size, scheme):
    return pytest.mark.parametrize(fixture, [(size, scheme)], indirect=True, ids=[f"{size}-{scheme}"])


ON_A_PHONE = _only("page", "phone", "dark")
ON_A_DESK = _only("page", "desktop", "light")
# On the page that the module's previous story has used.
ON_THE_SAME_PHONE = _only("shared_page", "phone", "dark")
ON_THE_SAME_DESK = _only("shared_page", "desktop", "light")
