"""Pure solvers: arrays in, arrays out."""
