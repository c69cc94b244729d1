"""Reads a file of weights written by PyTorch, without PyTorch and without running any code from the file.

Such a file is a pickle, and a pickle may name any function to be called. Here, only a few functions are
allowed, all of which merely arrange numbers; anything else is refused.
"""

import pickle
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np

from core.errors import BadData

# From torch/serialization.py (PyTorch 1.5): the format used before zip files.
_MAGIC_NUMBER = 0x1950A86A20F9469CFC6C
_PROTOCOL = 1001
_DTYPES = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8"), "HalfStorage": np.dtype("<f2")}


@dataclass(frozen=True)
class _Storage:
    """An array of numbers that follows the pickle in the file."""

    key: str
    dtype: np.dtype
    length: int


@dataclass(frozen=True)
class _Tensor:
    """A view of a storage."""

    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


def read_torch_weights(file: BinaryIO) -> dict[str, np.ndarray]:
    """Reads the arrays of a state dictionary.

    Args:
        file: The file, in PyTorch's format from before version 1.6.

    Returns:
        Arrays by name, float32, float16 or int64, each in its own memory.

    Raises:
        BadData: If the file has another format, is truncated, or holds anything but tensors.
    """
    try:
        header = [_TensorUnpickler(file).load() for _ in range(3)]
        if header[:2] != [_MAGIC_NUMBER, _PROTOCOL] or not header[2]["little_endian"]:
            raise BadData(f"This is not a weights file in PyTorch's older format. Received: {header[:2]}")
        tensors = _TensorUnpickler(file).load()
        storages = _read_storages(file, _TensorUnpickler(file).load(), tensors)
        return {str(name): _array(tensor, storages) for name, tensor in tensors.items()}
    except BadData:
        raise
    except Exception as error:
        # A damaged pickle may raise anything.
        raise BadData(
            f"This file of weights is damaged. Received: {type(error).__name__}: {error}"
        ) from error


class _TensorUnpickler(pickle.Unpickler):
    """Unpickles tensors, and refuses anything else that a pickle may name."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _rebuild_tensor
        if module == "torch" and name in _DTYPES:
            return _DTYPES[name]
        raise BadData(f"This file of weights holds more than tensors. Received: {module}.{name}")

    def persistent_load(self, pid: Any) -> _Storage:
        kind, dtype, key, _, length, view = pid
        if kind != "storage" or not isinstance(dtype, np.dtype) or view is not None:
            raise BadData(f"This file of weights holds more than tensors. Received: {kind}")
        return _Storage(str(key), dtype, int(length))


def _rebuild_tensor(
    storage: _Storage, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: object
) -> _Tensor:
    return _Tensor(storage, offset, tuple(shape), tuple(strides))


def _read_storages(file: BinaryIO, keys: list[str], tensors: dict[str, _Tensor]) -> dict[str, np.ndarray]:
    declared = {tensor.storage.key: tensor.storage for tensor in tensors.values()}
    storages = {}
    for key in keys:
        storage = declared[key]
        (length,) = np.frombuffer(file.read(8), "<i8")
        if length != storage.length:
            raise BadData(f"This file of weights is damaged. Received: {length} numbers of {storage.length}")
        content = file.read(storage.length * storage.dtype.itemsize)
        storages[key] = np.frombuffer(content, storage.dtype, storage.length)
    return storages


def _array(tensor: _Tensor, storages: dict[str, np.ndarray]) -> np.ndarray:
    storage = storages[tensor.storage.key]
    reach = sum((length - 1) * stride for length, stride in zip(tensor.shape, tensor.strides, strict=True))
    inside = min(tensor.strides, default=0) >= 0 <= tensor.offset and tensor.offset + reach < len(storage)
    if 0 in tensor.shape:
        return np.zeros(tensor.shape, storage.dtype)
    if not inside:
        raise BadData(f"This file of weights is damaged. Received: a view of {tensor.shape} beyond its end")
    strides = [stride * storage.itemsize for stride in tensor.strides]
    return np.lib.stride_tricks.as_strided(storage[tensor.offset :], tensor.shape, strides).copy()
