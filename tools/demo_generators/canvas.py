"""A square canvas on which soft, antialiased shapes are painted by signed distance."""

import numpy as np


class Canvas:
    """Image (height, width, 3) in [0, 1] with coordinates in [-1, 1], y downwards."""

    def __init__(self, size):
        self.size = size
        self.pixel = 2.0 / size
        axis = (np.arange(size, dtype=np.float32) + 0.5) * self.pixel - 1
        self.x, self.y = np.meshgrid(axis, axis)
        self.image = np.zeros((size, size, 3), np.float32)

    def inside(self, distance, soft=0.0):
        """Coverage in [0, 1] of the region where the distance is negative."""
        return np.clip(0.5 - distance / max(self.pixel * 1.2, soft), 0, 1)

    def stroke(self, distance, width, soft=0.0):
        """Coverage of a line of the given width around the zero set of a distance."""
        return self.inside(np.abs(distance) - width / 2, soft)

    def paint(self, mask, color, alpha=1.0):
        """Lays a colour, or an image of colours, over the canvas where the mask is set."""
        mask = (mask * alpha)[..., None]
        self.image += mask * (np.asarray(color, np.float32) - self.image)

    def shade(self, mask, factor):
        """Multiplies the canvas by a factor (number or colour) where the mask is set."""
        self.image *= 1 + mask[..., None] * (np.asarray(factor, np.float32) - 1)

    def noise(self, rng, cells):
        """Smooth noise with about `cells` bumps across, the same at every image size."""
        grid = rng.standard_normal((cells + 2, cells + 2)).astype(np.float32)
        place = (np.arange(self.size, dtype=np.float32) + 0.5) / self.size * cells
        reach = np.abs(place[:, None] - np.arange(-1, cells + 1, dtype=np.float32) - 0.5)
        weights = np.where(reach < 1.5, np.cos(reach * np.pi / 3) ** 2, 0) / 1.5
        return (weights @ grid @ weights.T).astype(np.float32) * 1.8


def ellipse(x, y, a, b, power=2.0):
    """Approximate signed distance to a (super)ellipse with half axes a and b."""
    radius = (np.abs(x / a) ** power + np.abs(y / b) ** power) ** (1 / power)
    return (radius - 1) * np.minimum(a, b)


def smooth(value, low, high):
    """Smooth step from 0 at low to 1 at high."""
    t = np.clip((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)
