"""From a drawing or an image file to the array that a network reads.

Knows strokes, the canvas, image files, paper and ink, and how they are placed in a network's input. Does not
know networks or bundles: what a card says about the input is passed as plain values.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "adjusting": ["Adjustment", "adjusted", "as_png"],
        "augmentation": [
            "augment",
            "augment_picture",
            "augment_strokes",
            "place_on_canvas",
            "slant",
            "variations",
        ],
        "camera_frames": ["FrameBounds", "RECORDED", "TAKEN", "check_frame", "decode_frame"],
        "canvas_format": ["from_canvas", "to_canvas"],
        "color_depth": ["to_8_bit"],
        "container": ["damaged", "is_pdf"],
        "decode": ["EXTENSIONS", "MAX_BYTES", "MAX_PIXELS", "PDF_IN_WORDS", "Picture", "decode_image"],
        "decoder_process": ["MAX_CPU_SECONDS", "MAX_MEMORY_BYTES", "read_message", "write_message"],
        "drawings_by_others": ["BOX_PX", "DRAWINGS_FILE"],
        "example_drawings": ["EXAMPLES", "example_drawing"],
        "example_photos": ["EXAMPLE_PHOTOS_FOLDER", "photo_credits", "read_example_photos"],
        "figures": [
            "Figure",
            "are_alike",
            "are_close",
            "are_neighbours",
            "cuts",
            "join_figures",
            "part_of",
            "reading_order",
            "scan_of",
            "separate_figures",
        ],
        "image_source": ["ImageSource", "Part"],
        "ink_extraction": ["extract_ink"],
        "ink_frames": [
            "FRAME_SIZES_PX",
            "FRAME_SIZE_PX",
            "INK_FRAMES",
            "InkFrame",
            "MNIST_LINE_WIDTH_PX",
            "QUICKDRAW_LINE_WIDTH_PX",
            "ink_frame",
            "mnist_frame",
            "mnist_frame_of_strokes",
            "quickdraw_frame",
            "quickdraw_frame_of_strokes",
            "refuse_dot",
        ],
        "labelled_drawings": ["labelled_drawing"],
        "pdf_pages": ["PdfPage", "decode_pdf_page", "draw_pdf_page"],
        "photo_crop": ["INTERPOLATIONS", "PHOTO_FRAME", "SCALINGS", "Scaling", "photo_frame"],
        "picture_codecs": ["SIGNATURE_BYTES", "Decoded", "begins_as_picture", "look_through"],
        "preprocessor": ["Content", "INK_SCALING", "Kind", "Preprocessor"],
        "quickdraw_format": [
            "StrokeLine",
            "from_quickdraw",
            "read_stroke_line",
            "stroke_line_of",
            "to_quickdraw",
            "write_stroke_line",
        ],
        "rasterize": ["drawing_as_png"],
        "strokes": ["MAX_POINTS", "MAX_STROKES", "Strokes", "beginning", "bounds", "checked", "prefixes"],
    },
)
