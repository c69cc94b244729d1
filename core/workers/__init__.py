"""Processes of their own: `python -m core.workers.<name> FOLDER`, started by the packages below.

Each one knows what it takes to do one job from beginning to end, on what lies in a folder: train, add a
network, export one, or run an untrusted one. Nobody imports them.
"""
