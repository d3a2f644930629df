"""The second light: whether what a plan says will be done is done in time, and what became of its programmes.

`reports` (what people say) → `lights` (one task; the rules, numbered) → `escalation` (alarms) → `board` (all of a plan);
`contribution` and `organisations` tie them to targets; `programmes`, `spells` and `money` count members.
"""
