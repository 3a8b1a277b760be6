"""The command `python -m benchmarks.gradient_checking`; see `benchmarks.gradient_checking.cli`."""

import sys

from benchmarks.gradient_checking.cli import main

if __name__ == "__main__":
    sys.exit(main())
