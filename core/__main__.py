"""Lets `python -m core` run the terminal commands."""

import sys

from core.cli import main

sys.exit(main())
