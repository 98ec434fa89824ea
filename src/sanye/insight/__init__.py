"""What the leaves did, seen as a whole: journeys of orders."""
