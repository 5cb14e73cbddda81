"""L against SSIM of an experiment's settings, as an SVG: what is broken against what is seen.

  tools/cdmaa experiment benchmarks/experiments/budget.yaml -o budget
  python benchmarks/unseen.py budget/results.csv -o benchmarks/unseen.svg

A setting's L is the mean over the generators of the evaluation of the file itself, relative to the
first setting. Settings whose names differ in a number only are joined by a line.
"""

import argparse
import csv
import html
import math
import re
import statistics
from pathlib import Path

LEFT, TOP, WIDTH, HEIGHT = 50, 30, 560, 260


def points(rows):
    """Name, SSIM and share of L of each setting, in the order of the experiment."""
    plain = [row for row in rows if not row["after"]]
    names = list(dict.fromkeys(row["setting"] for row in plain))
    found = []
    for name in names:
        own = [row for row in plain if row["setting"] == name]
        mean = statistics.fmean(float(row["avg_l"]) for row in own)
        found.append((name, float(own[0]["ssim"]), mean))
    return [(name, ssim, mean / found[0][2]) for name, ssim, mean in found]


def picture(found):
    """The picture of some settings."""
    least = math.floor(min(ssim for _, ssim, _ in found) * 20) / 20
    most = math.ceil(max(share for *_, share in found) * 4) / 4

    def at(ssim, share):
        return LEFT + WIDTH * (ssim - least) / (1 - least), TOP + HEIGHT * (1 - share / most)

    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="340"'
        ' font-family="sans-serif" font-size="12" fill="#222">'
        '<rect width="100%" height="100%" fill="white"/>'
        f'<path d="M{LEFT} {TOP} V{TOP + HEIGHT} H{LEFT + WIDTH}" fill="none" stroke="#888"/>'
        f'<text x="{LEFT}" y="{TOP - 10}">share of L</text>'
        f'<text x="{LEFT + WIDTH}" y="{TOP + HEIGHT + 36}" text-anchor="end">SSIM</text>'
    ]
    for step in range(round((1 - least) * 20) + 1):
        x, y = at(least + step / 20, 0)
        parts.append(f'<text x="{x:.1f}" y="{y + 18:.1f}" text-anchor="middle">')
        parts.append(f"{least + step / 20:.2f}</text>")
    for step in range(round(most * 4) + 1):
        x, y = at(least, step / 4)
        parts.append(f'<text x="{x - 6:.1f}" y="{y + 4:.1f}" text-anchor="end">{step / 4:g}</text>')
    families = {}
    for name, ssim, share in found:
        families.setdefault(re.sub(r"[\d.]+", "#", name), []).append(at(ssim, share))
    for family in families.values():
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in sorted(family))
        parts.append(f'<polyline points="{line}" fill="none" stroke="#1f5fa8" stroke-width="2"/>')
    for name, ssim, share in found:
        x, y = at(ssim, share)
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/>')
        parts.append(f'<text x="{x + 8:.1f}" y="{y - 4:.1f}">{html.escape(name)}</text>')
    return "".join(parts) + "</svg>\n"


def main():
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("results", type=Path, help="results.csv of an experiment")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the SVG to write")
    given = parser.parse_args()
    with given.results.open(encoding="utf-8", newline="") as file:
        found = points(list(csv.DictReader(file)))
    given.output.write_text(picture(found), encoding="utf-8")


if __name__ == "__main__":
    main()
