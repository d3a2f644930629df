"""`python -m qualicity` is `qualicity`."""

from qualicity.cli import main

main()
