"""AdventureWorks, Microsoft's made-up bicycle maker, as one of our companies.

Every table of the folder is accounted for: what was imported, what was used to work something
out, what was left and why. It can be run again: everything is found by its code or external key.
"""

from sanye.connectors.adventureworks.importing import import_adventureworks
from sanye.connectors.adventureworks.report import Report

__all__ = ["Report", "import_adventureworks"]
