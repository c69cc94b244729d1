"""The page that explains how a network learns.

Knows that a page of the documentation is text and pictures in turn, and which of these are charts.
Does not know what it says.
"""
