"""The terminal: `python -m core COMMAND`.

Knows arguments, printed output and exit statuses. Does not know how anything is done: each command is a few
lines of code on top of the packages below.
"""
