"""The library: what it finds, what it skips and names, and what it does not read again."""

import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.bundles import library as library_module
from core.bundles.bundle import read_bundle
from core.bundles.deleted import restore_bundle
from core.bundles.library import delete_bundle, read_library
from core.errors import BadBundle, NotAllowed, UnknownNetwork
from core.storage.paths import SHIPPED, home


@pytest.fixture
def bundle_folder(tmp_path):
    """A folder that holds two bundles."""
    for name in ("digits-simple", "digits-dense"):
        shutil.copytree(SHIPPED / name, tmp_path / "bundle_folder" / name)
    return tmp_path / "bundle_folder"


@pytest.fixture
def read_folders(monkeypatch):
    """The names of the bundles that were actually read from disk, in order."""
    names = []

    def counted(folder):
        names.append(folder.name)
        return read_bundle(folder)

    monkeypatch.setattr(library_module, "read_bundle", counted)
    return names


def change_card(folder, **values):
    card = json.loads((folder / "card.json").read_text())
    (folder / "card.json").write_text(json.dumps({**card, **values}))


def test_a_bad_bundle_is_named_and_skipped(bundle_folder):
    (bundle_folder / "broken").mkdir()
    (bundle_folder / ".writing-1").mkdir()
    (bundle_folder / "a-file").write_text("")
    library = read_library([bundle_folder])
    assert set(library.bundles) == {"digits-simple", "digits-dense"}
    assert len(library.refused) == 1
    assert "broken" in library.refused[0]


def test_the_users_own_bundles_come_beside_the_shipped_ones(shipped):
    shutil.copytree(SHIPPED / "digits-dense", home() / "models" / "digits-dense")
    library = read_library()
    assert set(library.bundles) == set(shipped.bundles)
    assert 'Two networks have the name "digits-dense"' in library.refused[0]
    assert library.bundles["digits-dense"].folder.parent == SHIPPED


def test_an_unknown_name_lists_the_known_ones(shipped):
    with pytest.raises(UnknownNetwork, match=r"No network.*digits-simple.*Received: dgits"):
        shipped.get("dgits")
    assert {bundle.task for bundle in shipped.for_task("digits")} == {"digits"}


def test_no_folder_is_an_empty_library(tmp_path):
    assert read_library([tmp_path / "none"]).bundles == {}


def test_bundles_come_in_the_order_of_their_cards_and_without_one_at_the_end(bundle_folder):
    change_card(bundle_folder / "digits-dense", order=-3)
    assert list(read_library([bundle_folder]).bundles) == ["digits-dense", "digits-simple"]
    change_card(bundle_folder / "digits-dense", order=None)
    library = read_library([bundle_folder])
    assert list(library.bundles) == ["digits-simple", "digits-dense"]
    assert library.refused == []


def test_one_wrong_card_hides_no_other_bundle(bundle_folder):
    change_card(bundle_folder / "digits-dense", order="last", sha256=[], title=7)
    library = read_library([bundle_folder])
    assert list(library.bundles) == ["digits-simple"]
    assert len(library.refused) == 1
    assert "digits-dense (card.json) is not valid; " in library.refused[0]


def test_nothing_is_read_again_until_it_changes(bundle_folder, read_folders):
    first = read_library([bundle_folder])
    assert sorted(read_folders) == ["digits-dense", "digits-simple"]
    assert read_library([bundle_folder]).bundles["digits-dense"] is first.bundles["digits-dense"]
    assert len(read_folders) == 2
    shutil.copytree(SHIPPED / "animals-simple", bundle_folder / "animals-simple")
    assert len(read_library([bundle_folder]).bundles) == 3
    assert read_folders[2:] == ["animals-simple"]
    shutil.rmtree(bundle_folder / "digits-dense")
    assert set(read_library([bundle_folder]).bundles) == {"animals-simple", "digits-simple"}
    assert len(read_folders) == 3


def test_a_refused_bundle_is_not_read_again_either(bundle_folder, read_folders):
    change_card(bundle_folder / "digits-dense", title=7)
    assert read_library([bundle_folder]).refused == read_library([bundle_folder]).refused != []
    assert len(read_folders) == 2


@pytest.mark.parametrize("name", ["card.json", "model.tflite", "labels.txt"])
def test_a_file_that_was_touched_or_replaced_is_read_again(bundle_folder, read_folders, name):
    read_library([bundle_folder])
    path = bundle_folder / "digits-dense" / name
    status = path.stat()
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1))
    read_library([bundle_folder])
    assert read_folders[2:] == ["digits-dense"]
    path.write_bytes(path.read_bytes()[:-2])
    assert "digits-dense" in read_library([bundle_folder]).refused[0]
    path.unlink()
    assert name in read_library([bundle_folder]).refused[0]


