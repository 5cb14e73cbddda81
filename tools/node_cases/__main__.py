"""Writes the cases as one archive, the same bytes at each run:

  python -m node_cases --out ../src/testkit/src/test/resources/io/cdmaa/reference/node-cases.zip
"""

import argparse
import pathlib

from . import composites, elementwise, indexing, layouts, normalizations, reductions, sampling, windows
from .build import Cases

FAMILIES = (elementwise, reductions, windows, normalizations, layouts, indexing, sampling, composites)


def all_cases():
    """The whole catalogue."""
    cases = Cases()
    for family in FAMILIES:
        family.add(cases)
    return cases


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--out", type=pathlib.Path, required=True)
    out = parser.parse_args().out
    cases = all_cases()
    cases.write(out)
    print(f"{len(cases)} cases, {out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
