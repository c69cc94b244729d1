"""Lets `python -m core` run the terminal commands."""

import sys

try:
    from core.cli.ending import end_in_order
    from core.cli.main import main
except KeyboardInterrupt:
    # The imports take a moment, and Ctrl-C may be pressed before `main` can catch it.
    sys.exit(130)

# A thread whose network has finished has to wait for Python's global interpreter lock. By default, another
# thread may hold it for 5 ms, the time of five pictures. Measured: a fifth more pictures per second.
sys.setswitchinterval(0.0005)
end_in_order()
sys.exit(main())
