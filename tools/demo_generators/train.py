"""Trains the demonstration generators: python -m demo_generators.train NAME|all --out DIR.

Pairs of renders of one person that differ by an edit give the supervised term; a small PatchGAN
with an attribute head gives the adversarial and the classification terms of the papers. Portrait
photos, where given, are reconstructed under their own (estimated) labels and edited under the
adversarial and classification terms alone.
"""

import argparse
import copy
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from . import attgan, data, domains, losses, stargan, stgan, ugatit, warm_start
from .attributes import NAMES

GENERATORS = {
    "stargan": stargan.Generator,
    "attgan": attgan.Generator,
    "stgan": stgan.Generator,
    "ugatit": ugatit.Generator,
}
LEARNT = {
    "stargan": domains.STARGAN,
    "attgan": domains.ATTGAN,
    "stgan": domains.STGAN,
    "ugatit": (),
}
# (steps at 64 px, steps at 128 px), batches of 16 and 8
STEPS = {"stargan": (1300, 2000), "attgan": (1500, 9000), "stgan": (0, 6000), "ugatit": (900, 800)}
BATCH = {64: 16, 128: 8}
# Edits of a few pixels, or of many small things at once, are shown more often.
HARD = {"mouth slightly open": 16.0, "male": 5.0, "mustache": 1.5, "bushy eyebrows": 1.5, "bald": 1.5}


