"""An argument of another kind is refused in one sentence, whatever it is."""

from decimal import Decimal

import numpy as np
import pytest

from core.errors import BadRequest
from inkling.arguments import require_one_of, require_text, whole_number


@pytest.mark.parametrize("given", [3, 3.0, np.int8(3), np.uint64(3), np.float16(3), np.array(3)])
def test_a_whole_number_is_one_in_every_form(given):
    assert whole_number("count", given) == 3


@pytest.mark.parametrize("given", [None, False, -1, 0.5, "3", b"3", [3], Decimal(3), np.True_, object()])
def test_anything_else_is_no_whole_number(given):
    with pytest.raises(BadRequest, match=r"The count is a whole number, 0 or more\. Received: "):
        whole_number("count", given)


def test_one_of_some_words():
    require_one_of("kind", np.str_("a"), ["a", "b"])
    for given in (None, "c", 0, ["a"], {"a"}, np.array(["a", "b"]), b"a"):
        with pytest.raises(BadRequest, match=r"The kind is one of a, b\. Received: "):
            require_one_of("kind", given, ["a", "b"])


def test_a_text():
    require_text("name", "")
    for given in (None, 0, False, b"x", [], np.array(["x", "y"])):
        with pytest.raises(BadRequest, match=r"The name is a text\. Received: "):
            require_text("name", given)