def test_threads_that_ask_at_once_read_each_bundle_once(bundle_folder, read_folders):
    with ThreadPoolExecutor(8) as pool:
        libraries = list(pool.map(lambda _: read_library([bundle_folder]), range(8)))
    assert sorted(read_folders) == ["digits-dense", "digits-simple"]
    assert all(library.bundles == libraries[0].bundles for library in libraries)


def test_ones_own_are_deleted_and_no_others(shipped, monkeypatch):
    shutil.copytree(SHIPPED / "digits-dense", home() / "models" / "digits-dense")
    with pytest.raises(BadBundle, match="Only networks that you taught, imported or added"):
        delete_bundle("digits-deep")
    for name in ("../models", ".lock", "", "digits-dense/", "digits-dense\n"):
        with pytest.raises(UnknownNetwork, match="There is no network of this name"):
            delete_bundle(name)
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    with pytest.raises(NotAllowed):
        delete_bundle("digits-dense")
    monkeypatch.delenv("INKLING_PUBLIC")
    delete_bundle("digits-dense")
    assert list((home() / "models").iterdir()) == []
    assert (SHIPPED / "digits-dense").is_dir()


@pytest.mark.parametrize("name", ["digits-vote", "digits-ensemble"])
def test_a_network_that_shipped_once_is_answered_by_its_successor(shipped, name):
    assert shipped.get(name) is shipped.get("digits-deep")
    with pytest.raises(UnknownNetwork, match=f"Received: {name}"):
        library_module.Library({}, []).get(name)


def test_folders_whose_names_cannot_be_shown_are_left_out_with_a_sentence(bundle_folder):
    for name in (b"caf\xe9", b"\x1b[31mred"):
        path = os.fsencode(bundle_folder) + b"/" + name
        os.mkdir(path)
    shutil.copytree(bundle_folder / "digits-dense", os.fsdecode(os.fsencode(bundle_folder) + b"/dense\xff"))
    library = read_library([bundle_folder])
    assert set(library.bundles) == {"digits-dense", "digits-simple"}
    sentences = " ".join(library.refused)
    assert all(name in sentences for name in (r"caf\udce9", r"\x1b[31mred", r"dense\udcff"))
    assert sentences.encode().isascii()


def test_networks_of_one_title_are_told_apart_and_shipped_ones_keep_theirs(shipped):
    title = shipped.get("digits-dense").title
    for name in ("toys", "toys-2", "same"):
        shutil.copytree(SHIPPED / "digits-dense", home() / "models" / name)
        change_card(home() / "models" / name, name=name, title=title if name == "same" else "Toys")
    bundles = read_library().bundles
    assert {name: bundles[name].title for name in ("digits-dense", "same", "toys", "toys-2")} == {
        "digits-dense": title,
        "same": f"{title} (same)",
        "toys": "Toys",
        "toys-2": "Toys (2)",
    }
    assert bundles["toys-2"].own_title == bundles["toys-2"].card.title == "Toys"
    shutil.rmtree(bundles["toys"].folder)
    assert read_library().bundles["toys-2"].title == "Toys"


def _taught(*names, title="Toys"):
    for name in names:
        shutil.copytree(SHIPPED / "digits-dense", home() / "models" / name)
        change_card(home() / "models" / name, name=name, title=title)


def _shown():
    library = read_library()
    own = {name: one.title for name, one in library.bundles.items() if one.folder.parent != SHIPPED}
    return own, [(one.name, one.title) for one in library.deleted]


def test_what_is_left_of_networks_of_one_title_is_called_as_before_while_the_others_can_be_brought_back():
    _taught("toys", "toys-2", "toys-3")
    delete_bundle("toys-3")
    assert _shown() == ({"toys": "Toys", "toys-2": "Toys (2)"}, [("toys-3", "Toys (3)")])
    delete_bundle("toys")
    assert _shown() == ({"toys-2": "Toys (2)"}, [("toys", "Toys"), ("toys-3", "Toys (3)")])
    delete_bundle("toys-2")
    assert _shown() == ({}, [("toys-2", "Toys (2)"), ("toys", "Toys"), ("toys-3", "Toys (3)")])
    restore_bundle("toys-2")
    assert _shown()[0] == {"toys-2": "Toys (2)"}


def test_a_title_that_was_given_later_gets_nothing_from_a_deleted_network():
    _taught("toys")
    delete_bundle("toys")
    _taught("better-toys")
    assert _shown() == ({"better-toys": "Toys"}, [("toys", "Toys")])
    # A network taught later gets the name of the deleted one, which had another title.
    _taught("toys", title="Dolls")
    assert _shown() == ({"better-toys": "Toys", "toys": "Dolls"}, [("toys", "Toys")])
