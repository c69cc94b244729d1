"""An interrupted callback starts again, and the run requested meanwhile still happens afterwards."""

import pytest
from streamlit.runtime.scriptrunner import RerunException
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

from widgets.shared.callbacks import to_its_end


def interrupting(times):
    """Returns a function that is interrupted by another run the first `times` times that it is called."""
    requests = [RerunData(query_string=str(number)) for number in range(times)]

    def read():
        if requests:
            raise RerunException(requests.pop(0))

    return read


@pytest.mark.parametrize("times", [1, 3])
def test_it_is_begun_anew_until_it_is_done_and_then_the_last_run_that_was_asked_for_comes(times):
    done, read = [], interrupting(times)

    @to_its_end
    def callback(name, *, amount):
        read()
        done.append((name, amount))

    with pytest.raises(RerunException) as caught:
        callback("stroke", amount=2)
    assert done == [("stroke", 2)]
    assert caught.value.rerun_data.query_string == str(times - 1)


def test_without_an_interruption_it_is_called_once():
    done = []
    to_its_end(done.append)("stroke")
    assert done == ["stroke"]


def test_a_fault_of_its_own_is_raised_at_once():
    calls = []

    @to_its_end
    def callback():
        calls.append(1)
        raise ValueError("no drawing")

    with pytest.raises(ValueError, match="no drawing"):
        callback()
    assert calls == [1]
