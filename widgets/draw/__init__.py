"""The parts of the Draw page.

Know drawings, uploads, example drawings and the closer looks at an answer. Do not know photos in number, data
sets or trainings.
"""
