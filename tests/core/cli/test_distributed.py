"""`predict --parquet`, as used by a person or a program."""

import csv
import sys

import pytest

from core.bundles.library import read_library
from core.cli.main import main
from core.distributed import predicting
from core.distributed.predicting import on_this_machine
from tests.core.distributed.folders import NETWORK, placed, read, write_broken, write_digits


def predict(*options):
    return main(["predict", *map(str, options), "--network", NETWORK])


def test_tables_have_what_the_other_forms_have(tmp_path, capsys):
    paths = write_digits(tmp_path / "photos", 4)
    assert predict(tmp_path / "photos", "--parquet", tmp_path / "out", "--shards", 2, "--top", 2) == 0
    answers, errors = read(tmp_path / "out")
    assert sorted(placed(answers)) == [(path, None) for path in paths]
    assert errors == []
    said = capsys.readouterr()
    assert said.out == f"Added 4 answers to {tmp_path}/out/answers.\n"
    assert said.err.splitlines() == ["0 of 2 shards", "1 of 2 shards", "2 of 2 shards"]
    assert predict(tmp_path / "photos", "--csv", tmp_path / "table.csv", "--top", 2) == 0
    with (tmp_path / "table.csv").open(encoding="utf-8-sig") as file:
        told = list(csv.DictReader(file))
    by_file = {row["file"]: row for row in answers}
    assert len(told) == 2 * len(paths)
    for line in told:
        row, rank = by_file[line["file"]], int(line["rank"]) - 1
        assert (line["model"], line["sure"]) == (row["network"], str(row["sure"]))
        assert (line["label"], line["index"]) == (row["labels"][rank], "")
        assert float(line["probability"]) == pytest.approx(row["probabilities"][rank], abs=2e-6)


def test_what_has_no_answer_is_counted_and_a_second_time_nothing_is_done(tmp_path, capsys):
    write_digits(tmp_path / "photos", 4)
    write_broken(tmp_path / "photos")
    out = tmp_path / "out"
    assert predict(tmp_path / "photos", "--parquet", out) == 1
    assert f"4 could not be answered; {out}/errors says why." in capsys.readouterr().err
    assert predict(tmp_path / "photos", "--parquet", out) == 0
    said = capsys.readouterr().out
    assert said == f"1 of 1 shard was already done.\nAdded 0 answers to {out}/answers.\n"


def test_a_network_may_be_named_by_its_title(tmp_path):
    write_digits(tmp_path / "photos", 4)
    title = read_library().get(NETWORK).title
    assert title != NETWORK
    assert main(["predict", f"{tmp_path}/photos", "--parquet", f"{tmp_path}/out", "--network", title]) == 0
    assert {row["network"] for row in read(tmp_path / "out")[0]} == {NETWORK}


def test_who_stops_it_is_told_that_it_goes_on(tmp_path, monkeypatch, capsys):
    write_digits(tmp_path / "photos", 4)

    def stops_after_a_shard(work):
        for answered in on_this_machine(work):
            yield answered
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(predicting, "on_this_machine", stops_after_a_shard)
        assert predict(tmp_path / "photos", "--parquet", tmp_path / "out", "--shards", 2) == 1
    assert "run the same command again to continue" in capsys.readouterr().err
    assert predict(tmp_path / "photos", "--parquet", tmp_path / "out", "--shards", 2) == 0
    said = capsys.readouterr().out
    assert "1 of 2 shards was already done." in said
    assert "Added 2 answers to " in said


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["x", "--ray"], "--ray writes tables: add --parquet OUT"),
        (["x", "--shards", "2"], "--shards writes tables: add --parquet OUT"),
        (
            ["s3://bucket/x"],
            "add --parquet OUT, or copy the pictures to this machine. Received: s3://bucket/x",
        ),
        (["nothing-there", "--parquet", "OUT"], "There is no such file or folder"),
    ],
)
def test_what_does_not_fit_together_is_said(tmp_path, monkeypatch, capsys, options, words):
    monkeypatch.chdir(tmp_path)
    assert predict(*options) == 1
    said = capsys.readouterr()
    assert words in said.err
    assert said.out == ""


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--shards", "0"], "at least 1"),
        (["--json", "--parquet", "x"], "not allowed with"),
        (["--parquet", "x", "--ray", ""], "give an address, or --ray alone"),
    ],
)
def test_options_that_cannot_be_meant_end_with_the_usage(options, words, capsys):
    with pytest.raises(SystemExit):
        predict("x", *options)
    said = capsys.readouterr().err
    assert "usage:" in said
    assert words in said


def test_one_of_anything_is_no_plural(tmp_path, capsys):
    write_digits(tmp_path / "photos", 1)
    assert predict(tmp_path / "photos", "--parquet", tmp_path / "out") == 0
    said = capsys.readouterr()
    assert said.out == f"Added 1 answer to {tmp_path}/out/answers.\n"
    assert said.err.splitlines() == ["0 of 1 shard", "1 of 1 shard"]


def test_without_ray_a_sentence_says_how_to_get_it(tmp_path, monkeypatch, capsys):
    write_digits(tmp_path / "photos", 1)
    monkeypatch.setitem(sys.modules, "ray", None)
    assert predict(tmp_path / "photos", "--parquet", tmp_path / "out", "--ray") == 1
    assert capsys.readouterr().err.startswith(
        "Ray is not installed; install it with: pip install -r requirements-ray.txt."
    )
    assert not (tmp_path / "out").exists()
