"""Rules of capacity requirements."""
