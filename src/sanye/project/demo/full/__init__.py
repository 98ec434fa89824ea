"""The whole company 晨曦电器: what it makes, of what, where, with whom, for whom.

Tables of names and figures, and small generators that join them. Nothing is drawn without a seed:
the same seed gives the same company.
"""

from sanye.project.demo.full.assembling import build_full

__all__ = ["build_full"]
