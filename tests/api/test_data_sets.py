"""Programs learn which data sets there are, and can train on each that is listed."""

from api.trainings import TrainRequest
from core.datasets.store import create_data_set
from tests.core.drawn import drawn_data_set


def test_each_is_listed_with_its_classes_newest_first(client, tmp_path):
    drawn = drawn_data_set(tmp_path, each=2)
    create_data_set("Toys", "photo")
    damaged = create_data_set("Damaged", "photo")
    (damaged.folder / "dataset.json").write_text("{")
    answer = client.get("/v1/datasets").json()
    assert [(one["name"], one["title"], one["kind"], one["pictures"]) for one in answer["datasets"]] == [
        ("toys", "Toys", "photo", 0),
        (drawn.name, drawn.title, "ink", len(drawn.samples)),
    ]
    classes = [{"label": label, "pictures": count} for label, count in drawn.counts().items()]
    assert answer["datasets"][1]["classes"] == classes
    assert answer["datasets"][0]["classes"] == []
    assert len(answer["refused"]) == 1
    assert "damaged" in answer["refused"][0]
    assert TrainRequest(data_set=answer["datasets"][1]["name"]).data_set == drawn.name


def test_a_machine_without_any_has_an_empty_list(client):
    assert client.get("/v1/datasets").json() == {"datasets": [], "refused": []}
    assert client.head("/v1/datasets").content == b""
