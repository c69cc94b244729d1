"""Bundles from outside are treated as hostile: a faulty one leaves nothing behind."""

import hashlib
import io
import json
import os
import zipfile

import flatbuffers
import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as schema
from PIL import Image
from safetensors.numpy import save

from core.bundles.bundle import read_bundle, write_bundle
from core.bundles.bundle_export import bundle_zip, tflite_zip
from core.bundles.bundle_import import import_bundle
from core.bundles.class_activation import KERNEL
from core.bundles.format import FILES
from core.bundles.library import delete_bundle, read_library
from core.bundles.sandbox import run_in_sandbox
from core.errors import BadBundle, InklingError, NotAllowed
from core.storage.files import write_json
from core.storage.paths import home
from core.workers.probe import check_flatbuffer
from tests.core.bundles.made_files import mean_network, retyped


@pytest.fixture(scope="module")
def files(shipped):
    archive = zipfile.ZipFile(io.BytesIO(bundle_zip(shipped.get("digits-simple"))))
    return {name.split("/")[-1]: archive.read(name) for name in archive.namelist()}


def packed(files, folder="digits-simple/"):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(folder + name, content)
    file.seek(0)
    return file


def test_another_form_of_a_network_is_refused_with_a_word_on_the_right_one(shipped):
    with pytest.raises(BadBundle, match="Choose a zip saved with The whole network"):
        import_bundle(io.BytesIO(tflite_zip(shipped.get("digits-simple"))))


def changed(files, **values):
    card = json.loads(files["card.json"])
    return {**files, "card.json": json.dumps({**card, **values}).encode()}


def rehashed(files, name, content):
    card = json.loads(files["card.json"])
    card["sha256"][name] = hashlib.sha256(content).hexdigest()
    card["size_bytes"][name] = len(content)
    return {**files, name: content, "card.json": json.dumps(card).encode()}


def nothing_is_left():
    return not [path.name for path in (home() / "models").glob("*") if path.name != ".lock"]


def test_a_sound_one_comes_in_under_a_name_of_its_own(files, shipped):
    one, two = import_bundle(packed(files)), import_bundle(packed(files, ""))
    assert [one.name, two.name] == ["digits-simple-2", "digits-simple-3"]
    assert read_library().refused == []
    kernels = [each.head_weights().arrays[KERNEL] for each in (one, shipped.get("digits-simple"))]
    assert (kernels[0] == kernels[1]).all()
    delete_bundle(one.name)
    assert list(read_library([home() / "models"]).bundles) == ["digits-simple-3"]


def sheet(mode, form):
    file = io.BytesIO()
    Image.new(mode, (64, 64)).save(file, form)
    return file.getvalue()


@pytest.mark.parametrize("mode", ["1", "LA", "P"])
def test_a_sheet_of_examples_may_be_any_usual_png(files, mode):
    bundle = import_bundle(packed(rehashed(files, "examples.png", sheet(mode, "PNG"))))
    with Image.open(bundle.folder / "examples.png") as image:
        assert image.mode == mode


def of_size(pixels):
    return {"kind": "ink", "size": [pixels, pixels, 1], "scaling": "ink", "frame": "mnist"}


def of_32_by_32(files):
    changed_input = changed(files, input=of_size(32))
    return rehashed(changed_input, "model.tflite", mean_network(32, 10))


def in_bfloat16(files):
    return retyped(files["weights.safetensors"], ["logits/kernel"], "BF16", 2)


def twice(files, second, folder="other/"):
    """Two sets of files in one zip."""
    file = packed(files)
    with zipfile.ZipFile(file, "a") as archive:
        for name, content in second.items():
            archive.writestr(folder + name, content)
    file.seek(0)
    return file


def with_password(files):
    data = bytearray(packed(files).getvalue())
    # The first bit of an entry's flags, in the directory.
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return io.BytesIO(bytes(data))


