"""Measurements, each a ratio to a peer in the same run; results are committed beside them as CSV.

Know the app as a person or a script uses it, from outside, and the peers that it is measured against. Do not
decide what passes: a table states what was measured beside what was asked, and tests never measure speed.
"""
