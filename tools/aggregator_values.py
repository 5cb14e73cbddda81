"""Writes reference weights for the tests of the aggregators, computed from the gradients themselves by SciPy.

  python tools/aggregator_values.py > src/core/src/test/resources/mgda/aggregators.csv

Each line: name, the gradients (rows separated by |), the direction. The formulas are those of the papers; none works on the
Gram matrix, as the library does. PCGrad has a random order and is not here.
"""

import numpy
from scipy import linalg, optimize


def dual_cone(rows, vector):
    """The vector's projection onto the directions that oppose no row: v + J'z, z >= 0, of least norm."""
    z, _ = optimize.nnls(rows.T, -vector)
    return vector + rows.T @ z


def upgrad(rows):
    return numpy.mean([dual_cone(rows, row) for row in rows], axis=0)


def dualproj(rows):
    return dual_cone(rows, rows.mean(axis=0))


def aligned_mtl(rows):
    left, sizes, right = numpy.linalg.svd(rows, full_matrices=False)
    return (sizes.min() * left @ right).mean(axis=0)


def imtl_g(rows):
    """Normalised by the magnitude of the sum of the weights."""
    direction = linalg.pinv(rows) @ numpy.linalg.norm(rows, axis=1)
    return direction / abs((linalg.pinv(rows.T) @ direction).sum())


def config(rows):
    units = rows / numpy.linalg.norm(rows, axis=1, keepdims=True)
    direction = linalg.pinv(units) @ numpy.ones(len(rows))
    direction /= numpy.linalg.norm(direction)
    return (rows @ direction).sum() * direction


def cagrad(rows, c=0.5):
    """The primal problem: the largest t with g_j . d >= t within the ball."""
    scale = numpy.linalg.norm(rows.mean(axis=0))
    rows = rows / scale
    mean = rows.mean(axis=0)
    radius = c * numpy.linalg.norm(mean)
    found = optimize.minimize(
        lambda x: -x[-1],
        numpy.append(mean, (rows @ mean).min()),
        jac=lambda x: numpy.append(numpy.zeros(len(mean)), -1.0),
        constraints=[
            {
                "type": "ineq",
                "fun": lambda x: rows @ x[:-1] - x[-1],
                "jac": lambda x: numpy.hstack([rows, -numpy.ones((len(rows), 1))]),
            },
            {
                "type": "ineq",
                "fun": lambda x: radius**2 - ((x[:-1] - mean) ** 2).sum(),
                "jac": lambda x: numpy.append(-2 * (x[:-1] - mean), 0.0),
            },
        ],
        method="SLSQP",
        options={"ftol": 1e-12, "maxiter": 1000},
    )
    assert found.success, found.message
    return scale * found.x[:-1]


def nash_mtl(rows):
    """The equations G a = 1 / a in log a."""
    gram = rows @ rows.T
    found = optimize.root(lambda u: numpy.exp(u) * (gram @ numpy.exp(u)) - 1, -numpy.log(numpy.diag(gram)) / 2, tol=1e-13)
    assert found.success, found.message
    return rows.T @ numpy.exp(found.x)


NAMES = {
    "upgrad": upgrad,
    "dualproj": dualproj,
    "aligned-mtl": aligned_mtl,
    "imtl-g": imtl_g,
    "cagrad": cagrad,
    "config": config,
    "nash-mtl": nash_mtl,
}


def matrices():
    """Small whole numbers: in conflict, of different lengths, and more rows than two."""
    random = numpy.random.default_rng(18)
    yield numpy.array([[1.0, 0], [-1, 1]])
    yield numpy.array([[4.0, 1, 0, -2], [-3, 2, 1, 0], [0, -1, 5, 1]])
    for count, size in ((4, 6), (5, 7), (8, 12)):
        rows = random.integers(-5, 6, (count, size)).astype(float)
        yield rows
        yield rows * numpy.array([1, 100, 3, 40, 2, 7, 90, 1])[:count, None]


def lines():
    for rows in matrices():
        for name, aggregate in NAMES.items():
            direction = aggregate(rows)
            written = "|".join(" ".join(f"{value:g}" for value in row) for row in rows)
            yield f"{name},{written},{' '.join(repr(float(value)) for value in direction)}"


if __name__ == "__main__":
    print("\n".join(lines()))