def bad_ones():
    yield "several networks", lambda files: twice(files, files)
    yield r"more than once.*Received: card\.json", lambda files: twice(files, {"card.json": b"{}"})
    yield "has a password", with_password
    yield "damaged", lambda files: io.BytesIO(b"PK\x03\x04 this is no zip")
    yield "missing", lambda files: packed({k: v for k, v in files.items() if k != "model.tflite"})
    yield "holds", lambda files: packed({**files, **{f"{n}.exe": b"x" for n in range(20)}})
    yield "larger than it may be", lambda files: packed({**files, "history.csv": bytes(100 * 2**20)})
    yield "cannot be read", lambda files: packed({**files, "card.json": b"{"})
    yield "deep", lambda files: packed(changed(files, a=json.loads("[" * 50 + "]" * 50)))
    yield "no name", lambda files: packed(changed(files, name=["a"]))
    yield "format 1", lambda files: packed({**files, "card.json": b"[1, 2]"})
    yield "input.size", lambda files: packed(changed(files, input={"kind": "ink", "size": [3, 3]}))
    yield "title", lambda files: packed(changed(files, title="<[]>"))
    yield "sha256", lambda files: packed(changed(files, sha256=[]))
    yield "do not match", lambda files: packed(changed(files, input=of_size(3)))
    yield "format", lambda files: packed(changed(files, format=99))
    yield (
        "sha256",
        lambda files: packed({**files, "weights.safetensors": files["weights.safetensors"] + b"x"}),
    )
    yield "label", lambda files: packed(rehashed(files, "labels.txt", b"a\x07\n" * 10))
    yield "label", lambda files: packed(rehashed(files, "labels.txt", b"twice\n" * 10))
    yield "history", lambda files: packed(rehashed(files, "history.csv", b"epoch\nimport os\n"))
    yield "columns", lambda files: packed(rehashed(files, "history.csv", b"<script>\n1\n"))
    yield "columns", lambda files: packed(rehashed(files, "history.csv", b"epoch,epoch\n1,1\n"))
    many = ",".join("a" * count for count in range(1, 30)).encode()
    yield "columns", lambda files: packed(rehashed(files, "history.csv", many))
    yield "examples", lambda files: packed(rehashed(files, "examples.png", b"<svg onload=x>"))
    for mode, form in [("F", "TIFF"), ("CMYK", "TIFF"), ("RGB", "TIFF"), ("RGB", "JPEG"), ("I;16", "PNG")]:
        yield (
            "PNG",
            lambda files, mode=mode, form=form: packed(rehashed(files, "examples.png", sheet(mode, form))),
        )
    yield "arrays", lambda files: packed(rehashed(files, "evaluation.safetensors", b"\xff" * 100))
    yield (
        "stored logits",
        lambda files: packed(
            rehashed(
                files,
                "evaluation.safetensors",
                save({"logits": np.zeros((1, 3), np.float32), "labels": np.zeros(1)}),
            )
        ),
    )
    yield ".tflite", lambda files: packed(rehashed(files, "model.tflite", b"\x80\x04pickle"))
    yield "28 x 28", lambda files: packed(of_32_by_32(files))
    yield "types", lambda files: packed(rehashed(files, "weights.safetensors", in_bfloat16(files)))
    yield (
        "refused",
        lambda files: packed(rehashed(files, "model.tflite", b"\x18\0\0\0TFL3" + os.urandom(500))),
    )
    yield "refused", lambda files: packed(rehashed(files, "model.tflite", files["model.tflite"][:5_000]))


@pytest.mark.parametrize(("words", "make"), list(bad_ones()))
def test_a_bad_one_is_refused_and_leaves_nothing(files, words, make):
    with pytest.raises(InklingError, match=words) as caught:
        import_bundle(make(files))
    assert "Received" in str(caught.value)
    assert nothing_is_left()


def test_a_zip_whose_paths_are_written_as_on_windows_is_read(files):
    assert import_bundle(packed(files, "digits-simple\\")).name == "digits-simple-2"


def test_names_that_climb_go_nowhere(files, tmp_path):
    bundle = import_bundle(packed(changed(files, name="../../../evil"), "../../x/"))
    assert bundle.folder.parent == home() / "models"
    assert bundle.name == "evil"


def test_labels_come_back_as_they_were_whatever_signs_are_in_them(files):
    labels = ["![a](b)", "C<->D", "`x`", "[1]", "a*b", "$y$", "#7", ":cat:", "Café", "אב"]
    bundle = import_bundle(packed(rehashed(files, "labels.txt", "\n".join(labels).encode())))
    assert list(bundle.labels) == labels


def test_texts_are_made_safe_to_show(files):
    title = "A\x00\u202eB![c](http://evil/d.png)<script>"
    bundle = import_bundle(packed(changed(files, title=title, description="x" * 9_999)))
    assert bundle.title == "AB!c(http://evil/d.png)script, imported"
    assert len(bundle.card.description) == 2_000


def test_one_from_outside_says_so_whatever_its_card_says(files, tmp_path):
    bundle = import_bundle(packed(changed(files, title="My own digits", name="mine", is_imported=False)))
    assert bundle.is_imported
    assert bundle.title == "My own digits, imported"
    assert bundle.card.title == "My own digits"
    again = import_bundle(io.BytesIO(bundle_zip(bundle)))
    assert again.title == "My own digits, imported"
    with zipfile.ZipFile(io.BytesIO(bundle_zip(bundle))) as archive:
        assert not [name for name in archive.namelist() if "origin" in name]


def test_a_file_of_that_name_in_the_zip_is_not_ours(files):
    bundle = import_bundle(packed({**files, "origin.json": b'{"imported": "never"}'}))
    assert json.loads((bundle.folder / "origin.json").read_text())["imported"].startswith("20")


@pytest.mark.parametrize(
    "title", ["Best digits", "best  DIGITS", "B\u0435st d\u0456gits", "Best\u200bdigits", "MobileNetV2"]
)
def test_none_gets_a_title_that_is_taken(files, title):
    bundle = import_bundle(packed(changed(files, title=title)))
    assert bundle.card.title.endswith(", imported")
    assert bundle.title == bundle.card.title


