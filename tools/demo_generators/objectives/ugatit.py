"""U-GAT-IT's objective (Kim et al. 2020), both directions; the photo to drawing one is exported.

Least squares GAN with global and local discriminators and their attention classifiers, cycle,
identity, and the generators' attention (CAM) classifiers.
"""

import torch
from torch.nn import functional as F

from ..ugatit import AdaILN, Generator, ILN
from ..ugatit_discriminator import Discriminator
from .base import Objective, supervised

RATE, WEIGHT_DECAY = 1e-4, 1e-4
CYCLE, IDENTITY, CAM = 10.0, 10.0, 1000.0
SCALES = {"global": 4, "local": 2}


class UGatIt(Objective):
    """Domain A: photos; domain B: drawings."""

    def __init__(self, device="cpu", bf16=False):
        judges = {
            f"{scale}_{domain}": Discriminator(n_strided)
            for domain in "ab"
            for scale, n_strided in SCALES.items()
        }
        super().__init__({"generator": Generator(), "back": Generator()}, judges, device, bf16)
        self.judges = {
            domain: [self.networks[f"{scale}_{domain}"] for scale in SCALES] for domain in "ab"
        }
        self.optimize("generator", ["generator", "back"], RATE, WEIGHT_DECAY)
        self.optimize("critic", list(judges), RATE, WEIGHT_DECAY)

    def critic_step(self, batch):
        photos, drawings = batch.images, batch.drawings
        with torch.no_grad():
            drawn, _ = self.generate("generator", photos, with_logits=True)
            undrawn, _ = self.generate("back", drawings, with_logits=True)
        loss = 0.0
        for domain, real, fake in (("a", photos, undrawn), ("b", drawings, drawn)):
            for judge in self.judges[domain]:
                loss = loss + _squares(judge(real), 1) + _squares(judge(fake), 0)
        self.step("critic", loss)
        return {"d_adv": loss.item()}

    def generator_step(self, batch, supervision=0.0):
        photos, drawings = batch.images, batch.drawings
        drawn, drawn_cam = self.generate("generator", photos, with_logits=True)
        undrawn, undrawn_cam = self.generate("back", drawings, with_logits=True)
        photos_again, _ = self.generate("back", drawn, with_logits=True)
        drawings_again, _ = self.generate("generator", undrawn, with_logits=True)
        same_drawings, same_drawings_cam = self.generate("generator", drawings, with_logits=True)
        same_photos, same_photos_cam = self.generate("back", photos, with_logits=True)
        everyone = [judge for judges in self.judges.values() for judge in judges]
        for judge in everyone:
            judge.requires_grad_(False)
        adversarial = sum(_squares(judge(undrawn), 1) for judge in self.judges["a"])
        adversarial = adversarial + sum(_squares(judge(drawn), 1) for judge in self.judges["b"])
        cycle = _l1(photos_again, photos) + _l1(drawings_again, drawings)
        identity = _l1(same_photos, photos) + _l1(same_drawings, drawings)
        cam = _is(drawn_cam, 1) + _is(same_drawings_cam, 0)
        cam = cam + _is(undrawn_cam, 1) + _is(same_photos_cam, 0)
        loss = adversarial + CYCLE * cycle + IDENTITY * identity + CAM * cam
        if supervision:
            loss = loss + supervision * supervised(drawn, batch)
        self.step("generator", loss)
        self._clip_mixtures()
        for judge in everyone:
            judge.requires_grad_(True)
        return {
            "g_adv": adversarial.item(),
            "cycle": cycle.item(),
            "identity": identity.item(),
            "cam": cam.item(),
        }

    def _clip_mixtures(self):
        """The mixture of instance and layer normalisation stays between the two."""
        with torch.no_grad():
            for name in ("generator", "back"):
                for module in self.networks[name].modules():
                    if isinstance(module, (AdaILN, ILN)):
                        module.rho.clamp_(0, 1)


def _squares(judged, wanted):
    """Least squares on the map of scores and on the attention's logits."""
    return sum((each - wanted).square().mean() for each in judged)


def _l1(first, second):
    return (first - second).abs().mean()


def _is(logits, wanted):
    return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, wanted))
