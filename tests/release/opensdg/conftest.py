"""The command line, alone and on a workspace in which the real plans are loaded."""

from rooms_fixtures import cli, cli_loaded, loaded

__all__ = ["cli", "cli_loaded", "loaded"]
