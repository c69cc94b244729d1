"""The terminal: `python -m core COMMAND`.

Knows arguments, what is printed, and exit statuses. Does not know how anything is done: each command is a few
lines over the packages below.
"""
