"""What several pages show: the canvas, answers, choices, and what a session remembers.

Knows the session and the keys of all widgets; no other module touches either. Does not know the parts of any
one page, which stand above it.
"""
