"""Evaluating networks on a data set: killed, cancelled, and with missing pictures."""

import subprocess
import sys

import numpy as np
import pytest

from core.comparison import evaluations
from core.comparison.evaluated import evaluations_of, missing, read_evaluated, write_evaluated
from core.comparison.evaluations import EvaluationRequest, read_evaluation, start_evaluation
from core.datasets.deletion import delete_data_set
from core.jobs.process import request_stop
from core.storage.paths import data_sets_folder
from core.workers import evaluate
from tests.conftest import ROOT
from tests.core.comparison.compared import bundles, digits_data_set

NAME = "digits-simple"


@pytest.fixture
def waiting(tmp_path, monkeypatch):
    """An evaluation whose worker has not begun, and its data set."""
    monkeypatch.setattr(evaluations, "start_worker", lambda module, folder: None)
    data_set = digits_data_set(tmp_path, each=1)
    return start_evaluation(EvaluationRequest(data_set.name, (NAME,))), data_set


def test_a_process_of_its_own_answers_as_the_network_itself(waiting, classifiers):
    job, data_set = waiting
    subprocess.run([sys.executable, "-m", "core.workers.evaluate", job.folder], cwd=ROOT, check=True)
    assert read_evaluation(job.name).status == "done"
    evaluated = read_evaluated(data_set, bundles(NAME)[0])
    sample_of = {sample.number: sample for sample in data_set.samples}
    assert sorted(evaluated.numbers.tolist()) == sorted(sample_of)
    for row, number in enumerate(evaluated.numbers.tolist()):
        alone = classifiers[NAME].classify_strokes(data_set.read(sample_of[number]))
        np.testing.assert_allclose(evaluated.logits[row], alone.logits, atol=1e-5)
        assert evaluated.familiarity[row] == pytest.approx(alone.familiarity, abs=1e-4)
    assert (evaluated.milliseconds > 0).all()


def test_what_was_answered_before_a_kill_is_not_asked_again(waiting):
    job, data_set = waiting
    (bundle,) = bundles(NAME)
    assert evaluate.main(job.folder) == 0
    whole = read_evaluated(data_set, bundle)
    # As a killed worker leaves it: some answers are stored, marked here to distinguish them from new ones.
    marked = whole.logits[:4] + 1
    kept = type(whole)(
        whole.numbers[:4], marked, whole.familiarity[:4], whole.milliseconds[:4], whole.unreadable
    )
    write_evaluated(data_set, bundle, kept)
    again = start_evaluation(EvaluationRequest(data_set.name, (NAME,)))
    assert evaluate.main(again.folder) == 0
    assert read_evaluation(again.name).state.message == "6 answers were added."
    now = read_evaluated(data_set, bundle)
    assert np.array_equal(now.logits[:4], marked)
    np.testing.assert_allclose(now.logits[4:], whole.logits[4:])


def test_a_cancelled_one_keeps_what_it_has(waiting):
    job, data_set = waiting
    request_stop(job.folder, "discard")
    assert evaluate.main(job.folder) == 1
    over = read_evaluation(job.name)
    assert (over.status, "are kept" in over.state.message) == ("cancelled", True)
    assert len(read_evaluated(data_set, bundles(NAME)[0]).numbers) == 1


def test_a_picture_that_is_gone_is_noted_and_never_asked_again(waiting):
    job, data_set = waiting
    gone = data_set.samples[2]
    data_set.path(gone).unlink()
    assert evaluate.main(job.folder) == 0
    (bundle,) = bundles(NAME)
    evaluated = read_evaluated(data_set, bundle)
    assert evaluated.unreadable.tolist() == [gone.number]
    assert len(evaluated.numbers) == 9
    assert missing(data_set, bundle) == []


def test_a_data_set_that_is_deleted_while_it_is_asked_for_ends_the_job_and_stays_away(waiting, monkeypatch):
    job, data_set = waiting
    progress = evaluate.ProgressWriter.progress

    def delete_and_go_on(self, done, total, **options):
        if (data_sets_folder() / data_set.name).exists():
            delete_data_set(data_set.name)
        progress(self, done, total, **options)

    monkeypatch.setattr(evaluate.ProgressWriter, "progress", delete_and_go_on)
    assert evaluate.main(job.folder) == 1
    assert "was deleted while networks were being asked" in read_evaluation(job.name).state.message
    assert not (data_sets_folder() / data_set.name).exists()


def test_a_data_set_that_was_deleted_meanwhile_does_not_come_back(waiting):
    job, data_set = waiting
    delete_data_set(data_set.name)
    assert evaluate.main(job.folder) == 1
    assert read_evaluation(job.name).status == "failed"
    assert "no such data set" in read_evaluation(job.name).state.message
    assert not evaluations_of(data_set).exists()
    assert not (data_sets_folder() / data_set.name).exists()
