"""Epochs to train on; does not import Keras, since a separate process imports this module to make them."""

import numpy as np


def make_epoch(seed, epoch):
    """Returns pictures of four kinds of noisy stripes, and their labels."""
    generator = np.random.default_rng([seed, epoch])
    labels = generator.integers(0, 4, 128)
    images = generator.integers(0, 60, (128, 28, 28))
    for image, label in zip(images, labels, strict=True):
        image[7 * label : 7 * label + 7] += 180
    return images.astype(np.uint8), labels


def stripes_and_noise(seed, epoch):
    """Returns the stripes, with a fifth of the pictures being noise that belongs to no class."""
    images, labels = make_epoch(seed, epoch)
    noise = np.random.default_rng([seed, epoch, 1]).integers(0, 255, (32, 28, 28)).astype(np.uint8)
    order = np.random.default_rng(epoch).permutation(160)
    return np.concatenate([images, noise])[order], np.concatenate([labels, np.full(32, 4)])[order]
