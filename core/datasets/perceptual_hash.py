"""Computes perceptual hashes: similar pictures have similar hashes."""

import numpy as np
from PIL import Image

_SIDE_PX = 32
_LOW_FREQUENCIES = 8
# Grey values above this can hardly be seen on white.
_LIGHT = 128


def perceptual_hash(image: Image.Image) -> str:
    """Computes the 64-bit perceptual hash of a picture.

    The picture is reduced to 32 x 32 grey pixels; each bit says whether one of its 8 x 8 lowest frequencies
    is above their median. A transparent picture is put on white, or on black if it is light.

    Args:
        image: A picture of any size and mode.

    Returns:
        16 hexadecimal digits; for an opaque picture, the same as those of `imagehash.phash`.

    Source: Zauner 2010, "Implementation and benchmarking of perceptual image hash functions", section 3.2.1;
        https://www.hackerfactor.com/blog/index.php?/archives/432-Looks-Like-It.html.
    """
    # This import would slow down the start of the app, and only importing pictures needs it.
    from scipy.fft import dct

    small = opaque_picture(image).convert("L").resize((_SIDE_PX, _SIDE_PX), Image.Resampling.LANCZOS)
    frequencies = dct(dct(np.asarray(small), axis=0), axis=1)[:_LOW_FREQUENCIES, :_LOW_FREQUENCIES]
    bits = (frequencies > np.median(frequencies)).ravel()
    return np.packbits(bits).tobytes().hex()


def opaque_picture(image: Image.Image) -> Image.Image:
    """Puts a transparent picture on white, or on black if it would be hard to see on white."""
    if not image.has_transparency_data:
        return image
    image = image.convert("RGBA")
    gray, alpha = (np.asarray(image.convert("LA"), dtype=np.float32)[..., band] for band in (0, 1))
    is_light = float((gray * alpha).sum()) > _LIGHT * float(alpha.sum())
    return Image.alpha_composite(Image.new("RGBA", image.size, "black" if is_light else "white"), image)
