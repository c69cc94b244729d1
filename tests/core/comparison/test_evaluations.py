"""Evaluations as jobs: started, cancelled, resumed, refused."""

import pytest
from pydantic import ValidationError

from core.comparison import evaluations
from core.comparison.evaluated import missing
from core.comparison.evaluations import (
    EvaluationRequest,
    cancel_evaluation,
    forget_old_evaluations,
    read_evaluation,
    read_evaluations,
    resume_evaluation,
    start_evaluation,
)
from core.errors import BadRequest, NotAllowed, UnknownDataSet, UnknownEvaluation, UnknownNetwork
from core.jobs.process import stop_request, update_state
from core.storage.paths import evaluations_folder
from tests.core.comparison.compared import bundles, digits_data_set
from tests.core.storage.days import set_clock


@pytest.fixture
def never_works(monkeypatch):
    """Makes jobs wait for a worker that never starts."""
    monkeypatch.setattr(evaluations, "start_worker", lambda module, folder: None)


def test_an_evaluation_answers_every_picture_and_keeps_the_answers(tmp_path, evaluates_here):
    data_set = digits_data_set(tmp_path, each=1)
    done = start_evaluation(EvaluationRequest(data_set.name, ("digits-simple", "digits-dense")))
    assert (done.status, done.is_over, done.state.message) == ("done", True, "20 answers were added.")
    assert not any(missing(data_set, bundle) for bundle in bundles("digits-simple", "digits-dense"))
    assert read_evaluations() == [read_evaluation(done.name)]


def test_one_that_is_under_way_is_not_started_twice_and_is_cancelled(tmp_path, never_works):
    data_set = digits_data_set(tmp_path, each=1)
    request = EvaluationRequest(data_set.name, ("digits-simple",))
    first = start_evaluation(request)
    assert start_evaluation(request).name == first.name
    cancel_evaluation(first.name)
    assert stop_request(first.folder) == "discard"
    with pytest.raises(BadRequest, match="interrupted"):
        resume_evaluation(first.name)


def test_one_that_was_killed_goes_on_or_is_dismissed(tmp_path, never_works):
    data_set = digits_data_set(tmp_path, each=1)
    killed = start_evaluation(EvaluationRequest(data_set.name, ("digits-simple",)))
    update_state(killed.folder, status="running", started=1.0)
    assert read_evaluation(killed.name).status == "interrupted"
    assert resume_evaluation(killed.name).name == killed.name
    cancel_evaluation(killed.name)
    with pytest.raises(UnknownEvaluation):
        read_evaluation(killed.name)


def test_what_cannot_be_asked_is_refused(tmp_path, monkeypatch, never_works):
    data_set = digits_data_set(tmp_path, each=1)
    with pytest.raises(UnknownDataSet):
        start_evaluation(EvaluationRequest("none", ("digits-simple",)))
    with pytest.raises(UnknownNetwork):
        start_evaluation(EvaluationRequest(data_set.name, ("none",)))
    for bad in ((), ("digits-simple",) * 6, ("",)):
        with pytest.raises(ValidationError):
            EvaluationRequest(data_set.name, bad)
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    monkeypatch.setenv("INKLING_TEACHING", "1")
    with pytest.raises(NotAllowed):
        start_evaluation(EvaluationRequest(data_set.name, ("digits-simple",)))
    assert read_evaluations() == []


@pytest.mark.parametrize("name", ["..", "../runs", "", "none", ".hidden"])
def test_names_that_climb_are_no_evaluations(name):
    with pytest.raises(UnknownEvaluation):
        read_evaluation(name)


def test_a_damaged_request_is_left_out_and_old_jobs_go(tmp_path, never_works, monkeypatch):
    data_set = digits_data_set(tmp_path, each=1)
    broken = start_evaluation(EvaluationRequest(data_set.name, ("digits-simple",)))
    (broken.folder / "request.json").write_text("{}")
    with pytest.raises(BadRequest, match="start it again"):
        read_evaluation(broken.name)
    assert read_evaluations() == []
    forget_old_evaluations()
    assert broken.folder.is_dir()
    set_clock(monkeypatch, -30)
    forget_old_evaluations()
    assert broken.folder.is_dir()
    set_clock(monkeypatch, 8)
    forget_old_evaluations()
    assert list(evaluations_folder().glob("2*")) == []
