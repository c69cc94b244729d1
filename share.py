"""Shares Inkling with a class: `python share.py`, or with `--teach` to let visitors teach networks too."""

from server import app
from widgets.server.sharing import share

if __name__ == "__main__":
    share(app)
