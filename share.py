"""Opens Inkling to a class: `python share.py`, or with `--teach` to let them teach networks too."""

from server import app
from widgets.server.sharing import share

if __name__ == "__main__":
    share(app)
