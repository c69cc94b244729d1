"""Training curves of networks and runs, read from valid and damaged files."""

import shutil
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.bundles.bundle import Bundle
from core.comparison.training_curves import curve_of_bundle, curve_of_run, runs_in_progress
from core.storage.paths import SHIPPED, home
from core.training.runs import list_runs
from tests.conftest import ROOT
from tests.core.comparison.compared import bundles

HEADER = "epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds\n"


def with_history(folder, text, bundle="animals-deep", **training):
    (one,) = bundles(bundle)
    folder.mkdir(exist_ok=True)
    (folder / "history.csv").write_text(text)
    card = one.card.model_copy(update={"training": one.card.training.model_copy(update=training)})
    return Bundle(folder, card, one.labels)


def test_a_shipped_network_took_as_long_as_its_epochs_together():
    (bundle,) = bundles("animals-deep")
    curve = curve_of_bundle(bundle, "Animals")
    table = pd.read_csv(SHIPPED / "animals-deep/history.csv")
    assert curve.title == "Animals"
    assert curve.epochs.tolist() == table["epoch"].tolist()
    np.testing.assert_allclose(curve.seconds, np.cumsum(table["seconds"]))
    np.testing.assert_allclose(curve.val_accuracy, table["val_accuracy"])
    np.testing.assert_allclose(curve.val_loss, table["val_loss"])


def test_a_network_taught_here_notes_the_time_since_it_began(tmp_path):
    rows = HEADER + "1,2,.1,2,.2,1,10\n2,1,.5,1,.6,1,25\n"
    assert curve_of_bundle(with_history(tmp_path, rows, strategy="tune"), "").seconds.tolist() == [10, 25]
    assert curve_of_bundle(with_history(tmp_path, rows), "").seconds.tolist() == [10, 35]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "epoch\n",
        "epoch,loss\n1,2\n",
        HEADER + "1,x,1,1,1,1,1\n",
        HEADER + "-1,1,1,1,1,1,1\n1,nan,1,1,1,1,1\n",
        HEADER.strip() + ",epoch" * 20 + "\n1,1,1,1,1,1,1" + ",1" * 20,
    ],
    ids=repr,
)
def test_no_figures_are_no_curve(tmp_path, text):
    assert curve_of_bundle(with_history(tmp_path, text), "") is None
    (things,) = bundles("things-1000")
    assert curve_of_bundle(things, "") is None


def test_epochs_in_disorder_are_put_in_order(tmp_path):
    rows = HEADER + "2,1,.5,1,.6,1,25\n1,2,.1,2,.2,1,10\n2,1,.5,1,.7,1,25\n"
    curve = curve_of_bundle(with_history(tmp_path, rows), "")
    assert curve.epochs.tolist() == [1, 2]
    assert curve.val_accuracy.tolist() == [0.2, 0.7]


def test_runs_of_before_have_curves_and_those_without_a_network_are_offered():
    shutil.copytree(ROOT / "tests/home_of_version_0_1", home())
    runs = list_runs()
    curves = {run.name: curve_of_run(run, run.request.title) for run in runs}
    assert any(curves.values())
    for run in runs:
        history = run.history()
        if curves[run.name] is not None:
            assert curves[run.name].epochs.tolist() == history["epoch"].tolist()
    (one,) = bundles("digits-deep")
    done = next(run for run in runs if run.status == "done")
    published = replace(one, card=one.card.model_copy(update={"name": done.request.bundle}))
    assert done in runs_in_progress(runs, [one])
    assert done not in runs_in_progress(runs, [published])
