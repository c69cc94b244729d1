"""The parts of the Networks page.

Know how a network is deleted and brought back. Do not know how one is used or taught.
"""
