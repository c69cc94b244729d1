"""The curves of a training, and files without valid curves."""

from dataclasses import replace

import pytest

from core.errors import BadBundle
from core.evaluation.training_history import best_epoch, read_history

HEADER = "epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds\n"


@pytest.fixture
def bundle(shipped, tmp_path):
    return replace(shipped.bundles["digits-deep"], folder=tmp_path)


def test_shipped_histories_are_read(shipped):
    history = read_history(shipped.bundles["animals-simple"])
    assert len(history) == 60
    assert history.loc[0, "loss"] == 1.50947
    assert best_epoch(history) == history.sort_values("val_loss").iloc[0]["epoch"]
    assert len(read_history(shipped.bundles["digits-deep"])) == 14


def test_epochs_come_in_their_order_and_may_be_counted_here(bundle):
    (bundle.folder / "history.csv").write_text(HEADER + "2,1,.5,.3,.6,1e-3,9\n1,2,.4,.7,.5,1e-3,9\n")
    history = read_history(bundle)
    assert list(history["epoch"]) == [1, 2]
    assert best_epoch(history) == 2
    (bundle.folder / "history.csv").write_text(
        "loss,accuracy,val_loss,val_accuracy\n1,.5,.3,.6\n2,.4,.2,.5\n"
    )
    assert list(read_history(bundle)["epoch"]) == [1, 2]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "damaged"),
        (b"", "damaged"),
        (b"epoch\n", "no record"),
        (HEADER.encode(), "no record"),
        (b"epoch,loss\n1,2\n", "damaged"),
        (HEADER.encode() + b"1,x,.5,.3,.6,1e-3,9\n", "damaged"),
        (HEADER.encode() + b"1,inf,.5,.3,.6,1e-3,9\n", "damaged"),
        (HEADER.encode() + b"1,1,.5,.3,,1e-3,9\n", "damaged"),
        (b"\xff\xfe\x00\x01" * 50, "damaged"),
        (b"epoch,loss,accuracy,val_loss,val_accuracy\n" + b"1,1,1,1,1\n" * 20_001, "too many epochs"),
        (b"x" * 5_000_000, "damaged"),
        (HEADER.encode() + b"9" * 400 + b",1,.5,.3,.6,1e-3,9\n", "damaged"),
        (b",".join([b"epoch"] * 200_000) + b"\n1\n", "damaged"),
    ],
    ids=[
        "none",
        "empty",
        "header",
        "full header",
        "columns",
        "text",
        "inf",
        "gap",
        "noise",
        "many",
        "large",
        "digits",
        "namesakes",
    ],
)
def test_what_holds_no_curves_is_one_sentence(bundle, content, words):
    if content is not None:
        (bundle.folder / "history.csv").write_bytes(content)
    with pytest.raises(BadBundle) as refused:
        read_history(bundle)
    assert words in refused.value.sentence
    assert bundle.title in refused.value.sentence
