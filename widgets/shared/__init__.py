"""Building blocks that several pages use: the canvas, answers, choices and the session's state.

Knows the session and the keys of all widgets, which no other package accesses directly. Does not know the
packages of single pages, which import this one.
"""
