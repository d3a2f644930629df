"""The official standards behind a plan, as plain documented functions; they know nothing of the rest."""

from qualicity.methods.registry import Column, Example, Method, Parameter, Reach, load_methods, method

__all__ = ["Column", "Example", "Method", "Parameter", "Reach", "load_methods", "method"]
