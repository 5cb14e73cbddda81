"""Writes reference values for the tests of the metrics, computed by SciPy from the published definitions.

  python tools/metric_values.py gmsd > src/core/src/test/resources/evaluation/gmsd.csv
  python tools/metric_values.py frechet > src/experiment/src/test/resources/frechet.csv

Images and features are made from whole numbers by a formula that the tests repeat.
"""

import sys

import numpy
from scipy import linalg, signal


def image(height, width, seed):
    """[3, H, W] levels from 0 to 255."""
    c, y, x = numpy.meshgrid(numpy.arange(3), numpy.arange(height), numpy.arange(width), indexing="ij")
    return ((c * 31 + y * 13 + x * 29 + seed * (y * y + 3 * x * c + 5 * x)) % 256).astype(float)


def gmsd(a, b, stability=170):
    """Xue et al. 2014, as their MATLAB program computes it for sides of even length."""

    def magnitude(levels):
        luma = numpy.tensordot([0.299, 0.587, 0.114], levels, axes=1)
        half = signal.convolve2d(luma, numpy.full((2, 2), 0.25), mode="full")[1::2, 1::2]
        across = numpy.array([[1, 0, -1]] * 3) / 3
        return numpy.hypot(
            signal.convolve2d(half, across, mode="same"), signal.convolve2d(half, across.T, mode="same")
        )

    m, n = magnitude(a), magnitude(b)
    return ((2 * m * n + stability) / (m**2 + n**2 + stability)).std()


def gmsd_lines():
    for height, width, first, second in ((16, 16, 1, 2), (16, 24, 0, 1), (32, 20, 3, 7), (2, 2, 1, 5), (64, 64, 4, 9)):
        value = gmsd(image(height, width, first), image(height, width, second))
        yield f"{height},{width},{first},{second},{float(value)!r}"


def features(count, size, seed):
    i, d = numpy.meshgrid(numpy.arange(count), numpy.arange(size), indexing="ij")
    return ((i * i * (7 + seed) + d * d * 3 + i * d * (seed + 2) + 11 * i) % 17).astype(float)


def frechet(a, b):
    """Heusel et al. 2017, with the matrix's own square root."""
    first, second = numpy.cov(a, rowvar=False), numpy.cov(b, rowvar=False)
    root = linalg.sqrtm(first @ second)
    return ((a.mean(axis=0) - b.mean(axis=0)) ** 2).sum() + numpy.trace(first + second - 2 * root.real)


def frechet_by_eigenvalues(a, b):
    first, second = numpy.cov(a, rowvar=False), numpy.cov(b, rowvar=False)
    values = linalg.eigvals(first @ second).real
    common = numpy.sqrt(values[values > 1e-9 * values.max()]).sum()
    return ((a.mean(axis=0) - b.mean(axis=0)) ** 2).sum() + numpy.trace(first + second) - 2 * common


def frechet_lines():
    for size, many, others in ((3, 20, 25), (5, 40, 40), (8, 60, 30)):
        value = frechet(features(many, size, 1), features(others, size, 2))
        yield f"{size},{many},{others},{float(value)!r}"
    # Fewer fakes than features: the product is singular, and its root is taken from its eigenvalues.
    for size, many, others in ((12, 5, 6), (30, 10, 8)):
        value = frechet_by_eigenvalues(features(many, size, 1), features(others, size, 2))
        yield f"{size},{many},{others},{float(value)!r}"


if __name__ == "__main__":
    print("\n".join({"gmsd": gmsd_lines, "frechet": frechet_lines}[sys.argv[1]]()))
