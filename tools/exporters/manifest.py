"""The YAML beside an ONNX file that says how to feed it (version 1)."""

import hashlib

import yaml


def write(
    path,
    *,
    name,
    onnx,
    domains=(),
    labels=None,
    condition=None,
    crop=None,
    image_range=(-1, 1),
    licence,
    origin,
):
    """Writes what the product's manifest reader understands (onnx/manifest.schema.json), and only that."""
    image = {"input": "image", "layout": "NCHW", "color": "RGB", "range": _numbers(image_range)}
    if crop:
        image["crop"] = dict(zip(("size", "of", "left", "top"), crop))
    head = {
        "version": 1,
        "name": name,
        "onnx": onnx,
        "image": image,
        "output": {"name": "fake", "range": _numbers(image_range)},
    }
    lines = ["# Written by tools/export.py.", *_lines(head)]
    if condition:
        lines += ["condition:", f"  input: {condition}"]
        edits = [{"name": title, "value": _numbers(value)} for title, value in domains]
        if labels:
            how = {key: value for key, value in labels.items() if key != "domains"}
            lines += [f"  {key}: {_value(value)}" for key, value in how.items()]
            edits = labels["domains"]
        if edits:
            lines.append("  domains:")
        lines += ["    - " + _inline(edit) for edit in edits]
    lines += _lines({"licence": licence, "origin": origin, "sha256": _digests(path.parent / onnx)})
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _digests(onnx):
    """SHA-256 of the model, or of it and the data beside it."""
    files = [onnx, *onnx.parent.glob(onnx.name + ".data")]
    digests = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    return digests if len(digests) > 1 else digests[onnx.name]


def _value(value):
    return _inline(value) if isinstance(value, list) else _inline([value])[1:-1]


def _lines(document):
    """One line per key, nested values inline."""
    for key, value in document.items():
        yield f"{key}: {_inline(value)}" if isinstance(value, dict) else _inline({key: value})[1:-1]


def _inline(value):
    return yaml.safe_dump(
        value, default_flow_style=True, sort_keys=False, width=1_000_000, allow_unicode=True
    ).strip()


def _numbers(values):
    return [int(value) if float(value).is_integer() else float(value) for value in values]
