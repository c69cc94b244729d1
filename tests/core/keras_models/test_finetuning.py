"""Training a network's own layers with Keras: from scratch, fine-tuned, and resumed after a kill."""

import json
import time

from core.datasets.ingestion import from_path, ingest
from core.datasets.store import create_data_set
from core.jobs.process import update_state
from core.training.presets import suggest
from core.training.runs import resume_run, start_run
from tests.core.drawn import pattern_zip
from tests.core.training_helpers import (
    PATIENCE_SECONDS,
    kill,
    own_bundles,
    small_request,
    train_in_this_process,
    wait_for,
)


def test_from_scratch_killed_after_an_epoch_goes_on_and_ends_in_a_bundle(tmp_path, monkeypatch):
    request = small_request(tmp_path, strategy="scratch", backbone="", epochs=2, learning_rate=1e-3, each=8)
    run = start_run(request)
    until = time.monotonic() + PATIENCE_SECONDS
    while len(run.history()) < 1:
        assert time.monotonic() < until
        time.sleep(0.05)
    kill(run)
    before = run.history()
    update_state(run.folder, started=0)
    assert len(before) >= 1
    train_in_this_process(monkeypatch)
    resume_run(run.name)
    over = wait_for(run.name)
    assert over.status == "done", over.message
    after = over.history()
    assert after.head(len(before)).equals(before)
    assert len(after) == 2
    assert own_bundles() == ["my-things"]
    card = json.loads((tmp_path / "home" / "models" / "my-things" / "card.json").read_text())
    assert card["network"]["name"] == "sketches-deep"
    assert card["training"]["starts_from"] is None


def test_fine_tuning_goes_on_from_the_head_and_is_kept_only_if_it_is_better(tmp_path, trains_here):
    over = wait_for(start_run(small_request(tmp_path, strategy="tune", epochs=2)).name)
    assert over.status == "done", over.message
    history = over.history()
    assert len(history) > 2
    assert over.outcome.best_epoch == history["val_loss"].idxmin() + 1
    assert over.outcome.accuracy > 0.8


def test_photos_are_taught_on_the_network_that_ships(tmp_path, trains_here):
    data_set = ingest(
        create_data_set("patterns", "photo"), from_path(pattern_zip(tmp_path / "a.zip", each=20))
    )
    suggestion = suggest(data_set)
    assert suggestion.request.backbone == "things-1000"
    over = wait_for(start_run(suggestion.request).name)
    assert over.status == "done", over.message
    assert over.outcome.accuracy > 0.9
