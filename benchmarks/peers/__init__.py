"""Typical servers, with which Inkling's API is compared: `python -m benchmarks.peers.NAME`.

They know the frameworks that such projects use, and one way to prepare a picture. They do not know Inkling;
its networks come as files that `exports` has written.
"""
