"""Rules of settling and ageing."""
