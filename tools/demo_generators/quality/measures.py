"""What fakes look like: agreement with the edit, sharpness, Frechet distance."""

import numpy as np


def agreement(logits, wanted):
    """Share of rows whose logit [N] has the wanted side (N values, 1 or 0)."""
    return float(np.mean((np.asarray(logits) > 0) == (np.asarray(wanted) > 0.5)))


def sharpness(fakes, references):
    """Mean squared gradient of the fakes over that of the references; images [N,C,H,W]."""
    return float(_energy(fakes) / _energy(references))


def frechet(first, second):
    """Frechet distance of two sets of features [N,D], each taken as a Gaussian."""
    first, second = (np.asarray(each, np.float64) for each in (first, second))
    means = np.square(first.mean(0) - second.mean(0)).sum()
    a, b = (np.cov(each, rowvar=False) for each in (first, second))
    root = _root(a)
    cross = np.linalg.eigvalsh(root @ b @ root).clip(0)
    return float(means + np.trace(a) + np.trace(b) - 2 * np.sqrt(cross).sum())


def _root(matrix):
    values, vectors = np.linalg.eigh(matrix)
    return (vectors * np.sqrt(values.clip(0))) @ vectors.T


def _energy(images):
    images = np.asarray(images, np.float64)
    return np.square(np.diff(images, axis=2)).mean() + np.square(np.diff(images, axis=3)).mean()
