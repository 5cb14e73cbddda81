"""Quick tests of the trainings: objectives, schedules, checkpoints, data split."""

import signal
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

torch = pytest.importorskip("torch", reason="PyTorch trains the generators")
Image = pytest.importorskip("PIL.Image", reason="Pillow reads the photos")

from demo_generators import checkpoint, data, domains, portraits, rotation, schedule, train, ugatit
from demo_generators.attributes import NAMES
from demo_generators.batches import Batches
from demo_generators.objectives import OBJECTIVES, wgan
from demo_generators.training import Settings, Training

NETWORKS = tuple(OBJECTIVES)


@pytest.fixture(scope="module")
def faces():
    images, labels, drawings = zip(*(data.person(number) for number in range(3)))
    return data.Faces(np.stack(images), np.stack(labels), np.stack(drawings))


@pytest.fixture(scope="module")
def photos(faces):
    """Rendered pictures stand in for photos."""
    return data.Photos(faces.images[:, 1], faces.labels[:, 1])


def batches(name, faces, photos, seed=0):
    return Batches(name, faces, photos, np.random.default_rng(seed))


class Linear(torch.nn.Module):
    """A critic whose gradient is known: the score is the sum of the pixels times a factor."""

    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def forward(self, image):
        return self.factor * image.sum([1, 2, 3]), None


def test_gradient_penalty_is_the_squared_distance_of_the_norm_from_one():
    real, fake = torch.rand(3, 3, 4, 4), torch.rand(3, 3, 4, 4)
    norm = 0.5 * (3 * 4 * 4) ** 0.5
    assert wgan.gradient_penalty(Linear(0.5), real, fake).item() == pytest.approx((norm - 1) ** 2)


def test_classification_losses_are_summed_in_stargan_and_averaged_in_attgan():
    logits, labels = torch.zeros(4, 5), torch.ones(4, 5)
    entropy = np.log(2)
    assert OBJECTIVES["stargan"]().class_loss(logits, labels).item() == pytest.approx(5 * entropy)
    assert OBJECTIVES["stgan"]().class_loss(logits, labels).item() == pytest.approx(entropy)


def test_the_training_norm_of_ugatit_is_the_exported_one():
    torch.manual_seed(0)
    x, rho = torch.randn(2, 6, 5, 7) * 3 + 1, torch.rand(1, 6, 1, 1)
    gamma, beta = torch.randn(2, 6, 1, 1), torch.randn(2, 6, 1, 1)
    plain, fast = (ugatit._scaled_norm(x, rho, 1e-5, gamma, beta, fast) for fast in (False, True))
    assert torch.allclose(plain, fast, atol=1e-5)


def test_mixtures_of_norms_stay_between_instance_and_layer(faces, photos):
    objective = OBJECTIVES["ugatit"]()
    with torch.no_grad():
        for module in objective.generator.modules():
            if hasattr(module, "rho"):
                module.rho.fill_(3.0)
    objective.generator_step(batches("ugatit", faces, photos).draw(1))
    values = [m.rho for m in objective.generator.modules() if hasattr(m, "rho")]
    assert values and all(0 <= each.min() and each.max() <= 1 for each in values)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_critic_step_moves_only_critics_and_a_generator_step_only_generators(name, faces, photos):
    torch.manual_seed(0)
    objective = OBJECTIVES[name]()
    draw, count = batches(name, faces, photos), 1 if name == "ugatit" else 2

    def moved_by(step):
        before = {
            key: [each.detach().clone() for each in network.parameters()]
            for key, network in objective.networks.items()
        }
        assert all(np.isfinite(value) for value in step().values())
        return {
            key
            for key, network in objective.networks.items()
            if any(not torch.equal(a, b) for a, b in zip(before[key], network.parameters()))
        }

    generators = {"generator", "back"} & objective.networks.keys()
    assert moved_by(lambda: objective.critic_step(draw.draw(count))) == objective.networks.keys() - generators
    assert moved_by(lambda: objective.generator_step(draw.draw(count))) == generators
    assert moved_by(lambda: objective.generator_step(draw.draw_pairs(count), 1.0)) == generators


