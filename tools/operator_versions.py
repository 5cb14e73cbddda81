"""Writes the versions of ONNX's operators, which messages name: one operator per line.

  python tools/operator_versions.py > src/core/src/main/resources/io/cdmaa/onnx/operator-versions.txt
"""

import onnx

NEWEST = 23


def lines():
    """Operator and versions, sorted."""
    versions = {}
    for schema in onnx.defs.get_all_schemas_with_history():
        if schema.domain == "" and schema.since_version <= NEWEST:
            versions.setdefault(schema.name, set()).add(schema.since_version)
    return [f"{name} {' '.join(map(str, sorted(versions[name])))}" for name in sorted(versions)]


if __name__ == "__main__":
    print("\n".join(lines()))
