"""Measurements, each compared with a peer in the same run; results are stored next to them as CSV.

They know the app from outside, as a user or a script sees it, and the peers that it is compared with. They do
not decide what passes: a table states each measured value next to its target, and tests never measure speed.
"""