@pytest.mark.parametrize(
    "name",
    ["efficientnetv2-b0", "mobilenet-v2-int8", "sketches-345", "digits-ensemble", "con"],
)
def test_none_gets_a_name_that_is_taken_or_may_come(files, name):
    assert import_bundle(packed(changed(files, name=name))).name == f"{name}-2"


def test_a_long_title_hides_nothing(files):
    bundle = import_bundle(packed(changed(files, title="x" * 190)))
    assert bundle.title == "x" * 60 + ", imported"


def test_a_network_that_is_being_trained_keeps_its_name(files):
    write_json(home() / "runs" / "one" / "request.json", {"bundle": "evil"})
    assert import_bundle(packed(changed(files, name="evil"))).name == "evil-2"


def test_nothing_made_here_replaces_one_from_outside(files):
    bundle = import_bundle(packed(changed(files, name="mine")))
    card = json.loads((bundle.folder / "card.json").read_text())
    parts = {name: (bundle.folder / name).read_bytes() for name in FILES}
    with pytest.raises(BadBundle, match="imported network has this name"):
        write_bundle(bundle.folder, bundle.card.draft(), parts)
    assert json.loads((bundle.folder / "card.json").read_text()) == card
    assert read_bundle(bundle.folder).is_imported


def test_what_the_sender_says_of_the_order_and_in_unknown_names_is_dropped(files):
    bundle = import_bundle(packed(changed(files, order=-5, invented="<script>")))
    assert bundle.card.order is None
    assert "invented" not in (bundle.folder / "card.json").read_text()


def test_a_history_that_is_no_table_is_refused(files):
    with pytest.raises(BadBundle, match="history"):
        import_bundle(packed(rehashed(files, "history.csv", b'epoch\n"' + b"1" * 200_000)))


def safetensors(**tensors):
    """A file of arrays with this header and no numbers."""
    header = json.dumps(tensors).encode()
    return len(header).to_bytes(8, "little") + header


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("history.csv", b"epoch\n" + b"x" * 100_000),
        ("weights.safetensors", safetensors(kernel="x" * 100_000)),
        (
            "evaluation.safetensors",
            safetensors(
                logits={"dtype": "F32", "shape": [0] * 10_000, "data_offsets": [0, 0]},
                labels={"dtype": "I64", "shape": [0], "data_offsets": [0, 0]},
            ),
        ),
    ],
)
def test_a_refusal_is_short_whatever_is_in_the_file(files, name, content):
    with pytest.raises(BadBundle) as refusal:
        import_bundle(packed(rehashed(files, name, content)))
    assert len(str(refusal.value)) < 400
    assert nothing_is_left()


def test_a_zip_that_is_packed_otherwise_is_refused(files):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    with pytest.raises(BadBundle, match="unsupported way"):
        import_bundle(file)


def test_a_network_that_needs_too_much_is_refused_before_it_runs(files, tmp_path):
    with pytest.raises(BadBundle, match="too large"):
        check_flatbuffer(with_huge_tensor(files))
    path = tmp_path / "m.tflite"
    path.write_bytes(files["model.tflite"])
    assert run_in_sandbox(path)["logits"] == [1, 10]


def with_huge_tensor(files):
    model = schema.ModelT.InitFromPackedBuf(files["model.tflite"], 0)
    model.subgraphs[0].tensors[2].shape = np.array([1 << 20, 1 << 10], dtype=np.int32)
    builder = flatbuffers.Builder(1_024)
    builder.Finish(model.Pack(builder), file_identifier=b"TFL3")
    return bytes(builder.Output())


def test_damage_anywhere_in_a_network_never_reaches_this_process(files, tmp_path):
    """Whatever bytes are changed, the result is an answer or a refusal, and this process survives."""
    good = bytearray(files["model.tflite"])
    generator = np.random.default_rng(1)
    refused = 0
    for number in range(12):
        bad = bytearray(good)
        for place in generator.integers(8, len(bad) if number % 2 else 2_000, size=40):
            bad[place] = generator.integers(256)
        path = tmp_path / "m.tflite"
        path.write_bytes(bytes(bad))
        try:
            run_in_sandbox(path)
        except BadBundle:
            refused += 1
    assert refused >= 4


def test_in_a_public_demo_nothing_comes_in_or_goes(files, monkeypatch):
    bundle = import_bundle(packed(files))
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    with pytest.raises(NotAllowed):
        import_bundle(packed(files))
    assert (home() / "models" / bundle.name).is_dir()


def test_a_long_list_of_files_is_not_read(files):
    many = io.BytesIO(packed(files).getvalue())
    with zipfile.ZipFile(many, "a") as archive:
        for number in range(1_000):
            archive.writestr(str(number), b"")
    with pytest.raises(BadBundle, match="at most 1,000 files"):
        import_bundle(many)
    nothing_is_left()
