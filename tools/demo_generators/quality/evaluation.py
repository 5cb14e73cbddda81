"""All measures of one generator on people (and photos) whom no training has seen."""

from dataclasses import dataclass

import numpy as np
import torch

from .. import domains, portraits
from ..attributes import HAIR
from ..data import SIZE
from ..networks import LEARNT
from ..renderer import render
from . import measures, reactivity
from .classifier import OUTPUTS


@dataclass(frozen=True)
class Portrait:
    """A held-out face: image [1,3,S,S] in [-1,1], its labels [13]; rendered ones know their edits."""

    image: torch.Tensor
    labels: np.ndarray
    person: tuple | None = None


def rendered(count, first=0):
    """Held-out people, the ones of the experiments first."""
    people = [portraits.person(first + number) for number in range(count)]
    return [
        Portrait(tensor(render(*person, SIZE)), np.array(person[1].labels(), np.float32), person)
        for person in people
    ]


def photographed(photos):
    return [Portrait(tensor(i), labels) for i, labels in zip(photos.images, photos.labels)]


def tensor(image):
    return torch.from_numpy(image.copy()).permute(2, 0, 1)[None].float() / 127.5 - 1


def conditions(name, labels):
    """The conditions [K,C] of all domains of a face, or None."""
    if not LEARNT[name]:
        return None
    return torch.from_numpy(np.stack(domains.asked(name, labels)).astype(np.float32))


def appearance(name, generator, faces, classifier):
    """Agreement per domain and overall, sharpness, Frechet distance, on rendered people.

    Both are against renders of the same people after the same edits. An edit that changes nothing
    (a hair colour that the face has) does not count. `rendered`: the renders' own agreement, the
    best to be had.
    """
    fakes, references, rows = [], [], []
    for face in faces:
        identity, attributes = face.person
        asked = conditions(name, face.labels)
        with torch.no_grad():
            made = generator(face.image) if asked is None else _all(generator, face.image, asked)
        for index, domain in enumerate(LEARNT[name] or ("drawing",)):
            if domain in HAIR and attributes[domain]:
                continue
            edited = attributes if domain == "drawing" else attributes.edited(domain)
            target = render(identity, edited, SIZE, drawing=domain == "drawing")
            wanted = True if domain == "drawing" else edited[domain]
            fakes.append(made[index : index + 1])
            references.append(tensor(target))
            rows.append((domain, OUTPUTS.index(domain), float(wanted)))
    fakes, references = torch.cat(fakes), torch.cat(references)
    with torch.no_grad():
        fake_features, real_features = (classifier.features(each) for each in (fakes, references))
        fake_logits, real_logits = (classifier(each).numpy() for each in (fakes, references))
    return {
        "agreement": _by_domain(rows, fake_logits),
        "rendered": _by_domain(rows, real_logits),
        "sharpness": measures.sharpness(fakes.numpy(), references.numpy()),
        "frechet": measures.frechet(fake_features.numpy(), real_features.numpy()),
    }


def reaction(name, generator, faces, attack=reactivity.Attack()):
    """Average loss and attack rate of an attack on this generator alone."""
    each = [
        reactivity.losses(generator, face.image, conditions(name, face.labels), attack)
        for face in faces
    ]
    moved = torch.stack(each)
    return {
        "L": moved.mean().item(),
        "rate": (moved >= attack.threshold).float().mean().item(),
    }


def _all(generator, image, asked):
    return generator(image.expand(len(asked), -1, -1, -1), asked)


def _by_domain(rows, logits):
    domains_, columns, wanted = (np.array(each) for each in zip(*rows))
    values = logits[np.arange(len(rows)), columns]
    result = {
        domain: measures.agreement(values[domains_ == domain], wanted[domains_ == domain])
        for domain in dict.fromkeys(domains_.tolist())
    }
    return {"all": float(np.mean(list(result.values()))), **result}
