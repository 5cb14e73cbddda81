"""The results as Markdown."""

from against_pytorch import __main__ as against


def table(heads, rows):
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"


def verdict(row):
    """In a word."""
    return "yes" if row["passes"] else "**no**"


def correctness(rows):
    """Gradients against others."""
    keys = ("cosine", "relative_l2", "signs", "losses")
    return "## Gradients\n\n" + table(
        ["case", "who", "against", "cosine", "relative L2", "signs", "losses", "within the gate"],
        [
            [row["case"], row["who"], row["against"], *(f"{row[key]:.6g}" for key in keys)]
            + [verdict(row)]
            for row in rows
        ],
    )


def photos(found):
    """L of a protected photo, and photos per minute."""
    names = list(found["effect"][0]["L"])
    effect = table(
        ["search", *names, "L against the CPU's", "verdict against the CPU's", "within the gate"],
        [
            [row["who"], *(f"{row['L'][name]:.5f}" for name in names)]
            + [f"{row['search']:.1%}", f"{row['verdict']:.2%}", verdict(row)]
            for row in found["effect"]
        ],
    )
    speed = table(
        ["device", "precision", "at once", "photos", "iterations", "photos/min", "without start"],
        [
            [row["device"], row["precision"], row["at_once"], row["photos"], row["iterations"]]
            + [f"{row[key]:.1f}" for key in ("photos_per_minute", "photos_per_minute_without_start")]
            for row in found["throughput"]
        ],
    )
    return f"## Protected photos\n\nAverage L of the bundled portrait:\n\n{effect}\n{speed}"


def libraries(found):
    """What it ran on."""
    return (
        f"Card: {found['card']}. ONNX Runtime {found['onnxruntime']} ({found['natives']}),"
        f" commit {found['commit'][:10]}. On the card: {found['cuda']}.\n"
    )


def markdown(results):
    """All that is there so far."""
    parts = [f"# Measured on {results['date']}, {results['device']}, PyTorch {results['torch']}\n"]
    for step, write in (
        ("libraries", libraries),
        ("correctness", correctness),
        ("photos", photos),
        ("timing", lambda rows: "## One iteration\n\n" + against.table(rows) + "\n"),
    ):
        if step in results:
            parts.append(write(results[step]))
    return "\n".join(parts)
