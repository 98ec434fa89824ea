"""Sanye: CRM, ERP and SCM of a manufacturing company as one system."""

__version__ = "0.1.0"
