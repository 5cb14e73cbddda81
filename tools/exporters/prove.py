"""The proof for whole generators: export, differentiate with cdmaa, compare, one table.

  python -m exporters.prove --out /tmp/proof               (in tools/; all but U-GAT-IT full)
  python -m exporters.prove stargan --smooth --out /tmp/proof

For each generator at its real size, with seeded random weights, as it is and as its smooth twin:
exporters.parity writes model and float64 reference, `cdmaa differentiate` derives the gradient
graph, exporters.compare judges it. Exits with 1 if any gate is not met.
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[1]

# name, architecture, parity options
CASES = (
    ("stargan_128", "stargan", ["--size", "128"]),
    ("stargan_256", "stargan", ["--size", "256"]),
    ("attgan_128", "attgan", ["--size", "128"]),
    ("stgan_128", "stgan", ["--size", "128"]),
    ("ugatit_light", "ugatit", ["--size", "256"]),
    ("cyclegan", "cyclegan", ["--size", "256"]),
    ("pix2pix", "pix2pix", ["--size", "256"]),
    ("ganimation", "ganimation", ["--size", "128"]),
    ("starganv2", "starganv2", ["--size", "256"]),
)
FULL = ("ugatit_full", "ugatit", ["--size", "256", "--arguments", '{"light": false}'])


def prove(name, architecture, options, given, smooth):
    """One row: what each step took and how the gradient agrees."""
    out = Path(given.out) / (f"{name}_smooth" if smooth else name)
    row = {"name": out.name}
    reference = out / "reference.json"
    if not (given.keep and reference.exists()):
        run = [sys.executable, "-m", "exporters.parity", architecture, *options]
        run += ["--domains", str(given.domains), "--out", str(out)]
        run += ["--size", str(given.size)] if given.size else []
        row |= _last_json(_run(run + ["--smooth"] * smooth, cwd=TOOLS))
    else:
        row |= json.loads(reference.read_text())
    rows = given.domains if (out / "condition.f32").exists() else 1
    graph, started = out / "gradient.onnx", time.time()
    if not given.reference_only:
        command = [given.cdmaa, "differentiate", str(out / "model.onnx"), "-o", str(graph)]
        _run([*command, "--domains", str(rows)])
        row["differentiate_seconds"] = time.time() - started
        compare = [sys.executable, "-m", "exporters.compare", str(graph), str(out)]
        row |= _last_json(_run(compare, cwd=TOOLS, allowed=(0, 1)))
    return row


def _run(command, cwd=None, allowed=(0,)):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode not in allowed or (done.returncode and not done.stdout.strip()):
        message = (done.stderr or done.stdout).strip().splitlines()[-15:]
        raise RuntimeError(f"{' '.join(map(str, command))}\n" + "\n".join(message))
    return done.stdout


def _last_json(text):
    return json.loads(text.strip().splitlines()[-1])


def table(rows):
    """The rows as Markdown."""
    lines = [
        "| Generator | forward | relative L2 | PyTorch float32 | cosine | signs | losses | met |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        if "error" in row:
            lines.append(f"| {row['name']} | {row['error'].splitlines()[-1]} | | | | | | no |")
            continue
        own = row["torch_float32"]["relative_l2"]
        if "failed" not in row:
            lines.append(
                f"| {row['name']} | {row['forward_difference']:.1e} | | {own:.1e} | | | | - |"
            )
            continue
        met = f"no: {', '.join(row['failed'])}" if row["failed"] else "yes"
        lines.append(
            f"| {row['name']} | {row['forward_difference']:.1e} | {row['relative_l2']:.1e}"
            f" | {own:.1e} | {row['cosine']:.7f} | {row['sign']:.5f} | {row['losses']:.1e} | {met} |"
        )
    return "\n".join(lines)


def main(arguments=None):
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    add = parser.add_argument
    add("names", nargs="*", help=f"of {', '.join(case[0] for case in CASES)}, {FULL[0]}")
    add("--out", required=True, help="folder for models, references and gradient graphs")
    add("--cdmaa", default=str(TOOLS / "cdmaa"), help="the command (default tools/cdmaa)")
    add("--domains", type=int, default=2, metavar="K")
    add("--size", type=int, metavar="N", help="pixels, where the network takes others than its own")
    add("--smooth", action="store_true", help="smooth twins only")
    add("--kinked", action="store_true", help="the generators as they are only")
    add("--full", action="store_true", help="U-GAT-IT full too (1.1 GB, much memory)")
    add("--keep", action="store_true", help="reuse references that are there already")
    add("--reference-only", action="store_true", help="models and references, no gradient graph")
    given = parser.parse_args(arguments)
    cases = [*CASES, FULL]
    unknown = set(given.names) - {case[0] for case in cases}
    if unknown:
        parser.error(f"no such generator: {', '.join(sorted(unknown))}")
    if given.names:
        cases = [case for case in cases if case[0] in given.names]
    elif not given.full:
        cases.remove(FULL)
    kinds = [smooth for smooth, left_out in ((False, given.smooth), (True, given.kinked))
             if not left_out or given.smooth == given.kinked]  # fmt: skip
    rows = []
    for case in cases:
        for smooth in kinds:
            try:
                rows.append(prove(*case, given, smooth))
            except (RuntimeError, OSError) as error:
                rows.append({"name": case[0] + "_smooth" * smooth, "error": str(error)})
                print(error, file=sys.stderr)
            print(table(rows[-1:]).splitlines()[-1], flush=True)
    print("\n" + table(rows))
    return 1 if any(row.get("failed") or "error" in row for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
