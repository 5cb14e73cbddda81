"""The YAML beside an ONNX file that says how to feed it (version 1)."""

import yaml


def write(path, *, name, onnx, domains=(), condition=None, image_range=(-1, 1), licence, origin):
    """Writes what the product's manifest reader understands, and only that."""
    image = {"input": "image", "layout": "NCHW", "color": "RGB", "range": _numbers(image_range)}
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
        if domains:
            lines.append("  domains:")
        for title, value in domains:
            lines.append("    - " + _inline({"name": title, "value": _numbers(value)}))
    lines += _lines({"licence": licence, "origin": origin})
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


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
