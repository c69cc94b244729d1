"""The Networks page: which networks there are, and everything about one of them.

Knows bundles, their test answers and layers, and how those are shown. Does not know how networks are trained,
or any other page.
"""
