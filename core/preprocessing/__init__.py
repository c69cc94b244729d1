"""A drawing or an image file -> the array that a network reads.

Knows strokes, canvases, image files, paper and ink, and where things lie in a network's input. Does not know
networks: what a bundle's card asks for comes in as plain values.
"""

from core.preprocessing.decode import Picture, decode_image
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.example_photos import read_example_photos
from core.preprocessing.ink_frames import INK_FRAMES
from core.preprocessing.preprocessor import Kind, Preprocessor
from core.preprocessing.strokes import Strokes

__all__ = [
    "INK_FRAMES",
    "Kind",
    "Picture",
    "Preprocessor",
    "Strokes",
    "decode_image",
    "example_drawing",
    "read_example_photos",
]
