"""Measures generators: python -m demo_generators.quality --weights DIR... --out FILE.json.

DIR holds NAME.pt of a training or NAME/NAME.onnx of an export. Everything is measured on rendered
people and photos that no training has seen: agreement of an attribute classifier with each edit,
sharpness and Frechet distance against renders of the edits, and, as a readout, how far I-FGSM
(epsilon 0.05, step 0.01, 10 iterations) on the generator alone moves its fakes.
"""

import argparse
import json
from pathlib import Path

import torch

from .. import data
from ..networks import GENERATORS
from . import classifier, evaluation, weights


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", required=True, nargs="+", type=Path)
    parser.add_argument("--names", nargs="+", choices=list(GENERATORS), default=list(GENERATORS))
    parser.add_argument("--out", required=True, type=Path, help="JSON file of the results")
    parser.add_argument("--classifier", required=True, type=Path, help="trained there if missing")
    parser.add_argument("--cache", type=Path, help="rendered faces, to train the classifier")
    parser.add_argument("--people", type=int, default=1000, help="number of people in the cache")
    parser.add_argument("--faces", type=int, default=40, help="held-out people")
    parser.add_argument("--attacked", type=int, default=6, help="how many of them are attacked")
    parser.add_argument("--photos", type=Path, help="photos; the held-out ones are attacked too")
    parser.add_argument("--photo-labels", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args(arguments)
    torch.set_num_threads(arguments.threads)
    if not arguments.classifier.exists() and not arguments.cache:
        parser.error("there is no classifier yet; --cache DIR tells what to train it on")
    judge = classifier.load_or_train(
        arguments.classifier, lambda: data.load_faces(arguments.cache, arguments.people)
    )
    faces = evaluation.rendered(arguments.faces)
    photos = []
    if arguments.photos:
        held_out = data.load_photos(
            arguments.photos, arguments.photo_labels, keep=data.held_out, crops=1
        )
        photos = evaluation.photographed(held_out)
    results = {}
    for folder in arguments.weights:
        for name in arguments.names:
            generator = weights.load(name, folder)
            if generator is None:
                print(f"{folder}: no {name}")
                continue
            result = evaluation.appearance(name, generator, faces, judge)
            result["attacked"] = evaluation.reaction(name, generator, faces[: arguments.attacked])
            if photos:
                result["attacked photos"] = evaluation.reaction(name, generator, photos)
            results.setdefault(str(folder), {})[name] = result
            print(_line(folder, name, result), flush=True)
            arguments.out.parent.mkdir(parents=True, exist_ok=True)
            arguments.out.write_text(json.dumps(results, indent=1) + "\n")


def _line(folder, name, result):
    worst = min(result["agreement"], key=result["agreement"].get)
    parts = [
        f"{folder} {name}: agreement {result['agreement']['all']:.2f}"
        f" (renders {result['rendered']['all']:.2f}), least {worst} {result['agreement'][worst]:.2f}",
        f"sharpness {result['sharpness']:.2f}",
        f"Frechet {result['frechet']:.3g}",
    ]
    for key in ("attacked", "attacked photos"):
        if key in result:
            parts.append(f"{key} L {result[key]['L']:.4f} rate {result[key]['rate']:.2f}")
    return "; ".join(parts)


if __name__ == "__main__":
    main()
