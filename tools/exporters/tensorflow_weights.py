"""Reads TensorFlow 1 weights without TensorFlow, and renames them to PyTorch's keys.

Three forms: a checkpoint (`NAME.index` beside `NAME.data-00000-of-00001`; give either, or NAME), a
frozen graph (`generator.pb`), or an `.npz` of variable names and arrays. The checkpoint's index is
a table in LevelDB's format, its values and the frozen graph are protocol buffers; both are read
here as far as needed. Nothing in them is ever executed.
"""

import re
import struct
from pathlib import Path

import numpy as np
import torch

DTYPES = {1: "<f4", 2: "<f8", 3: "<i4", 9: "<i8", 19: "<f2"}
VARIABLE = re.compile(
    r"(?:UNet)?(Genc|Gstu|Gdec)/(.*(?:weights|biases|gamma|beta|moving_mean|moving_variance))"
)


def is_tensorflow(path):
    """Whether the path looks like TensorFlow weights."""
    path = Path(path)
    return path.suffix in (".npz", ".pb", ".index") or Path(f"{path}.index").exists() or (
        ".data-" in path.name
    )


def read(path):
    """The variables by name, as arrays."""
    path = Path(path)
    if path.suffix == ".npz":
        with np.load(path, allow_pickle=False) as file:
            return {name.removesuffix(":0"): file[name] for name in file.files}
    if path.suffix == ".pb":
        return _frozen_graph(path.read_bytes())
    prefix = re.sub(r"\.(index|data-\d+-of-\d+)$", "", str(path))
    return _bundle(prefix)


def version(variables):
    """Of the code that made them: 2 since 2020, when scopes are called UNetGenc, else 1."""
    named = filter(VARIABLE.fullmatch, variables)
    return 2 if any(name.startswith("UNet") for name in named) else 1


class Converter:
    """Collects a state_dict from slim's variables, scope by scope."""

    def __init__(self, variables):
        self.variables, self.found = {}, {}
        for name, value in variables.items():
            # Genc, or UNetGenc in later versions. Optimisers' slots and a frozen graph's other
            # constants have other last names.
            match = VARIABLE.fullmatch(name)
            if match:
                self.variables["/".join(match.groups())] = value

    def count(self, scope, kind):
        """How many layers of a kind a scope has."""
        pattern = rf"{scope}/{kind}(?:_\d+)?/weights"
        return sum(1 for name in self.variables if re.fullmatch(pattern, name))

    def layer(self, source, conv, norm=None):
        """One layer: weights with biases or BatchNorm, whichever there is."""
        scope, kind, index = source
        prefix = f"{scope}/{kind}" + (f"_{index}" if index else "")
        # Height, width, two channel axes, which PyTorch has first and in the opposite order, for
        # convolutions and (whose channel axes TensorFlow swaps as well) transposed ones alike.
        self._take(f"{prefix}/weights", f"{conv}.weight", (3, 2, 0, 1))
        self._take(f"{prefix}/biases", f"{conv}.bias")
        for theirs, ours in (
            ("gamma", "weight"),
            ("beta", "bias"),
            ("moving_mean", "running_mean"),
            ("moving_variance", "running_var"),
        ):
            self._take(f"{prefix}/BatchNorm/{theirs}", f"{norm}.{ours}")

    def state(self):
        """The state_dict; left-over variables stay in it under their own names."""
        return {**self.found, **{name: torch.tensor(v) for name, v in self.variables.items()}}

    def _take(self, theirs, ours, axes=None):
        if theirs in self.variables:
            value = np.asarray(self.variables.pop(theirs), dtype=np.float32)
            self.found[ours] = torch.tensor(value.transpose(axes) if axes else value)


def _bundle(prefix):
    index = Path(f"{prefix}.index").read_bytes()
    entries = dict(_table(index))
    header = _fields(entries.pop(b"", b""))
    shards = header.get(1, [1])[0]
    if header.get(2, [0])[0]:
        raise ValueError(f"{prefix}.index is big-endian, which is not supported")
    parts = [Path(f"{prefix}.data-{i:05d}-of-{shards:05d}") for i in range(shards)]
    variables = {}
    for name, value in entries.items():
        entry = _fields(value)
        dtype = DTYPES.get(entry.get(1, [0])[0])
        if dtype is None or 7 in entry:  # strings and partitioned variables
            continue
        offset, size = entry.get(4, [0])[0], entry.get(5, [0])[0]
        with parts[entry.get(3, [0])[0]].open("rb") as data:
            data.seek(offset)
            content = data.read(size)
        array = np.frombuffer(content, dtype=dtype)
        variables[name.decode()] = array.reshape(_shape(entry.get(2, [b""])[0]))
    return variables


def _table(content):
    """Keys and values of a table: footer, index block, data blocks with shared key prefixes."""
    if len(content) < 48 or struct.unpack("<Q", content[-8:])[0] != 0xDB4775248B80FB57:
        raise ValueError("this is no TensorFlow checkpoint index (wrong magic number)")
    position = len(content) - 48
    _, position = _varint(content, position)
    _, position = _varint(content, position)
    start, position = _varint(content, position)
    size, _ = _varint(content, position)
    for _, handle in _block(content, start, size):
        start, position = _varint(handle, 0)
        size, _ = _varint(handle, position)
        yield from _block(content, start, size)


def _block(content, start, size):
    if content[start + size] != 0:
        raise ValueError(
            "the checkpoint's index is compressed; write an .npz of its variables with"
            " TensorFlow instead (see EXPORTING.md)"
        )
    block = content[start : start + size]
    restarts = struct.unpack("<I", block[-4:])[0]
    end, position, key = len(block) - 4 * (restarts + 1), 0, b""
    while position < end:
        shared, position = _varint(block, position)
        unshared, position = _varint(block, position)
        length, position = _varint(block, position)
        key = key[:shared] + block[position : position + unshared]
        position += unshared
        yield key, block[position : position + length]
        position += length


def _frozen_graph(content):
    """The constants of a GraphDef: node = 1 {name = 1, op = 2, attr = 5 {key = 1, value = 2}}."""
    variables = {}
    for node in _fields(content).get(1, []):
        node = _fields(node)
        if node.get(2) != [b"Const"]:
            continue
        for attribute in map(_fields, node.get(5, [])):
            if attribute.get(1) == [b"value"]:
                tensor = _fields(_fields(attribute[2][0]).get(8, [b""])[0])
                dtype = DTYPES.get(tensor.get(1, [0])[0])
                if dtype and 4 in tensor:
                    array = np.frombuffer(tensor[4][0], dtype=dtype)
                    shape = _shape(tensor.get(2, [b""])[0])
                    variables[node[1][0].decode()] = array.reshape(shape)
    return variables


def _shape(content):
    return [_fields(dim).get(1, [0])[0] for dim in _fields(content).get(2, [])]


def _varint(content, position):
    value = shift = 0
    while True:
        byte = content[position]
        value |= (byte & 0x7F) << shift
        position, shift = position + 1, shift + 7
        if byte < 0x80:
            return value, position


def _fields(content):
    """A protocol buffer's fields by number, each a list of numbers or byte strings."""
    fields, position = {}, 0
    while position < len(content):
        key, position = _varint(content, position)
        kind = key & 7
        if kind == 0:
            value, position = _varint(content, position)
        else:
            if kind == 2:
                size, position = _varint(content, position)
            else:
                size = {1: 8, 5: 4}[kind]
            value = content[position : position + size]
            position += size
        fields.setdefault(key >> 3, []).append(value)
    return fields
