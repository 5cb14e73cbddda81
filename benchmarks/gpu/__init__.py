"""Correctness and speed of the product on a machine with a GPU, packed on one without."""
