"""From a drawing or an image file to the array that a network reads.

Knows strokes, the canvas, image files, paper and ink, and how they are placed in a network's input. Does not
know networks or bundles: what a card says of the input is passed as plain values.
"""

from core.preprocessing.decode import Picture, decode_image
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.example_photos import read_example_photos
from core.preprocessing.image_source import ImageSource
from core.preprocessing.ink_frames import INK_FRAMES
from core.preprocessing.preprocessor import Kind, Preprocessor
from core.preprocessing.strokes import Strokes

__all__ = [
    "INK_FRAMES",
    "ImageSource",
    "Kind",
    "Picture",
    "Preprocessor",
    "Strokes",
    "decode_image",
    "example_drawing",
    "read_example_photos",
]
