"""The parts of the Photo page.

Know where photos come from, the answers for one of them and the table of many, and how a network is added. Do
not know the canvas, nor how a network trains on what was corrected.
"""
