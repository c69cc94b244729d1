"""Epochs to train on; without Keras, since a process of its own imports this module to make them."""

import numpy as np


def make_epoch(seed, epoch):
    """Four kinds of noisy stripes."""
    generator = np.random.default_rng([seed, epoch])
    labels = generator.integers(0, 4, 128)
    images = generator.integers(0, 60, (128, 28, 28))
    for image, label in zip(images, labels, strict=True):
        image[7 * label : 7 * label + 7] += 180
    return images.astype(np.uint8), labels


def stripes_and_noise(seed, epoch):
    """The stripes, and a fifth of noise that belongs to no class."""
    images, labels = make_epoch(seed, epoch)
    noise = np.random.default_rng([seed, epoch, 1]).integers(0, 255, (32, 28, 28)).astype(np.uint8)
    order = np.random.default_rng(epoch).permutation(160)
    return np.concatenate([images, noise])[order], np.concatenate([labels, np.full(32, 4)])[order]
