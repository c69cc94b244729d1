"""The building blocks of the page that explains how a network learns.

Knows that a page of the documentation consists of text and pictures, and which of the pictures are charts.
Does not know the content of the text.
"""
