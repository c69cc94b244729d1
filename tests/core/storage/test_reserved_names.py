"""The single place that knows which network names are taken."""

import threading

from core.bundles.applications import APPLICATIONS, PRECISIONS, bundle_name
from core.bundles.format import FORMER_NAMES
from core.storage.names import folder_name
from core.storage.paths import SHIPPED, home
from core.storage.reserved_names import RESERVED, reserved_names, reserving_name
from core.training.backbones import BACKBONES
from core.training.request import TrainingRequest, write_request


def request_for(bundle, run="20260101-000000-abcdef"):
    request = TrainingRequest(
        data_set="my-things", title="My things", bundle=bundle, strategy="head", backbone="sketches-deep"
    )
    write_request(home() / "runs" / run, request)


def test_names_of_all_that_exists_or_will_are_taken():
    for folder in ("models/my-own", "networks/mobilenet-v2", "adding/inception-v3"):
        (home() / folder).mkdir(parents=True)
    request_for("my-training")
    shipped = {path.name for path in SHIPPED.iterdir()}
    assert reserved_names() == {
        *shipped,
        "my-own",
        "mobilenet-v2",
        "inception-v3",
        "my-training",
        *RESERVED,
    }


def test_no_network_gets_the_name_of_one_that_may_come():
    official = {bundle_name(app, kind) for app in APPLICATIONS.values() for kind in PRECISIONS}
    assert official | set(FORMER_NAMES) <= RESERVED
    assert {name for names in BACKBONES.values() for name in names} <= reserved_names()


def test_no_network_gets_a_name_that_windows_takes_for_a_device():
    for name in ("con", "nul", "com1", "lpt9", "aux", "prn"):
        assert name in RESERVED
        assert folder_name(name.upper(), reserved_names()) == f"{name}-2"


def test_what_is_being_written_or_deleted_takes_no_name():
    (home() / "models" / ".deleted-1").mkdir(parents=True)
    (home() / "models" / ".lock").write_text("")
    request_for("half-written", run=".20260101-000000-abcdef")
    assert not {name for name in reserved_names() if name.startswith((".", "half"))}


def test_a_damaged_request_takes_no_name_and_hides_no_other():
    for number, content in enumerate(("[1]", '"text"', "{", '{"bundle": 3}', '{"bundle": null}', "{}")):
        folder = home() / "runs" / f"damaged-{number}"
        folder.mkdir(parents=True)
        (folder / "request.json").write_text(content)
    before = reserved_names()
    request_for("my-training")
    assert reserved_names() - before == {"my-training"}


def test_only_one_at_a_time_chooses_a_name():
    """Threads that each take the next free number never get the same one."""
    barrier = threading.Barrier(6)

    def take():
        barrier.wait()
        with reserving_name() as taken:
            number = sum(name.startswith("taken-") for name in taken)
            (home() / "models" / f"taken-{number}").mkdir(parents=True)

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {f"taken-{number}" for number in range(6)} <= reserved_names()
