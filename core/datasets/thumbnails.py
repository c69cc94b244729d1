"""Makes small pictures of samples, for pages and sheets."""

import numpy as np
from PIL import Image

from core.datasets.data_set import DataSet, Sample
from core.preprocessing.decode import Picture
from core.preprocessing.ink_frames import quickdraw_frame_of_strokes
from core.preprocessing.photo_crop import photo_frame


def thumbnail(data_set: DataSet, sample: Sample, side_px: int) -> Image.Image:
    """Makes a small square picture of a sample; raises `BadData` if its file no longer exists.

    Args:
        data_set: The data set of the sample.
        sample: The sample.
        side_px: Width and height.

    Returns:
        A colour picture: the centre of a photo, or a drawing in dark on light.
    """
    content = data_set.read(sample)
    if isinstance(content, Picture):
        return Image.fromarray(photo_frame(content, side_px))
    ink = (255 - quickdraw_frame_of_strokes(content) * 255).astype(np.uint8)
    return Image.fromarray(ink).resize((side_px, side_px), Image.Resampling.BICUBIC).convert("RGB")
