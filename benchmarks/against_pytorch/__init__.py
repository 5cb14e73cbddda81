"""The same CDMAA iteration in PyTorch and in the product, alternating in one run."""
