"""Run one command and print its wall seconds, processor seconds, peak memory in bytes and exit code.

    python -I -S benchmarks/timed.py OUTPUT COMMAND …

Kept this small because Linux counts the memory of whoever starts a process into that process's peak:
what the benchmarks themselves hold must not stand in the figures. Its output goes to the file OUTPUT.
"""

import os
import sys
import time

output, *command = sys.argv[1:]
opened = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
begun = time.perf_counter()
child = os.posix_spawn(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, opened, 1)])
_, status, used = os.wait4(child, 0)
seconds = time.perf_counter() - begun
peak = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(seconds, used.ru_utime + used.ru_stime, peak, os.waitstatus_to_exitcode(status))
