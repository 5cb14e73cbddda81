"""Quick tests of the renderer, the conditions and the exports."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from demo_generators import domains
from demo_generators.attributes import NAMES, Attributes
from demo_generators.renderer import Identity, render

GENERATORS = ("stargan", "attgan", "stgan", "ugatit")


def test_rendering_is_deterministic():
    first, second = (render(Identity(3), Attributes(), 64) for _ in range(2))
    assert np.array_equal(first, second)
    assert first.shape == (64, 64, 3) and first.dtype == np.uint8
    assert not np.array_equal(first, render(Identity(4), Attributes(), 64))


@pytest.mark.parametrize("name", [name for name in NAMES if name != "brown hair"])
def test_an_edit_changes_the_face_and_leaves_the_rest(name):
    before = render(Identity(3), Attributes(), 128).astype(int)
    after = render(Identity(3), Attributes().edited(name), 128).astype(int)
    changed = np.abs(before - after).max(axis=2) > 2
    assert 30 < changed.sum() < 0.7 * changed.size
    corner = changed[:12, :12]  # background
    assert not corner.any()


def test_an_edit_undone_is_the_same_picture():
    edited = Attributes().edited("eyeglasses").edited("eyeglasses")
    assert np.array_equal(render(Identity(3), edited, 64), render(Identity(3), Attributes(), 64))


def test_hair_colours_exclude_each_other():
    labels = Attributes().edited("blond hair").labels()
    assert [labels[NAMES.index(name)] for name in ("black hair", "blond hair", "brown hair")] == [0, 1, 0]


def test_conditions_follow_the_papers():
    stargan = {title: list(value) for title, _, value in domains.domains("stargan", Attributes())}
    assert stargan["black hair"] == [1, 0, 0, 0, 1]
    assert stargan["gender"] == [0, 0, 1, 1, 1]
    attgan = {title: list(value) for title, _, value in domains.domains("attgan", Attributes())}
    for value in attgan.values():
        assert sorted(np.abs(value)) == 12 * [0.5] + [1.0]
    assert attgan["black hair"][2:5] == [1.0, -0.5, -0.5]
    stgan = {title: list(value) for title, _, value in domains.domains("stgan", Attributes())}
    assert stgan["beard"] == [0, 0, -1.25, 0, 0]


@pytest.mark.parametrize("name", GENERATORS)
def test_export_agrees_with_torch(name, tmp_path):
    torch = pytest.importorskip("torch", reason="PyTorch is needed to export")
    onnxruntime = pytest.importorskip("onnxruntime", reason="ONNX Runtime runs the export")
    pytest.importorskip("onnx", reason="the exporter needs onnx")
    from demo_generators.export import export
    from demo_generators.networks import GENERATORS as classes

    torch.manual_seed(0)
    generator = classes[name]().eval()
    export(name, generator, tmp_path)
    inputs = {"image": torch.rand(1, 3, 128, 128) * 2 - 1}
    if name != "ugatit":
        inputs["condition"] = torch.rand(1, {"stargan": 5, "attgan": 13, "stgan": 5}[name])
    with torch.no_grad():
        expected = generator(*inputs.values()).numpy()
    session = onnxruntime.InferenceSession(tmp_path / name / f"{name}.onnx")
    (actual,) = session.run(["fake"], {key: value.numpy() for key, value in inputs.items()})
    assert np.abs(expected - actual).max() < 1e-4
    assert (tmp_path / name / "manifest.yaml").read_text().startswith("# Written by")
