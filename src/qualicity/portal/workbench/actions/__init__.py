"""Everything that changes something on the workbench: one class per verb, with who may, what happens and the log entry."""
