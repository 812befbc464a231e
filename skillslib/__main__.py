"""`python -m skillslib` is the same as `skillslib`."""

from skillslib.cli import main

main()
