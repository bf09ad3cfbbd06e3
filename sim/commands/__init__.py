"""One command of `python -m sim` a file: its `HELP`, and `main`, which returns the exit code."""
