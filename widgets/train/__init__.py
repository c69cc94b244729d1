"""The parts of the Train page.

Know data sets and their checks, the training form, a run as it goes, and its results. Do not know how
training works: they start runs and read what a run has written. Import and export of networks are here, too.
"""
