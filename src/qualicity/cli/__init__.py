"""The command line: thin commands over the rooms. `main` is the program `qualicity`."""

from qualicity.cli.app import main

__all__ = ["main"]
