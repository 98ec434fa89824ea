"""`python -m sanye.project.cli`."""

import sys

from sanye.project.cli.dispatch import main

sys.exit(main())
