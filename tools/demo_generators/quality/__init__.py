"""Measures of trained generators: python -m demo_generators.quality (see `__main__`)."""
