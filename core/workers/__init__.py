"""Worker processes: `python -m core.workers.<name> FOLDER`, started by the packages below.

Each one knows how to do one kind of job from beginning to end, such as training, adding or exporting a
network, or running an untrusted one. No other package imports them.
"""
