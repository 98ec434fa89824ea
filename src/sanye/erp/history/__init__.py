"""History: finished documents of the time before Sanye, taken over in bulk with their effects."""
