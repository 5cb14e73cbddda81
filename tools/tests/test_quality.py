"""Quick tests of the measures of trained generators."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

torch = pytest.importorskip("torch", reason="PyTorch runs the generators")
pytest.importorskip("onnx", reason="onnx reads the exported generators")

from demo_generators import portraits
from demo_generators.attributes import NAMES
from demo_generators.data import SIZE
from demo_generators.quality import evaluation, measures, reactivity, weights
from demo_generators.quality.classifier import OUTPUTS
from demo_generators.renderer import render

SHIPPED = Path(__file__).parents[2] / "onnx"


def test_frechet_distance_of_gaussians_is_the_closed_form():
    """Diagonal covariances: |difference of means|^2 + sum (s1 - s2)^2."""
    corners = np.array([[a, b] for a in (-1.0, 1.0) for b in (-1.0, 1.0)])
    spread = np.sqrt(3 / 4)  # np.cov divides by n - 1: unit variance
    first = corners * spread * [2.0, 0.5]
    second = corners * spread * [1.0, 3.0] + [4.0, -2.0]
    expected = 4.0**2 + 2.0**2 + (2.0 - 1.0) ** 2 + (0.5 - 3.0) ** 2
    assert measures.frechet(first, second) == pytest.approx(expected)


def test_sharpness_is_a_ratio_of_gradient_energies():
    images = np.random.default_rng(0).normal(size=(2, 3, 8, 8))
    assert measures.sharpness(0.5 * images + 7, images) == pytest.approx(0.25)


def test_agreement_is_the_share_on_the_wanted_side():
    assert measures.agreement([2.0, -1.0, 3.0, -4.0], [1, 1, 0, 0]) == 0.5


def test_an_attack_on_a_known_generator_reaches_the_known_loss():
    """A generator that scales: every pixel moves by epsilon, so the loss is (factor * epsilon)^2."""
    image = torch.zeros(1, 3, 4, 4)
    conditions = torch.tensor([[1.0], [3.0]])

    def generator(images, factors):
        return images * factors[:, :, None, None]

    moved = reactivity.losses(generator, image, conditions)
    assert moved.tolist() == pytest.approx([0.05**2, 0.15**2], rel=1e-4)
    weak = reactivity.losses(generator, image, conditions, reactivity.Attack(iterations=1))
    assert weak.tolist() == pytest.approx([0.01**2, 0.03**2], rel=0.3)


class Oracle:
    """Knows the renders: a generator that gives the render of each edit, a classifier by lookup."""

    def __init__(self, faces, domains):
        self.known = []
        for face in faces:
            identity, attributes = face.person
            for domain in domains:
                edited = attributes.edited(domain)
                image = evaluation.tensor(render(identity, edited, SIZE))
                self.known.append((image, edited.labels()))
        self.per_face = len(domains)
        self.faces = faces

    def generate(self, images, conditions):
        for index, face in enumerate(self.faces):
            if torch.equal(face.image[0], images[0]):
                start = index * self.per_face
                return torch.cat([image for image, _ in self.known[start : start + self.per_face]])
        raise AssertionError("an unknown face")

    def __call__(self, images):
        rows = []
        for image in images:
            labels = next(labels for known, labels in self.known if torch.equal(known[0], image))
            rows.append([2.0 * value - 1 for value in labels] + [-1.0])
        return torch.tensor(rows)

    def features(self, images):
        return images.mean([2, 3])


def test_perfect_edits_have_perfect_measures_and_no_edits_have_none():
    faces = evaluation.rendered(3)
    names = ("black hair", "blond hair", "brown hair", "male", "young")
    oracle = Oracle(faces, names)
    perfect = evaluation.appearance("stargan", oracle.generate, faces, oracle)
    assert perfect["agreement"] == perfect["rendered"] and perfect["agreement"]["all"] == 1
    assert perfect["sharpness"] == 1 and perfect["frechet"] == pytest.approx(0, abs=1e-9)

    oracle.known += [(face.image, list(face.labels)) for face in faces]
    nothing = evaluation.appearance("stargan", lambda images, _: images, faces, oracle)
    assert nothing["agreement"]["all"] == 0 and nothing["rendered"]["all"] == 1


@pytest.mark.parametrize("name", ["stargan", "attgan", "stgan", "ugatit"])
def test_exported_generators_are_read_back(name):
    onnxruntime = pytest.importorskip("onnxruntime", reason="ONNX Runtime runs the export")
    generator = weights.load(name, SHIPPED)
    _, attributes = person = portraits.person(3)
    image = evaluation.tensor(render(*person, SIZE))
    inputs = [image]
    asked = evaluation.conditions(name, np.array(attributes.labels(), np.float32))
    if asked is not None:
        inputs.append(asked[:1])
    session = onnxruntime.InferenceSession(SHIPPED / name / f"{name}.onnx")
    feed = dict(zip(("image", "condition"), (each.numpy() for each in inputs)))
    (expected,) = session.run(["fake"], feed)
    assert np.abs(generator(*inputs).numpy() - expected).max() < 1e-3


def test_a_folder_without_weights_has_none(tmp_path):
    assert weights.load("stargan", tmp_path) is None


def test_the_classifier_names_every_attribute():
    assert OUTPUTS[: len(NAMES)] == NAMES and OUTPUTS[-1] == "drawing"
