"""Small faithful image-translation generators, trained on procedurally rendered portraits."""
