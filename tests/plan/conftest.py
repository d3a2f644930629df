"""The fixtures that the rooms share."""

from rooms_fixtures import beijing, cli, cli_loaded, foshan, loaded

__all__ = ["beijing", "cli", "cli_loaded", "foshan", "loaded"]
