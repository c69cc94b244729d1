"""PyTorch's files are read without PyTorch, and nothing in them is ever called."""

import io
import os
import pickle
import struct
from collections import OrderedDict

import numpy as np
import pytest

from core.errors import BadData
from recipes.torch_weights import read_torch_weights


class Global:
    """Pickled as a name that the reader looks up."""

    def __init__(self, module, name):
        self.module, self.name = module, name


class Call:
    """Pickled as a call of such a name."""

    def __init__(self, function, *arguments):
        self.function, self.arguments = function, arguments


class Storage:
    def __init__(self, key, array, kind="FloatStorage"):
        self.key, self.array, self.kind = key, array, kind


class Writer(pickle._Pickler):
    """Writes the format that PyTorch used before version 1.6."""

    def persistent_id(self, obj):
        if isinstance(obj, Storage):
            return ("storage", Global("torch", obj.kind), obj.key, "cpu", len(obj.array), None)
        return None

    def save(self, obj, save_persistent_id=True):
        if isinstance(obj, Global):
            self.write(pickle.GLOBAL + f"{obj.module}\n{obj.name}\n".encode())
        elif isinstance(obj, Call):
            self.save(obj.function)
            self.save(obj.arguments)
            self.write(pickle.REDUCE)
        else:
            super().save(obj, save_persistent_id)


def view(storage, offset, shape, strides):
    return Call(
        Global("torch._utils", "_rebuild_tensor_v2"), storage, offset, shape, strides, False, OrderedDict()
    )


def written(tensors, storages, magic=0x1950A86A20F9469CFC6C):
    file = io.BytesIO()
    for header in (magic, 1001, {"little_endian": True}, tensors, [each.key for each in storages]):
        Writer(file, 2).dump(header)
    for each in storages:
        file.write(struct.pack("<q", len(each.array)) + each.array.tobytes())
    return file.getvalue()


NUMBERS = np.arange(24, dtype="<f4")
STORAGE = Storage("1", NUMBERS)


def test_tensors_are_read_by_offset_shape_and_strides():
    tensors = {
        "whole": view(STORAGE, 0, (2, 3, 4), (12, 4, 1)),
        "transposed": view(STORAGE, 0, (4, 6), (1, 4)),
        "middle": view(STORAGE, 5, (3,), (2,)),
        "repeated": view(STORAGE, 7, (2, 2), (0, 1)),
        "none": view(STORAGE, 0, (0, 3), (3, 1)),
    }
    read = read_torch_weights(io.BytesIO(written(tensors, [STORAGE])))
    np.testing.assert_array_equal(read["whole"], NUMBERS.reshape(2, 3, 4))
    np.testing.assert_array_equal(read["transposed"], NUMBERS.reshape(6, 4).T)
    np.testing.assert_array_equal(read["middle"], [5, 7, 9])
    np.testing.assert_array_equal(read["repeated"], [[7, 8], [7, 8]])
    assert read["none"].shape == (0, 3)
    read["whole"][:] = 0  # each array has its own memory
    assert read["transposed"][1, 0] == 1


def test_whole_numbers_and_scalars_are_read():
    counts = Storage("2", np.array([41, 42], "<i8"), "LongStorage")
    read = read_torch_weights(io.BytesIO(written({"count": view(counts, 1, (), ())}, [counts])))
    assert read["count"].dtype == np.int64
    assert read["count"] == 42


@pytest.mark.parametrize(
    "harmful",
    [
        Call(Global("posix", "system"), "touch {}"),
        Call(Global("builtins", "eval"), "open({!r}, 'w')"),
        Call(Global("torch", "load"), "{}"),
        Call(Global("torch._utils", "_rebuild_parameter"), "{}"),
        Call(Global("numpy.core.multiarray", "_reconstruct"), "{}"),
    ],
    ids=lambda call: f"{call.function.module}.{call.function.name}",
)
def test_whatever_else_a_pickle_names_is_refused_and_not_called(tmp_path, harmful):
    harmful = Call(harmful.function, harmful.arguments[0].format(tmp_path / "called"))
    with pytest.raises(BadData, match=rf"more than tensors.*{harmful.function.name}"):
        read_torch_weights(io.BytesIO(written({"weight": harmful}, [])))
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "tensor",
    [
        view(STORAGE, 0, (25,), (1,)),
        view(STORAGE, 20, (5,), (1,)),
        view(STORAGE, -1, (2,), (1,)),
        view(STORAGE, 23, (2,), (-1,)),
        view(STORAGE, 0, (2, 2), (23, 1)),
    ],
)
def test_a_view_beyond_its_numbers_is_refused(tensor):
    with pytest.raises(BadData, match="beyond its end"):
        read_torch_weights(io.BytesIO(written({"weight": tensor}, [STORAGE])))


def test_other_and_damaged_files_are_refused_in_a_sentence():
    whole = written({"weight": view(STORAGE, 0, (24,), (1,))}, [STORAGE])
    for content in (b"", b"PK\x03\x04", written({}, [], magic=7), b"\x80\x02]q\x00."):
        with pytest.raises(BadData, match="weights"):
            read_torch_weights(io.BytesIO(content))
    for length in range(0, len(whole), 7):
        with pytest.raises(BadData, match="weights"):
            read_torch_weights(io.BytesIO(whole[:length]))