@pytest.mark.parametrize("name", ["stargan", "attgan", "stgan"])
def test_preservation_asks_for_the_source(name, faces, photos):
    """A generator that changes nothing keeps everything."""
    objective = OBJECTIVES[name]()
    objective.networks["generator"] = lambda image, condition: image
    batch = batches(name, faces, photos).draw(2)
    assert objective.preservation(batch, batch.images).item() == 0


def test_reconstruction_asks_stgan_for_no_difference_and_attgan_for_the_own_attributes(faces):
    labels = faces.labels[:2, 0]
    assert not OBJECTIVES["stgan"]().condition(labels, labels).any()
    assert np.array_equal(OBJECTIVES["attgan"]().condition(labels, labels), labels - 0.5)


@pytest.mark.parametrize("name", ["stargan", "attgan", "stgan"])
def test_wanted_labels_leave_what_a_generator_does_not_learn(name, faces, photos):
    draw = batches(name, faces, photos)
    before = faces.labels.reshape(-1, len(NAMES))
    after = draw.wanted(before)
    untouched = [i for i in range(len(NAMES)) if i not in draw.learnt]
    assert np.array_equal(before[:, untouched], after[:, untouched])
    assert not np.array_equal(before[:, draw.learnt], after[:, draw.learnt])


def test_pairs_are_one_person_before_and_after_the_edit(faces, photos):
    batch = batches("attgan", faces, photos).draw_pairs(8)
    assert (np.abs(batch.before - batch.after).sum(1) > 0).all()
    assert (batch.images - batch.targets).abs().mean([1, 2, 3]).max() < 0.5


def test_edits_of_labels_are_those_of_the_renderer():
    for number in range(20):
        _, attributes = portraits.person(number)
        labels = np.array(attributes.labels(), np.float32)
        for name in NAMES:
            assert domains.edited(labels, name).tolist() == attributes.edited(name).labels()


def test_learning_rate_falls_over_the_second_half_and_pairs_fade():
    plan = schedule.Schedule(steps=100, warm_up=10)
    assert [plan.rate(step) for step in (0, 50, 75, 100)] == [1, 1, 0.5, 0]
    assert [plan.supervision(step) for step in (0, 5, 10, 99)] == [1, 0.5, 0, 0]
    assert schedule.Schedule(steps=100).supervision(0) == 0
    faster = schedule.Schedule(steps=100, factor=2)
    assert [faster.rate(step) for step in (0, 75, 100)] == [2, 1, 0]


@pytest.mark.parametrize("name", ["stgan", "ugatit"])
def test_a_training_goes_on_exactly_where_its_checkpoint_is(name, faces, photos, tmp_path):
    torch.set_num_threads(1)
    settings = Settings(out=tmp_path, warm_up=0, precision="fp32", critic_steps=1)
    whole = Training(name, faces, photos, settings)
    whole._train_step()
    whole.save()
    whole._train_step()
    resumed = Training(name, faces, photos, settings)
    assert resumed.step == 1
    resumed._train_step()
    for part in ("generator", *({"critic", "back"} & whole.objective.networks.keys())):
        ours, theirs = (each.objective.networks[part].state_dict() for each in (whole, resumed))
        assert all(torch.equal(ours[key], theirs[key]) for key in ours)
    average = checkpoint.read(tmp_path / f"{name}.pt")
    assert average.keys() == whole.objective.generator.state_dict().keys()


@pytest.mark.parametrize(("asked", "count"), [(None, 8), (3, 3)])
def test_every_step_draws_as_many_faces_as_asked(asked, count, faces, photos, tmp_path, monkeypatch):
    settings = Settings(out=tmp_path, warm_up=0, precision="fp32", critic_steps=1, batch=asked)
    training = Training("stgan", faces, photos, settings)
    drawn, draw = [], training.batches.draw
    monkeypatch.setattr(training.batches, "draw", lambda size: drawn.append(size) or draw(size))
    training._train_step()
    assert drawn == [count, count]