class Trainer:
    """One generator, its discriminator, its data."""

    def __init__(self, name, faces, photos, seed, device, cycle=0.0, supervision=1.0):
        torch.manual_seed(seed)
        self.rng = np.random.default_rng(seed)
        self.name, self.faces, self.photos, self.device = name, faces, photos, device
        self.cycle, self.supervision = cycle, supervision
        self.generator = GENERATORS[name]().to(device, memory_format=torch.channels_last)
        self.discriminator = losses.Discriminator(len(LEARNT[name])).to(
            device, memory_format=torch.channels_last
        )
        self.average = copy.deepcopy(self.generator).eval()
        self.g_optimizer = torch.optim.Adam(self.generator.parameters(), 8e-4, (0.5, 0.99))
        self.d_optimizer = torch.optim.Adam(self.discriminator.parameters(), 3e-4, (0.5, 0.99))
        self.step = 0

    # ---- batches

    def _pairs(self, count):
        """Source and target pictures of one person, with labels: an edit, its undoing, or none."""
        images, labels = self.faces.images, self.faces.labels
        who = self.rng.integers(len(images), size=count)
        if self.name == "ugatit":
            source = images[who, self.rng.integers(1, size=count)]
            return source, self.faces.drawings[who, 0], labels[who, 0], labels[who, 0]
        wanted = [1 + NAMES.index(name) for name in LEARNT[self.name]]
        often = np.array([HARD.get(name, 1.0) for name in LEARNT[self.name]])
        a, b = np.zeros(count, int), self.rng.choice(wanted, size=count, p=often / often.sum())
        turn = self.rng.random(count)
        swap = turn < 0.35
        a[swap], b[swap] = b[swap], 0
        hair = turn > 0.9  # between two edits of one kind: hair colours
        if self.name != "stgan":
            colours = [1 + NAMES.index(name) for name in domains.HAIR]
            a[hair] = self.rng.choice(colours, size=hair.sum())
            b[hair] = self.rng.choice(colours, size=hair.sum())
        same = (turn > 0.35) & (turn < 0.42)
        b[same] = a[same]
        return images[who, a], images[who, b], labels[who, a], labels[who, b]

    def batch(self, size, count):
        """Tensors source, target, source labels, target labels; photos come last."""
        n_photos = 0 if len(self.photos) == 0 else max(2, count // 5)
        source, target, before, after = self._pairs(count - n_photos)
        if n_photos:
            photos = self.photos[self.rng.integers(len(self.photos), size=n_photos)]
            source, target = np.concatenate([source, photos]), np.concatenate([target, photos])
        source, target = self._tensor(source, size), self._tensor(target, size)
        flip = torch.from_numpy(self.rng.random(count) < 0.5).to(self.device)[:, None, None, None]
        light = torch.from_numpy(self.rng.uniform(0.85, 1.12, (count, 1, 1, 1)).astype(np.float32))
        tint = torch.from_numpy(self.rng.uniform(-0.05, 0.05, (count, 3, 1, 1)).astype(np.float32))
        both = []
        for image in (source, target):
            image = torch.where(flip, image.flip(3), image)
            image = ((image + 1) * light.to(self.device) - 1 + tint.to(self.device)).clamp(-1, 1)
            both.append(image.contiguous(memory_format=torch.channels_last))
        return *both, before, after, n_photos

    def _tensor(self, images, size):
        tensor = torch.from_numpy(images).to(self.device).permute(0, 3, 1, 2).float() / 127.5 - 1
        return tensor if size == tensor.size(2) else F.avg_pool2d(tensor, tensor.size(2) // size)

    def _photo_labels(self, photos):
        """Labels of photos as the attribute head sees them."""
        with torch.no_grad():
            seen = (self.discriminator(photos)[1] > 0).float().cpu().numpy()
        full = np.zeros((len(photos), len(NAMES)), np.float32)
        full[:, [NAMES.index(name) for name in LEARNT[self.name]]] = seen
        return full

    def _photo_edits(self, before):
        """Half of the photos keep their labels, the others get one edit."""
        after = before.copy()
        learnt = [NAMES.index(name) for name in LEARNT[self.name]]
        hair = [NAMES.index(name) for name in domains.HAIR]
        for row in after[len(after) // 2 :]:
            edited = self.rng.choice(learnt)
            row[edited] = 1 if edited in hair else 1 - row[edited]
            if edited in hair:
                row[[each for each in hair if each != edited]] = 0
        return after

    # ---- one step

    def train_step(self, size, rate):
        for optimizer, base in ((self.g_optimizer, 8e-4), (self.d_optimizer, 3e-4)):
            optimizer.param_groups[0]["lr"] = base * rate
        count = BATCH[size]
        source, target, before, after, n_photos = self.batch(size, count)
        paired = count - n_photos
        weight = torch.ones(count, device=self.device)
        conditions = []
        if self.name != "ugatit":
            if n_photos:
                own = self._photo_labels(source[paired:])
                before = np.concatenate([before, own])
                after = np.concatenate([after, self._photo_edits(own)])
                weight[paired + n_photos // 2 :] = 0.15
            strength = self.rng.uniform(0.5, 1.0, (count, 1)).astype(np.float32)
            asked = domains.condition(self.name, before, after, strength)
            conditions = [torch.from_numpy(np.ascontiguousarray(asked, np.float32)).to(self.device)]
        elif n_photos:
            weight[paired:] = 0.0
        learnt = torch.from_numpy(domains.pick(after, LEARNT[self.name]).copy()).to(self.device)
        fake = self.generator(source, *conditions)
        report = self._discriminate(source, target, fake.detach(), before, paired)
        back = None
        if conditions and self.cycle:
            asked = domains.condition(self.name, after, before, strength)
            asked = torch.from_numpy(np.ascontiguousarray(asked, np.float32)).to(self.device)
            back = self.generator(fake, asked)
        report |= self._generate(source, target, fake, learnt, weight, back)
        self.step += 1
        self._average()
        return report

    def _discriminate(self, source, target, fake, before, paired):
        real = target if self.name == "ugatit" else source
        real = real[:paired] if self.name == "ugatit" else real
        real_score, real_classes = self.discriminator(real)
        fake_score, _ = self.discriminator(fake)
        loss = (real_score - 1).square().mean() + fake_score.square().mean()
        if LEARNT[self.name]:
            labels = torch.from_numpy(domains.pick(before, LEARNT[self.name])[:paired].copy())
            loss = loss + F.binary_cross_entropy_with_logits(
                real_classes[:paired], labels.to(self.device)
            )
        if self.step % 8 == 0:
            loss = loss + 2.0 * losses.gradient_penalty(self.discriminator, real[:4])
        self.d_optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.d_optimizer.step()
        return {"d": loss.item()}

    def _generate(self, source, target, fake, learnt, weight, back=None):
        self.discriminator.requires_grad_(False)
        score, classes = self.discriminator(fake)
        adversarial = (score - 1).square().mean()
        rebuilt = losses.reconstruction(fake, target, weight)
        edit = losses.edit_emphasis(fake, target, source, weight * (self.name != "ugatit"))
        warm = min(1.0, self.step / 600)
        loss = self.supervision * (10 * rebuilt + 8 * edit) + warm * adversarial
        if LEARNT[self.name]:
            loss = loss + warm * 0.5 * F.binary_cross_entropy_with_logits(classes, learnt)
        if back is not None:
            loss = loss + self.cycle * (back - source).abs().mean()
        if self.name == "ugatit":
            loss = loss + 0.05 * self._attention(source, target, weight)
        self.g_optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.generator.parameters(), 20.0)
        self.g_optimizer.step()
        self.discriminator.requires_grad_(True)
        return {"rec": rebuilt.item(), "edit": edit.item(), "adv": adversarial.item()}

    def _attention(self, source, target, weight):
        """The auxiliary classifier of the attention maps: photo (1) or drawing (0)."""
        paired = int((weight > 0).sum())
        _, photo = self.generator(source[:2], with_logits=True)
        _, drawn = self.generator(target[:paired][:2], with_logits=True)
        bce = F.binary_cross_entropy_with_logits
        return bce(photo, torch.ones_like(photo)) + bce(drawn, torch.zeros_like(drawn))

    def _average(self):
        keep = min(0.995, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for mine, theirs in zip(self.average.parameters(), self.generator.parameters()):
                mine.lerp_(theirs, 1 - keep)
            for mine, theirs in zip(self.average.buffers(), self.generator.buffers()):
                mine.lerp_(theirs, 1 - keep) if mine.is_floating_point() else mine.copy_(theirs)

    # ---- checkpoints

    def _parts(self):
        return {
            "generator": self.generator,
            "average": self.average,
            "discriminator": self.discriminator,
            "g_optimizer": self.g_optimizer,
            "d_optimizer": self.d_optimizer,
        }

    def save(self, folder):
        """Writes DIR/NAME.pt (the averaged generator) and DIR/NAME.state.pt (to go on from)."""
        state = {key: part.state_dict() for key, part in self._parts().items()}
        state |= {"step": self.step, "rng": self.rng.bit_generator.state}
        for suffix, content in ((".state.pt", state), (".pt", state["average"])):
            path = Path(folder) / f"{self.name}{suffix}"
            torch.save(content, path.with_suffix(".partial"))
            path.with_suffix(".partial").rename(path)

    def begin_from(self, folder):
        """Takes the generator, not the discriminator, of an earlier training.

        From DIR/NAME.pt, or from an exported DIR/NAME/NAME.onnx such as the shipped ones.
        """
        path = Path(folder) / f"{self.name}.pt"
        if path.exists():
            state = torch.load(path, map_location=self.device, weights_only=True)
            self.generator.load_state_dict(state)
        else:
            source, _, before, after, n_photos = self.batch(128, 64)
            conditions = []
            if self.name != "ugatit":
                own = np.zeros((n_photos, len(NAMES)), np.float32)
                before, after = np.concatenate([before, own]), np.concatenate([after, own])
                asked = domains.condition(self.name, before, after)
                conditions = [torch.from_numpy(np.ascontiguousarray(asked, np.float32))]
            path = Path(folder) / self.name / f"{self.name}.onnx"
            calibration = (source, *(each.to(self.device) for each in conditions))
            warm_start.load(self.name, self.generator, path, calibration)
        self.average.load_state_dict(self.generator.state_dict())

    def restore(self, folder):
        """Goes on from DIR/NAME.state.pt, if there is one."""
        path = Path(folder) / f"{self.name}.state.pt"
        if not path.exists():
            return
        state = torch.load(path, map_location=self.device, weights_only=True)
        for key, part in self._parts().items():
            part.load_state_dict(state[key])
        self.step = state["step"]
        self.rng.bit_generator.state = state["rng"]


def train(name, arguments):
    """Trains one generator and writes DIR/NAME.pt; a running average of the weights is kept."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    faces = data.load_faces(Path(arguments.out) / "cache", arguments.people)
    photos = data.load_photos(arguments.photos)
    trainer = Trainer(name, faces, photos, arguments.seed, device, arguments.cycle, arguments.supervision)
    low, high = (int(steps * arguments.scale) for steps in STEPS[name])
    if arguments.init:
        trainer.begin_from(arguments.init)
        low, high = 0, low + high
    if arguments.resume:
        trainer.restore(arguments.out)
    begin = saved = time.time()
    first, means = trainer.step, {}
    for step in range(first, low + high):
        rest = 1 - step / (low + high)
        if arguments.minutes:
            rest = min(rest, 1 - (time.time() - begin) / 60 / arguments.minutes)
            if rest <= 0:
                break
        report = trainer.train_step(64 if step < low else 128, min(1.0, 0.02 + rest * 1.6))
        for key, value in report.items():
            means[key] = means.get(key, value) * 0.98 + value * 0.02
        if step % 50 == 0:
            text = " ".join(f"{key} {value:.4f}" for key, value in means.items())
            print(f"{name} {step}/{low + high} {time.time() - begin:.0f}s {text}", flush=True)
        if time.time() - saved > 60:
            trainer.save(arguments.out)
            saved = time.time()
    trainer.save(arguments.out)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=[*GENERATORS, "all"])
    parser.add_argument("--out", required=True, help="folder for checkpoints and the face cache")
    parser.add_argument("--photos", help="folder of portrait photos to mix in")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--people", type=int, default=600, help="rendered people")
    parser.add_argument("--scale", type=float, default=1.0, help="multiplies the number of steps")
    parser.add_argument(
        "--cycle", type=float, default=0.0, help="weight of StarGAN's cycle loss (its paper: 10)"
    )
    parser.add_argument(
        "--supervision",
        type=float,
        default=1.0,
        help="weight of the pairs; below 1 the papers' adversarial terms decide more",
    )
    parser.add_argument("--init", help="begins with the generators in DIR (.pt or .onnx)")
    parser.add_argument("--resume", action="store_true", help="goes on from DIR/NAME.state.pt")
    parser.add_argument("--minutes", type=float, help="stops earlier, however many steps are left")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    for name in GENERATORS if arguments.name == "all" else [arguments.name]:
        train(name, arguments)


if __name__ == "__main__":
    main()
