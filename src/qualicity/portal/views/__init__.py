"""The pages, a module for each group: plain functions that build what a template writes down."""
