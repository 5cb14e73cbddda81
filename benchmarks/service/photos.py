"""Photos that differ, so that a mix-up of two is noticed. Written without any library."""

import random
import struct
import zlib


def png(number, side=64):
    """Returns a smooth picture that depends on a number, as a PNG file."""
    rng = random.Random(number)
    a, b, c = (rng.uniform(1, 3) for _ in range(3))
    rows = []
    for y in range(side):
        row = bytearray([0])
        for x in range(side):
            row += bytes(
                int(127 + 100 * ((x * s + y * (4 - s) + 7 * number) % side / side - 0.5)) for s in (a, b, c))
        rows.append(bytes(row))
    return (b"\x89PNG\r\n\x1a\n"
            + _chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
            + _chunk(b"IDAT", zlib.compress(b"".join(rows)))
            + _chunk(b"IEND", b""))


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
