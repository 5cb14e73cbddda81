"""Quick tests of the held-out portraits and their attribute file."""

import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1]))

from demo_generators import contact_sheet, data, portraits
from demo_generators.attributes import NAMES
from demo_generators.renderer import render

SHIPPED = Path(__file__).parents[2] / "benchmarks" / "experiments" / "portraits"


def test_people_are_held_out_and_on_no_contact_sheet():
    seeds = [portraits.person(number)[0].seed for number in range(900)]
    assert len(set(seeds)) == 900
    assert max(seeds) < data.FIRST_IDENTITY
    assert not set(seeds) & {seed for seed, _ in contact_sheet.FACES}
    with pytest.raises(ValueError):
        portraits.person(900)


def test_attribute_file_is_in_the_format_of_celeba(tmp_path):
    people = portraits.write(tmp_path, 3, size=32)
    count, header, *rows = (tmp_path / portraits.ATTRIBUTE_FILE).read_text().splitlines()
    assert int(count) == len(rows) == 3
    columns = header.split()
    assert {"Black_Hair", "Mouth_Slightly_Open", "No_Beard", "Pale_Skin", "Young"} <= set(columns)
    for row, (file, attributes) in zip(rows, people):
        name, *values = row.split()
        assert name == file and (tmp_path / name).exists()
        assert [int(value) == 1 for value in values] == [bool(attributes[each]) for each in NAMES]
        assert set(values) <= {"1", "-1"}


def test_shipped_portraits_are_what_the_command_writes(tmp_path):
    rows = (SHIPPED / portraits.ATTRIBUTE_FILE).read_text().splitlines()
    identity, attributes = portraits.person(5)
    assert np.array_equal(
        np.asarray(Image.open(SHIPPED / "portrait-005.png")), render(identity, attributes, data.SIZE)
    )
    everybody = [(f"portrait-{n:03d}.png", portraits.person(n)[1]) for n in range(int(rows[0]))]
    assert portraits.attribute_file(everybody).splitlines() == rows
