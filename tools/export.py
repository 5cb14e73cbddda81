"""Exports generators to ONNX: python tools/export.py ARCHITECTURE --checkpoint FILE --size N --out DIR."""

import sys

from exporters.cli import main

if __name__ == "__main__":
    sys.exit(main())
