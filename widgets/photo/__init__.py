"""The parts of the Photo page.

Knows the sources of photos, the answers for one photo, the table of many, and how a network is added. Does
not know the canvas, nor how a network is trained on corrected photos.
"""
