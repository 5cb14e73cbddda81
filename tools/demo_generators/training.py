"""One generator's training: steps, checkpoints, a log, sample sheets."""

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from . import checkpoint, contact_sheet, domains, warm_start
from .average import Average
from .batches import Batches
from .networks import GENERATORS, LEARNT
from .objectives import OBJECTIVES
from .precision import use_bf16
from .schedule import Schedule

# Faces in a batch where nothing else is asked for. The papers take 16 (StarGAN), 32 (AttGAN, STGAN)
# and 1 (U-GAT-IT).
BATCH = {"stargan": 8, "attgan": 8, "stgan": 8, "ugatit": 1}
STEPS = {"stargan": 40_000, "attgan": 40_000, "stgan": 40_000, "ugatit": 40_000}
CRITIC_FIRST = 50  # steps of a fresh critic before a generator that is trained already follows it


@dataclass(frozen=True)
class Settings:
    """What the command line decides about a training."""

    out: Path
    seed: int = 0
    scale: float = 1.0
    warm_up: int = 300
    init: Path | None = None
    precision: str = "auto"
    critic_steps: int | None = None
    batch: int | None = None
    rate: float = 1.0
    sheet_minutes: float = 20.0
    save_minutes: float = 5.0


class Training:
    """A training that goes on where its checkpoint in `out` is."""

    def __init__(self, name, faces, photos, settings):
        self.name, self.settings = name, settings
        self.count = settings.batch or BATCH[name]
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        torch.manual_seed(settings.seed)
        self.rng = np.random.default_rng([settings.seed, 29])
        self.batches = Batches(name, faces, photos, self.rng, self.device)
        self.objective = OBJECTIVES[name](device=self.device, bf16=self._bf16())
        self.average = Average(self.objective.generator)
        self.step, self.seconds = 0, 0.0
        warm_up = 0 if settings.init else settings.warm_up
        self.schedule = Schedule(int(STEPS[name] * settings.scale), warm_up, settings.rate)
        if self.state_path.exists():
            self._restore()
        elif settings.init:
            self._begin_from(settings.init)

    @property
    def state_path(self):
        return Path(self.settings.out) / f"{self.name}.state.pt"

    @property
    def finished(self):
        return self.step >= self.schedule.steps

    # ---- the loop

    def run(self, minutes=None, stop=lambda: False):
        """Trains until the minutes are over, the schedule is, or `stop` says so; then saves."""
        begin = saved = pictured = time.monotonic()
        first, means = self.step, {}
        if self.step == 0 and self.settings.init:
            for _ in range(CRITIC_FIRST):
                if stop():
                    break
                self.objective.critic_step(self.batches.draw(self.count))
        end = begin + 60 * minutes if minutes else float("inf")
        while not self.finished and not stop() and time.monotonic() < end:
            started = time.monotonic()
            report = self._train_step()
            now = time.monotonic()
            self.seconds += now - started
            for key, value in report.items():
                if not np.isfinite(value):
                    raise FloatingPointError(f"{self.name}: {key} is {value} in step {self.step}")
                means[key] = means.get(key, value) * 0.95 + value * 0.05
            if self.step % 20 == 0:
                self._log(means, (now - begin) / (self.step - first))
            if now - saved > 60 * self.settings.save_minutes:
                self.save()
                saved = now
            if now - pictured > 60 * self.settings.sheet_minutes:
                self.picture()
                pictured = now
        self.save()
        self.picture()

    def _train_step(self):
        objective, count = self.objective, self.count
        objective.set_rate(self.schedule.rate(self.step))
        report = {}
        for _ in range(self.settings.critic_steps or objective.critic_steps):
            report |= objective.critic_step(self.batches.draw(count))
        supervision = self.schedule.supervision(self.step)
        batch = self.batches.draw_pairs(count) if supervision else self.batches.draw(count)
        report |= objective.generator_step(batch, supervision)
        self.step += 1
        self.average.update(objective.generator, self.step)
        return report

    def _log(self, means, pace):
        text = " ".join(f"{key} {value:.4f}" for key, value in means.items())
        line = f"{self.name} {self.step}/{self.schedule.steps} {self.seconds / 60:.1f}min {pace:.2f}s/step {text}"
        print(line, flush=True)
        with open(Path(self.settings.out) / f"{self.name}.log", "a") as log:
            log.write(line + "\n")

    def picture(self):
        """Writes OUT/sheets/NAME-STEP.png."""
        folder = Path(self.settings.out) / "sheets"
        folder.mkdir(parents=True, exist_ok=True)
        picture = contact_sheet.sheet(self.name, self._run_average, contact_sheet.rendered_faces())
        picture.save(folder / f"{self.name}-{self.step:06d}.png")

    @torch.no_grad()
    def _run_average(self, images, conditions):
        inputs = [each for each in (images, conditions) if each is not None]
        inputs = [torch.from_numpy(each).to(self.device) for each in inputs]
        return self.average.network(*inputs).cpu().numpy()

    # ---- where it begins

    def _bf16(self):
        network = GENERATORS[self.name]().to(self.device, memory_format=torch.channels_last)
        batch = self.batches.draw(2)
        return use_bf16(self.settings.precision, network, self._inputs(batch))

    def _inputs(self, batch):
        """A generator's inputs for the edits of a batch."""
        if not LEARNT[self.name]:
            return (batch.images,)
        asked = domains.condition(self.name, batch.before, batch.after, batch.strength)
        return batch.images, torch.from_numpy(asked.astype(np.float32)).to(self.device)

    def _begin_from(self, folder):
        """Takes the generator of DIR/NAME.pt, or of an exported DIR/NAME/NAME.onnx."""
        generator = self.objective.generator
        path = Path(folder) / f"{self.name}.pt"
        if path.exists():
            generator.load_state_dict(checkpoint.read(path, self.device))
        else:
            path = Path(folder) / self.name / f"{self.name}.onnx"
            warm_start.load(self.name, generator, path, self._inputs(self.batches.draw(64)))
        self.average = Average(generator)

    # ---- checkpoints

    def save(self):
        """Writes OUT/NAME.pt (the averaged generator) and OUT/NAME.state.pt (to go on from)."""
        objective = self.objective
        state = {
            "networks": {key: each.state_dict() for key, each in objective.networks.items()},
            "optimizers": {key: each.state_dict() for key, each in objective.optimizers.items()},
            "average": self.average.network.state_dict(),
            "step": self.step,
            "seconds": self.seconds,
            "rng": self.rng.bit_generator.state,
            "torch_rng": torch.get_rng_state(),
        }
        self.state_path.parent.mkdir(parents=True, exist_ok=True)
        checkpoint.write(state["average"], self.state_path.with_name(f"{self.name}.pt"))
        checkpoint.write(state, self.state_path)

    def _restore(self):
        state = checkpoint.read(self.state_path, self.device)
        for key, network in self.objective.networks.items():
            try:
                network.load_state_dict(state["networks"][key])
            except RuntimeError:
                raise SystemExit(f"{self.state_path} is of another network: choose another --out") from None
        for key, optimizer in self.objective.optimizers.items():
            optimizer.load_state_dict(state["optimizers"][key])
        self.average.network.load_state_dict(state["average"])
        self.step, self.seconds = state["step"], state["seconds"]
        self.rng.bit_generator.state = state["rng"]
        torch.set_rng_state(state["torch_rng"].cpu())
