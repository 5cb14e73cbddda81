"""Portraits for experiments: python -m demo_generators.portraits --out DIR [--count 24].

People whom no training has seen (identities below data.FIRST_IDENTITY, away from those of the
contact sheets), with varied attributes, and beside them `list_attr_celeba.txt` in CelebA's format:
the number of photos, the attributes' names, then per photo its file name and 1 or -1 per attribute.
"""

import argparse
from pathlib import Path

import numpy as np
from PIL import Image

from .attributes import NAMES, random_attributes
from .data import FIRST_IDENTITY, SIZE
from .renderer import Identity, render

FIRST_HELD_OUT = 100  # the contact sheets and the demonstration's photo use smaller ones
ATTRIBUTE_FILE = "list_attr_celeba.txt"


def celeba_name(name):
    """An attribute's name as CelebA spells it: "no beard" is No_Beard."""
    return "_".join(word.capitalize() for word in name.split())


def person(number):
    """(identity, attributes) of a held-out person; the same for every count and size."""
    seed = FIRST_HELD_OUT + number
    if not FIRST_HELD_OUT <= seed < FIRST_IDENTITY:
        raise ValueError(f"there are {FIRST_IDENTITY - FIRST_HELD_OUT} held-out people, no {number}")
    return Identity(seed), random_attributes(np.random.default_rng([seed, 23]))


def attribute_file(people):
    """The text of list_attr_celeba.txt for (file name, attributes) pairs."""
    lines = [str(len(people)), " ".join(celeba_name(name) for name in NAMES)]
    for file, attributes in people:
        lines.append(" ".join([file] + [str(2 * value - 1) for value in attributes.labels()]))
    return "\n".join(lines) + "\n"


def write(out, count, size=SIZE):
    """Writes the portraits and their attribute file."""
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    people = []
    for number in range(count):
        identity, attributes = person(number)
        file = f"portrait-{number:03d}.png"
        Image.fromarray(render(identity, attributes, size)).save(out / file, optimize=True)
        people.append((file, attributes))
    (out / ATTRIBUTE_FILE).write_text(attribute_file(people))
    return people


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True)
    parser.add_argument("--count", type=int, default=24)
    parser.add_argument("--size", type=int, default=SIZE)
    arguments = parser.parse_args()
    people = write(arguments.out, arguments.count, arguments.size)
    print(f"{len(people)} portraits in {arguments.out}")


if __name__ == "__main__":
    main()
