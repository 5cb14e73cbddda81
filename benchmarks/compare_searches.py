"""L that one run of an experiment reaches relative to another, for instance in another precision.

  tools/cdmaa experiment FILE.yaml -o exact
  tools/cdmaa experiment FILE.yaml -o brief --precision bf16
  python benchmarks/compare_searches.py exact brief

Prints the ratios of the average L of each generator, photo by photo, their geometric mean per
generator and per photo, and the lowest of these. For settings that attack one generator alone
(`models-by: single:N`) only that generator counts.
"""

import argparse
import json
import re
import statistics
from collections import defaultdict
from pathlib import Path


def losses(folder):
    """Average L by setting, generator and photo."""
    found = {}
    lines = (Path(folder) / "trials.jsonl").read_text(encoding="utf-8").splitlines()
    for trial in map(json.loads, lines):
        alone = re.search(r"single:(\d+)", trial["setting"])
        for number, generator in enumerate(trial["generators"], start=1):
            if alone is None or int(alone[1]) == number:
                mean = statistics.fmean(domain["loss"] for domain in generator["domains"])
                found[trial["setting"], generator["name"], trial["photo"]] = mean
    return found


def main():
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("base", help="folder of an experiment's results")
    parser.add_argument("other", help="the same")
    given = parser.parse_args()
    base, other = losses(given.base), losses(given.other)
    generators, photos = defaultdict(list), defaultdict(list)
    for key in base.keys() & other.keys():
        setting, generator, photo = key
        generators[setting, generator].append((photo, other[key] / base[key]))
        photos[photo].append(other[key] / base[key])
    if not photos:
        parser.error("the two experiments have no trial in common")
    for (setting, generator), pairs in sorted(generators.items()):
        ratios = [ratio for _, ratio in sorted(pairs)]
        listed = " ".join(f"{ratio:.2f}" for ratio in ratios)
        print(f"{setting}, {generator}: {statistics.geometric_mean(ratios):.3f} ({listed})")
    means = {photo: statistics.geometric_mean(ratios) for photo, ratios in photos.items()}
    for photo, mean in sorted(means.items()):
        print(f"{photo}: {mean:.3f}")
    ratios = [ratio for several in photos.values() for ratio in several]
    print(f"all: {statistics.geometric_mean(ratios):.3f}, lowest photo {min(means.values()):.3f}")


if __name__ == "__main__":
    main()
