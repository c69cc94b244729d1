"""The pictures of how a network learns: what is drawn is what the networks hold."""

import numpy as np

from docs.make_learning_pictures import layers_at_work, numbers, picture_as_numbers


def test_pictures_of_one_network_have_three_panels_each(classifiers):
    network = classifiers["digits-simple"]
    one, other = picture_as_numbers(network), layers_at_work(network)
    assert one.size == other.size
    assert len(np.unique(np.asarray(one.convert("RGB")).reshape(-1, 3), axis=0)) > 50


def test_ink_is_dark_and_paper_is_light():
    frame = np.zeros((28, 28), dtype=np.float32)
    frame[11, 9] = 1.0
    drawn = np.asarray(numbers(frame))
    assert drawn[4, 4].tolist() == [0, 0, 0]
    assert drawn[-4, -4].tolist() == [255, 255, 255]
