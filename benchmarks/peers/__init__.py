"""Servers as others write them, to be measured beside the API of Inkling: `python -m benchmarks.peers.NAME`.

Knows the frameworks that such projects use, and one way to prepare a picture. Does not know Inkling; its
networks come as files that it has exported.
"""
