"""The parts of the Train page.

Knows data sets and their checks, the training form, the progress and results of runs, and the import and
export of networks. Does not know how training works: it starts runs and reads what they have written.
"""
