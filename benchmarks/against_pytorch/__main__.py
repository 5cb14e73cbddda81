"""The same CDMAA iteration in PyTorch and in the product.

  cd benchmarks && python -m against_pytorch                      (every case)
  cd benchmarks && python -m against_pytorch stargan_128_k5 --iterations 9
  cd benchmarks && python -m against_pytorch stargan_128_k5+attgan_128_k13    (one group)
  cd benchmarks && python -m against_pytorch --precision bf16 fp32    (processors with AMX, or AVX-512's bf16)
  cd benchmarks && python -m against_pytorch --device cuda --precision fp32 tf32 fp16

Same weights (seeded, real size), photo, domains and first iterate; each side in its own process
with its default threads, taking turns. Prints one JSON line per case and a table at the end, with
the part of the machine's peak that each side reaches; needs what tools/exporters/requirements.txt
lists.
"""

import argparse
import datetime
import json
import os
import platform
import tempfile

from . import cases, pair


def machine():
    """Processor, cores and load."""
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        fields = dict(line.split(":", 1) for line in info if ":" in line)
    named = {key.strip(): value.strip() for key, value in fields.items()}
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).date().isoformat(),
        "processor": f"{named.get('model name', platform.machine())}"
        f" (family {named.get('cpu family')}, model {named.get('model')})",
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
    }


def table(rows):
    """Medians, ratios, memory, GFLOP/s and the difference of the pictures, as Markdown."""
    lines = [
        "| case | side | median | to eager | to best PyTorch of its precision | memory | GFLOP/s of the plain form"
        " | of the peak | beside the generators |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        for name, side in row["sides"].items():
            lines.append(
                f"| {row['case']} | {name} | {1000 * side['median_seconds']:.1f} ms"
                f" | {side.get('ratio_to_eager', 1):.2f} | {side.get('ratio_to_best', 1):.2f}"
                f" | {memory(side)} | {side['gflops']:.0f} | {side['of_peak']:.2f}"
                f" | {share(side)} |"
            )
    return "\n".join(lines)


def memory(side):
    """Most bytes held, and those on the card where they are known."""
    card = f", card {side['card_bytes'] / 1e9:.2f} GB" if "card_bytes" in side else ""
    return f"{side['peak_bytes'] / 1e9:.2f} GB{card}"


def share(side):
    """The part of an iteration that MGDA and the step take."""
    return f"{side['share_beside']:.1%}" if "share_beside" in side else ""


def main(arguments=None):
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    add = parser.add_argument
    add("cases", nargs="*", help="of " + ", ".join(cases.CASES) + "; A+B is a group of two")
    add("--iterations", type=int, default=7, help="timed ones, per side (default 7)")
    add("--warmup", type=int, default=2, help="untimed ones, per side (default 2)")
    add("--variants", nargs="*", default=list(pair.TORCH), choices=pair.TORCH)
    add("--tune", nargs="+", default=["OFF"], metavar="HOW", help="PLAIN, OFF, FAST or FULL")
    add("--device", default="cpu", choices=("cpu", "cuda"))
    add("--precision", nargs="+", default=["fp32"], choices=tuple(pair.SAME_LOSSES))
    add("--product", nargs="+", default=pair.PRODUCT, metavar="WORD",
        help="what starts the product's worker (default: benchmarks/jmh pair)")  # fmt: skip
    add("--work", help="folder for models; kept, so that a second run need not export")
    add("--out", help="file for the JSON lines")
    given = parser.parse_args(arguments)
    groups = [group.split("+") for group in given.cases or cases.CASES]
    for name in (name for group in groups for name in group):
        if name not in cases.CASES:
            parser.error(f"no such case: {name}")
    where = machine()
    rows = []
    with tempfile.TemporaryDirectory() as temporary:
        for group in groups:
            row = where | pair.compare(group, given.work or temporary, given)
            rows.append(row)
            print(json.dumps(row), flush=True)
            if given.out:
                with open(given.out, "a", encoding="utf-8") as file:
                    file.write(json.dumps(row) + "\n")
    peaks = rows[-1]["peak_gflops"].items()
    print("\npeak: " + ", ".join(f"{name} {rate:.0f} GFLOP/s" for name, rate in peaks))
    print(f"load: {where['load']:.1f}\n")
    print(table(rows))


if __name__ == "__main__":
    main()
