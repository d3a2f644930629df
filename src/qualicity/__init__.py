"""Qualicity (质城) holds a city to its own plan."""

__version__ = "0.1.0"
