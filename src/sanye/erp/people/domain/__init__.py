"""Rules of people: what may be seen, shifts, findings, leave, capacity."""
