"""The whole company walked at random: what people may do, each with its weight, and the proofs."""
