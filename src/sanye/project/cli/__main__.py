"""`python -m sanye.project.cli`."""

import sys

from sanye.project.cli.main import main

sys.exit(main())
