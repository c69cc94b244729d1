"""The building blocks of the Draw page.

Knows drawings, uploads, example drawings and the closer looks at an answer. Does not know batches of photos,
data sets or trainings.
"""
