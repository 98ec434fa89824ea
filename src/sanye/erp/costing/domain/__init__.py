"""Rules of valuation."""
