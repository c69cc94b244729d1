"""Pictures of the inside of a network: filters and feature maps."""

import numpy as np
from PIL import Image

MAX_FILTERS, MAX_MAPS = 64, 32
COLUMNS = 8
# Okabe and Ito's blue for evidence for a pattern, and their vermilion for evidence against it.
_FOR = np.array([0, 114, 178], dtype=np.float32)
_AGAINST = np.array([213, 94, 0], dtype=np.float32)
_PAPER = np.array([255, 255, 255], dtype=np.float32)
# Without it, weak activations of a feature map would be too pale to see.
_GAMMA = 0.6
_GAP_PX, _LEAST_SIDE_PX, _MOST_SIDE_PX = 4, 64, 280


def filter_sheet(filters: np.ndarray, columns: int = COLUMNS) -> np.ndarray:
    """Draws filters side by side, each scaled by its own largest weight.

    Args:
        filters: `(filters, height, width, channels)` float. Three channels are shown as red, green and blue;
            otherwise, the mean over the channels is shown, in blue above 0 and in orange below.
        columns: Number of filters in a row.

    Returns:
        `(height, width, 4)` uint8: the first 64 filters, with transparent gaps.
    """
    shown = _reduced(filters[:MAX_FILTERS], axis=1)
    return _sheet([_filter_picture(pattern) for pattern in shown], columns)


def feature_map_sheet(maps: np.ndarray, columns: int = COLUMNS) -> tuple[np.ndarray, list[int]]:
    """Draws the feature maps with the strongest activations side by side, all on the same scale.

    Args:
        maps: `(rows, columns, features)` float: the output of a layer for a picture.
        columns: Number of feature maps in a row.

    Returns:
        `(height, width, 4)` uint8, and the indices of the features shown, at most 32, in ascending order.
    """
    maps = _reduced(np.nan_to_num(maps), axis=0)
    strongest = np.argsort(-np.abs(maps).max(axis=(0, 1)), kind="stable")[:MAX_MAPS]
    shown = sorted(int(index) for index in strongest)
    largest = max(float(np.abs(maps[..., shown]).max()), 1e-9)
    return _sheet([_signed(_raised(maps[..., index] / largest)) for index in shown], columns), shown


def _reduced(values: np.ndarray, axis: int) -> np.ndarray:
    """Thins out rows and columns of what is too large to show; rows are along `axis`, columns follow."""
    step = max(1, -(-max(values.shape[axis : axis + 2]) // _MOST_SIDE_PX))
    every = (slice(None),) * axis + (slice(None, None, step),) * 2
    return values[every]


def _filter_picture(pattern: np.ndarray) -> np.ndarray:
    largest = max(float(np.abs(pattern).max()), 1e-9)
    if pattern.shape[-1] == 3:
        return ((pattern / largest + 1) / 2 * 255).astype(np.uint8)
    return _signed(pattern.mean(axis=-1) / largest)


def _raised(values: np.ndarray) -> np.ndarray:
    return np.sign(values) * np.abs(values) ** _GAMMA


def _signed(values: np.ndarray) -> np.ndarray:
    share = np.clip(np.abs(values), 0, 1)[..., None]
    color = np.where(values[..., None] >= 0, _FOR, _AGAINST)
    return (_PAPER * (1 - share) + color * share).astype(np.uint8)


def _sheet(pictures: list[np.ndarray], columns: int) -> np.ndarray:
    height, width = pictures[0].shape[:2]
    scale = max(1, -(-_LEAST_SIDE_PX // max(height, width)))
    cell_height, cell_width = height * scale + _GAP_PX, width * scale + _GAP_PX
    columns = min(columns, len(pictures))
    rows = -(-len(pictures) // columns)
    sheet = np.zeros((rows * cell_height - _GAP_PX, columns * cell_width - _GAP_PX, 4), np.uint8)
    for number, picture in enumerate(pictures):
        top, left = number // columns * cell_height, number % columns * cell_width
        size = (width * scale, height * scale)
        large = np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.NEAREST))
        sheet[top : top + size[1], left : left + size[0], :3] = large
        sheet[top : top + size[1], left : left + size[0], 3] = 255
    return sheet
