"""The workbench: the private half of the portal, where organisations report, reviewers decide and the office runs the month.

`states` says which verb leads where, `rights` who may do what, `actions` is the only place that writes (one class per
verb: permission, effect and log entry together), `audit` keeps the log. What is submitted waits in the database as it was
sent; `worker` brings what is approved into the evidence, once.
"""
