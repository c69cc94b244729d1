"""The peers that photos are compared with: Keras's `predict`, and ONNX Runtime."""

import io
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import keras
import numpy as np

Preprocess = Callable[[np.ndarray], np.ndarray]


class KerasPeer:
    """A network in Keras, used as in Keras's guide.

    Args:
        model: The network, from scaled colours `(batch, height, width, 3)` to logits.
        preprocess: Scales colours from 0 to 255 as the network expects them.
    """

    def __init__(self, model: keras.Model, preprocess: Preprocess) -> None:
        self.model, self.preprocess = model, preprocess

    def top_five(self, photo: bytes) -> list[int]:
        """Decodes a photo, predicts, and returns the five most likely classes."""
        size = self.model.input.shape[1:3]
        pixels = np.asarray(keras.utils.load_img(io.BytesIO(photo), target_size=size), np.float32)
        logits = self.model.predict(self.preprocess(pixels[None]), verbose=0)[0]
        return np.argsort(-logits)[:5].tolist()

    def loop(self, paths: list[Path]) -> None:
        """Predicts one photo after another."""
        for path in paths:
            self.top_five(path.read_bytes())

    def pipeline(self, paths: list[Path], batch_size: int) -> None:
        """Predicts many photos, which `tf.data` decodes in parallel and batches."""
        import tensorflow as tf

        size = self.model.input.shape[1:3]

        def decode(path: tf.Tensor) -> tf.Tensor:
            pixels = tf.io.decode_jpeg(tf.io.read_file(path), channels=3)
            return self.preprocess(tf.image.resize(pixels, size))

        data = tf.data.Dataset.from_tensor_slices([str(path) for path in paths])
        data = data.map(decode, num_parallel_calls=tf.data.AUTOTUNE).batch(batch_size)
        self.model.predict(data.prefetch(tf.data.AUTOTUNE), verbose=0)


class OnnxPeer:
    """The same network in ONNX Runtime, on several threads with one photo each.

    Args:
        model: The network in Keras.
        preprocess: Scales colours from 0 to 255 as the network expects them.
        threads: Number of photos that are predicted at once.
    """

    def __init__(self, model: keras.Model, preprocess: Preprocess, threads: int) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "network.onnx"
            model(keras.ops.zeros((1, *model.input.shape[1:])))
            model.export(path, format="onnx", verbose=False)
            self._session = onnxruntime.InferenceSession(path.read_bytes(), options)
        self._input = self._session.get_inputs()[0].name
        self._size, self._preprocess, self._threads = model.input.shape[1:3], preprocess, threads

    def top_five(self, photo: bytes) -> list[int]:
        """Decodes a photo, predicts, and returns the five most likely classes."""
        pixels = np.asarray(keras.utils.load_img(io.BytesIO(photo), target_size=self._size), np.float32)
        logits = self._session.run(None, {self._input: self._preprocess(pixels[None])})[0][0]
        return np.argsort(-logits)[:5].tolist()

    def folder(self, paths: list[Path]) -> None:
        """Predicts many photos on all threads."""
        with ThreadPoolExecutor(self._threads) as pool:
            list(pool.map(lambda path: self.top_five(path.read_bytes()), paths))
