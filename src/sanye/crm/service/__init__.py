"""Service: what customers need after the sale, until it is solved and its cost is known."""
