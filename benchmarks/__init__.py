"""Measurements, each a ratio to a peer in the same run; results are committed beside them as CSV."""
