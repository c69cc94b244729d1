"""Places and memory are handed out until none are left; after that, requests are refused at once."""

import pytest

from api.limits import Budget, Places
from api.problems import Refusal


def test_a_place_that_is_left_can_be_taken_again():
    places = Places(2)
    with places.take(), places.take():
        with pytest.raises(Refusal, match="more than 2 requests at once") as refused, places.take():
            pass
        assert refused.value.problem.status == 429
        assert refused.value.headers == {"Retry-After": "1"}
        assert places.taken == 2
    assert places.taken == 0
    with pytest.raises(ZeroDivisionError), places.take():
        raise ZeroDivisionError
    assert places.taken == 0


def test_no_more_memory_is_lent_than_there_is():
    budget = Budget(100)
    budget.lend(60)
    with pytest.raises(Refusal, match="Received: 41 bytes") as refused:
        budget.lend(41)
    assert refused.value.problem.status == 429
    assert "Retry-After" in refused.value.headers
    budget.lend(40)
    budget.give_back(100)
    budget.lend(100)