def test_an_interrupted_save_leaves_the_checkpoint(tmp_path, monkeypatch):
    path = tmp_path / "a.pt"
    checkpoint.write({"step": 1}, path)

    def interrupted(content, partial):
        Path(partial).write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(checkpoint.torch, "save", interrupted)
    with pytest.raises(KeyboardInterrupt):
        checkpoint.write({"step": 2}, path)
    assert checkpoint.read(path) == {"step": 1}


class Turn:
    """Stands in for a training: done after two turns, fails in the first one if it is "weak"."""

    taken = []

    def __init__(self, name, *_):
        self.name = name

    def run(self, minutes, stop):
        self.taken.append(self.name)
        if self.name == "weak" and self.taken.count("weak") == 1:
            raise FloatingPointError("loss is nan")

    @property
    def finished(self):
        return self.taken.count(self.name) >= 2


def test_one_that_fails_gets_its_next_turn_and_one_that_is_done_gets_none(monkeypatch):
    monkeypatch.setattr(rotation, "Training", Turn)
    monkeypatch.setattr(Turn, "taken", [])
    rotation.in_turns(["strong", "weak"], None, None, None, minutes=1, rounds=5)
    assert Turn.taken == ["strong", "weak", "strong", "weak"]


def test_the_command_trains_and_leaves_weights_state_and_a_sheet(faces, tmp_path, monkeypatch):
    monkeypatch.setattr(data, "load_faces", lambda cache, people: faces)
    options = ["--rounds", "1", "--scale", "0.00005", "--precision", "fp32", "--warm-up", "1", "--threads", "1"]
    train.main(["ugatit", "--out", str(tmp_path), *options])
    assert checkpoint.read(tmp_path / "ugatit.state.pt")["step"] == 2
    assert (tmp_path / "ugatit.pt").exists()
    with Image.open(tmp_path / "sheets" / "ugatit-000002.png") as sheet:
        assert sheet.size == (6 * 128, 128 + 16)


def test_a_signal_ends_a_training_with_a_checkpoint_of_its_step(faces, tmp_path, monkeypatch):
    step, handler = Training._train_step, signal.getsignal(signal.SIGINT)

    def interrupted(training):
        report = step(training)
        signal.raise_signal(signal.SIGTERM)
        return report

    monkeypatch.setattr(data, "load_faces", lambda cache, people: faces)
    monkeypatch.setattr(Training, "_train_step", interrupted)
    options = ["--precision", "fp32", "--threads", "1", "--batch", "2"]
    try:
        with pytest.raises(SystemExit) as exit_:
            train.main(["stargan", "stgan", "--out", str(tmp_path), *options])
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, handler)
    assert exit_.value.code == 130
    assert checkpoint.read(tmp_path / "stargan.state.pt")["step"] == 1
    assert not (tmp_path / "stgan.pt").exists()


def test_a_checkpoint_of_another_network_is_refused_in_one_sentence(faces, photos, tmp_path):
    training = Training("stgan", faces, photos, Settings(tmp_path, precision="fp32"))
    training.objective.networks["critic"] = torch.nn.Linear(2, 1)
    training.save()
    with pytest.raises(SystemExit, match="another network: choose another --out"):
        Training("stgan", faces, photos, Settings(tmp_path, precision="fp32"))


def test_held_out_photos_are_never_trained_on(tmp_path):
    files = [f"person-{number}.png" for number in range(24)]
    labels = {file: attributes for file, (_, attributes) in zip(files, map(portraits.person, range(24)))}
    for number, file in enumerate(files):
        Image.new("RGB", (64, 64), (10 * number, 0, 0)).save(tmp_path / file)
    (tmp_path / "list_attr_celeba.txt").write_text(portraits.attribute_file(list(labels.items())))
    trained = data.load_photos(tmp_path, crops=1)
    tested = data.load_photos(tmp_path, crops=1, keep=data.held_out)
    reds = [set(part.images[:, 0, 0, 0] // 10) for part in (trained, tested)]
    assert not reds[0] & reds[1] and reds[0] | reds[1] == set(range(24))
    assert 1 <= len(reds[1]) < 12
    kept = [file for file in files if data.held_out(file)]
    assert tested.labels.tolist() == [labels[file].labels() for file in sorted(kept)]


def test_photos_without_attributes_are_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match="attributes"):
        data.load_photos(tmp_path)
