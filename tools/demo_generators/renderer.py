"""Procedural portraits: the same person with chosen attributes, as a photo or as a drawing.

Everything about a person that no attribute names (proportions, pose, skin tone, light, clothes,
background) comes from an Identity, so two portraits of one identity differ only where their
attributes do: exact pairs for training an image translation.
"""

from dataclasses import dataclass

import numpy as np

from .attributes import Attributes
from .canvas import Canvas, ellipse, smooth

SKIN = np.array(
    [[0.95, 0.78, 0.68], [0.90, 0.70, 0.57], [0.82, 0.60, 0.46], [0.66, 0.45, 0.33], [0.45, 0.30, 0.22]],
    np.float32,
)
PALE = np.array([0.985, 0.925, 0.90], np.float32)
HAIR = {
    "black": np.array([0.07, 0.06, 0.07], np.float32),
    "brown": np.array([0.36, 0.20, 0.11], np.float32),
    "blond": np.array([0.88, 0.71, 0.38], np.float32),
}
GRAY = np.array([0.74, 0.74, 0.76], np.float32)
IRIS = np.array([[0.30, 0.18, 0.10], [0.25, 0.42, 0.58], [0.28, 0.42, 0.25], [0.16, 0.10, 0.07]], np.float32)


def _muted(draw):
    """A colour pulled towards gray, as rooms and skies are."""
    color, amount = draw[:3], draw[3]
    return (color.mean() + (color - color.mean()) * (0.25 + 0.5 * amount)).astype(np.float32)


@dataclass(frozen=True)
class Identity:
    """A person, a pose, a light and a place, all drawn from one seed."""

    seed: int

    def draws(self):
        """Named random numbers of this identity: the same at every size and for any attributes."""
        rng = np.random.default_rng([self.seed, 17])
        u = rng.uniform
        tone = u(0, 3.999)
        low, part = int(tone), tone - int(tone)
        return {
            "scale": u(1.05, 1.30), "cx": u(-0.07, 0.07), "cy": u(-0.02, 0.09), "roll": u(-0.10, 0.10),
            "yaw": u(-0.05, 0.05), "wide": u(0.93, 1.07), "tall": u(0.94, 1.06), "jaw": u(0.85, 1.15),
            "skin": SKIN[low] * (1 - part) + SKIN[low + 1] * part,
            "eye_gap": u(0.16, 0.19), "eye_size": u(0.9, 1.12), "eye_y": u(-0.04, 0.0),
            "iris": IRIS[rng.integers(len(IRIS))], "brow_tilt": u(-0.02, 0.03), "brow_y": u(-0.155, -0.125),
            "nose": u(0.85, 1.15), "mouth_y": u(0.29, 0.33), "mouth_w": u(0.115, 0.15),
            "smile": u(0.0, 0.045), "hairline": u(-0.38, -0.30), "hair_part": u(-0.18, 0.18),
            "hair_volume": u(1.10, 1.22), "hair_length": u(0.45, 1.05), "hair_wave": u(0.0, 0.035),
            "hair_tint": u(0.85, 1.15), "light": u(-1, 1), "light_strength": u(0.12, 0.30),
            "warmth": u(-0.05, 0.05), "exposure": u(0.9, 1.06), "frames": u(0, 1),
            "frame_color": rng.choice([0.05, 0.1, 0.25]) * np.array([1, u(0.6, 1), u(0.5, 1)]),
            "cloth": u(0.08, 0.9, 3).astype(np.float32), "shirt": u(0.75, 0.98), "outfit": int(rng.integers(3)),
            "back_a": _muted(u(0.15, 0.9, 4)), "back_b": _muted(u(0.15, 0.9, 4)), "back_kind": int(rng.integers(4)),
            "phase": u(0, 6.28, 8).tolist(),
        }


def render(identity, attributes=Attributes(), size=128, drawing=False):
    """Renders a portrait: uint8 array (size, size, 3)."""
    portrait = _Portrait(identity, attributes, size, drawing)
    return portrait.render()


class _Portrait:
    """One portrait while it is painted, from the background to the light."""

    def __init__(self, identity, attributes, size, drawing):
        self.identity, self.at, self.drawing = identity, attributes, drawing
        self.p = p = identity.draws()
        self.canvas = c = Canvas(size)
        cos, sin = float(np.cos(p["roll"])), float(np.sin(p["roll"]))
        dx, dy = (c.x - p["cx"]) / p["scale"], (c.y - p["cy"]) / p["scale"]
        self.x, self.y = cos * dx + sin * dy, -sin * dx + cos * dy  # head coordinates
        self.fx = self.x - p["yaw"] * (1 - (self.x / 0.45) ** 2).clip(0, 1)  # turned features
        self.a = 0.40 * p["wide"] * (1.03 if attributes.male else 0.97)
        self.h = 0.56 * p["tall"]
        self._skin_color()
        self._hair_color()
        self._head_shape()
        self.line = 0.016 if drawing else 0.0

    def _skin_color(self):
        skin = self.p["skin"]
        if self.at.pale_skin:
            skin = skin * 0.12 + PALE * 0.88
        if not self.at.young:
            skin = skin * 0.93 + 0.05 * np.array([0.9, 0.75, 0.7], np.float32)
        if self.drawing:
            skin = np.clip(skin * np.array([1.08, 1.03, 1.0]) + 0.06, 0, 1)
        self.skin = skin.astype(np.float32)

    def _hair_color(self):
        color = HAIR[self.at.hair] * self.p["hair_tint"]
        if not self.at.young:
            color = color * 0.35 + GRAY * 0.65
        if self.drawing:
            color = np.clip((color - color.mean()) * 1.5 + color.mean() * 1.15 + 0.04, 0, 1)
        self.hair = np.clip(color, 0, 1).astype(np.float32)

    def _head_shape(self):
        male = self.at.male
        lower = (self.y / self.h).clip(0, 1.2)
        taper = (0.17 if male else 0.30) * self.p["jaw"] + (0.10 if self.drawing else 0)
        width = self.a * (1 - taper * lower**2)
        self.head = ellipse(self.x, self.y, width, self.h, 2.45 if male else 2.15)
        self.head_mask = self.canvas.inside(self.head)

    # ---- painting, from back to front

    def render(self):
        rng = np.random.default_rng([self.identity.seed, 23])
        self._background(rng)
        self._strands(rng)
        if not self.at.bald and not self.at.male:
            self._long_hair()
        self._body(rng)
        self._ears()
        self._face(rng)
        self._age(rng)
        self._mouth()
        self._beard(rng)
        self._nose()
        self._eyes()
        self._brows(rng)
        self._front_hair()
        if self.at.eyeglasses:
            self._glasses()
        self._light(rng)
        return (self.canvas.image.clip(0, 1) * 255 + 0.5).astype(np.uint8)

    def _outline(self, distance, mask=1.0, width=None):
        if self.drawing:
            edge = self.canvas.stroke(distance, width or self.line) * mask
            self.canvas.paint(edge, [0.12, 0.07, 0.09], 0.95)

    def _background(self, rng):
        c, p = self.canvas, self.p
        blend = smooth(c.y * np.cos(p["phase"][0]) + c.x * np.sin(p["phase"][0]), -1.1, 1.1)
        coarse, fine = c.noise(rng, 4), c.noise(rng, 14)
        first, second = p["back_a"], p["back_b"]
        if self.drawing:
            first, second = 0.45 + 0.55 * first, 0.45 + 0.55 * second
            blend = (blend > 0.5).astype(np.float32)
        c.image[:] = first + blend[..., None] * (second - first)
        if self.drawing:
            return
        if p["back_kind"] >= 1:
            c.image += 0.07 * coarse[..., None]
        if p["back_kind"] == 2:
            c.image += 0.05 * fine[..., None]
        if p["back_kind"] == 3:  # vertical things out of focus: shelves, curtains, door frames
            bars = np.sin(c.x * 9 + p["phase"][1]) + np.sin(c.x * 23 + p["phase"][2])
            c.image *= (1 + 0.12 * bars)[..., None]

    def _strands(self, rng):
        """Texture along the hair, in polar coordinates around the crown."""
        p = self.p
        angle = np.arctan2(self.x - p["hair_part"] * 0.5, -(self.y + 0.10) + 0.55)
        radius = np.hypot(self.x, self.y + 0.1)
        angle = angle + 0.06 * np.sin(radius * 7 + p["phase"][3])
        value = sum(
            np.sin(angle * f + p["phase"][i] * (i + 1)) / (1 + 0.02 * f)
            for i, f in enumerate((17, 29, 47, 71, 97))
        )
        sheen = np.exp(-((radius - 0.52 + 0.05 * p["light"] * self.x) ** 2) / 0.006)
        if self.drawing:
            band = np.abs(radius - 0.53 - 0.02 * np.sin(angle * 22)) < 0.022
            tone = 1.0 + 0.45 * band - 0.28 * (value > 1.6)
        else:
            tone = 0.86 + 0.10 * value * 0.9 + 0.30 * sheen
        self.strand = tone.astype(np.float32)
        floor = 0.10 if self.drawing else 0.035
        self.hair_image = (self.hair + floor * (self.strand[..., None] - 0.8).clip(0)) * self.strand[..., None]
        self.hair_image = self.hair_image.clip(0, 1)

    def _long_hair(self):
        p, c = self.p, self.canvas
        wave = p["hair_wave"] * np.sin(self.y * 16 + p["phase"][4])
        flare = self.a * (1.16 + 0.20 * smooth(self.y, -0.1, 0.8)) + wave
        top = ellipse(self.x, self.y + 0.04, self.a * p["hair_volume"], self.h * 1.2)
        sides = np.maximum(np.abs(self.x) - flare, np.maximum(self.y - p["hair_length"], -0.05 - self.y))
        shape = np.minimum(top, sides)
        c.paint(c.inside(shape, 0.02), self.hair_image * 0.82)
        self._outline(shape)

    def _body(self, rng):
        p, c = self.p, self.canvas
        x, y = self.x * 0.4 + (c.x - p["cx"]) / p["scale"] * 0.6, self.y * 0.4 + (c.y - p["cy"]) / p["scale"] * 0.6
        neck_w = (0.24 if self.at.male else 0.19) * p["wide"]
        neck = np.maximum(np.abs(x) - neck_w - 0.10 * smooth(y, 0.55, 0.85), 0.2 - y)
        shade = 0.88 - 0.24 * smooth(-(y - 0.68), 0, 0.18)
        if self.drawing:
            shade = np.where(y < 0.62, 0.78, 1.0)
        c.paint(c.inside(neck), self.skin * shade[..., None])
        self._outline(neck)
        slope = 0.66 + 0.30 * np.abs(x) ** (1.6 if self.at.male else 1.3) + 0.02
        opening = 0.27 - np.abs(x) * (1.0 if p["outfit"] else 0.55)
        shoulders = slope - y + np.maximum(opening, 0) * 0.9
        shoulders = np.maximum(shoulders, np.abs(x) - (1.05 if self.at.male else 0.92))
        folds = c.noise(rng, 7)
        cloth = p["cloth"] * (1 + (0.0 if self.drawing else 0.10) * folds[..., None])
        inner = shoulders - 0.02 - 0.14 * (np.abs(x) < 0.32)
        if p["outfit"] == 2:
            c.paint(c.inside(np.maximum(inner - 0.03, 0.62 - y)), [p["shirt"]] * 3)
        mask = c.inside(shoulders)
        c.paint(mask, cloth)
        self._outline(shoulders)
        if p["outfit"] == 2:  # shirt below a jacket
            gap = np.maximum(np.abs(x) - 0.24 * (1.12 - y).clip(0), 0.64 - y)
            gap = np.maximum(gap, shoulders - 0.2)
            throat = np.maximum(np.abs(x) - 0.16 * (0.86 - y).clip(0) * 4, 0.5 - y)
            c.paint(c.inside(gap) * (1 - c.inside(throat)), [p["shirt"]] * 3)
            self._outline(gap)

    def _ears(self):
        c = self.canvas
        for side in (-1, 1):
            ear = ellipse(self.x - side * self.a * 1.01, self.y - 0.02, 0.055, 0.11)
            c.paint(c.inside(ear), self.skin * (0.93 if self.drawing else 0.82))
            self._outline(ear)
            inner = ellipse(self.x - side * self.a * 1.02, self.y - 0.02, 0.025, 0.06)
            c.shade(c.inside(inner, 0.04), 0.85)

    def _face(self, rng):
        c, p = self.canvas, self.p
        c.paint(self.head_mask, self.skin)
        self._outline(self.head)
        if self.drawing:
            shadow = c.inside(-(self.x * float(np.sign(p["light"])) + 0.27 + 0.1 * self.y)) 
            side = self.x * float(np.sign(p["light"])) < -0.27 - 0.04 * self.y
            c.shade(self.head_mask * side, [0.86, 0.80, 0.82])
            for s in (-1, 1):
                cheek = ellipse(self.fx - s * 0.22, self.y - 0.17, 0.075, 0.035)
                c.paint(c.inside(cheek, 0.03), [1.0, 0.55, 0.55], 0.45)
            return
        nx, ny = (self.x / self.a).clip(-1, 1), (self.y / self.h).clip(-1, 1)
        nz = np.sqrt((1 - 0.85 * nx**2 - 0.6 * ny**2).clip(0.02))
        diffuse = nz + 0.55 * p["light"] * nx - 0.25 * ny
        strength = p["light_strength"]
        c.shade(self.head_mask, (1 - strength + strength * 1.25 * diffuse.clip(0, 1.3))[..., None])
        for s in (-1, 1):
            cheek = np.exp(-(((self.fx - s * 0.22) / 0.10) ** 2 + ((self.y - 0.15) / 0.09) ** 2))
            c.shade(self.head_mask * cheek, [1.03, 0.93, 0.92])
            socket = np.exp(-(((self.fx - s * p["eye_gap"]) / 0.11) ** 2 + ((self.y - p["eye_y"] + 0.03) / 0.06) ** 2))
            c.shade(socket, [0.87, 0.82, 0.82])
        glow = np.exp(-(((self.fx - 0.08 * p["light"]) / 0.16) ** 2 + ((self.y + 0.30) / 0.10) ** 2))
        c.paint(glow * self.head_mask, [1, 0.97, 0.93], 0.22 if self.at.bald else 0.10)
        if self.at.bald:
            dome = np.exp(-(((self.fx - 0.12 * p["light"]) / 0.12) ** 2 + ((self.y + 0.43) / 0.05) ** 2))
            c.paint(dome * self.head_mask, [1, 0.98, 0.95], 0.45)
        c.shade(self.head_mask, 1 + 0.015 * c.noise(rng, 24)[..., None])
        chin = np.exp(-((self.fx / 0.12) ** 2 + ((self.y - 0.415) / 0.03) ** 2))
        c.shade(chin * self.head_mask, [0.93, 0.90, 0.90])

    def _age(self, rng):
        if self.at.young:
            return
        c, p = self.canvas, self.p
        strength = 0.65 if self.drawing else 0.80
        dark = np.array([0.55, 0.45, 0.42], np.float32) if self.drawing else np.array([0.60, 0.50, 0.47], np.float32)
        for i, level in enumerate((-0.20, -0.255, -0.31)):
            curve = self.y - level - 0.012 * np.cos(self.fx * 14 + p["phase"][i]) - 0.08 * self.fx**2
            mask = c.stroke(curve, 0.010, 0.016) * smooth(-np.abs(self.fx), -0.24, -0.14)
            c.shade(mask * strength, dark)
        for s in (-1, 1):
            lx = s * self.fx
            fold = lx - 0.085 - 0.33 * (self.y - 0.16) - 0.4 * (self.y - 0.16) ** 2
            mask = c.stroke(fold, 0.014, 0.022) * smooth(self.y, 0.13, 0.20) * smooth(-self.y, -0.37, -0.30)
            c.shade(mask * strength, dark)
            bag = ellipse(lx - p["eye_gap"], self.y - p["eye_y"] - 0.012, 0.092, 0.072)
            mask = c.stroke(bag, 0.012, 0.02) * smooth(self.y, p["eye_y"] + 0.03, p["eye_y"] + 0.06)
            c.shade(mask * strength, dark)
            for k in (-1, 0, 1):
                foot = (self.y - p["eye_y"]) - k * (0.022 + 0.35 * (lx - 0.27))
                mask = c.stroke(foot, 0.007, 0.012) * smooth(lx, 0.265, 0.285) * smooth(-lx, -0.36, -0.32)
                c.shade(mask * strength, dark)
            jowl = np.exp(-(((lx - 0.20) / 0.035) ** 2 + ((self.y - 0.36) / 0.07) ** 2))
            c.shade(jowl * 0.6, [0.82, 0.76, 0.74])

    def _mouth(self):
        c, p, at = self.canvas, self.p, self.at
        w, y0 = p["mouth_w"] * (0.85 if self.drawing else 1), p["mouth_y"]
        t = (self.fx / w).clip(-1.3, 1.3)
        bow = (1 - t**2).clip(0)
        y = self.y - y0 - p["smile"] * bow + p["smile"] * 0.4
        ends = smooth(-np.abs(t), -1.02, -0.85)
        gap = 0.050 if at.mouth_slightly_open else 0.0
        full = 0.75 if at.male else 1.15
        lip = np.array([0.80, 0.52, 0.48]) if at.male else np.array([0.86, 0.34, 0.36])
        lip = lip * (0.35 + 0.65 * float(self.skin.mean())) if at.male else lip * (0.55 + 0.45 * float(self.skin.mean()))
        upper = np.maximum(y + gap * 0.35 * bow, -(y + (0.032 * full * bow * (1 - 0.25 * np.exp(-((t / 0.18) ** 2))) + gap * 0.45 * bow)))
        lower = np.maximum(-(y - gap * 0.65 * bow), y - (0.048 * full * bow + gap * 0.75 * bow))
        if not self.drawing or not at.male:
            c.paint(c.inside(upper) * ends, lip * 0.86)
            c.paint(c.inside(lower) * ends, lip)
        if gap:
            hole = np.maximum(-(y + gap * 0.45 * bow), y - gap * 0.70 * bow)
            c.paint(c.inside(hole) * ends, [0.22, 0.05, 0.06])
            teeth = np.maximum(-(y + gap * 0.42 * bow), y - gap * 0.10 * bow)
            c.paint(c.inside(teeth) * smooth(-np.abs(t), -0.9, -0.7), [0.96, 0.94, 0.91])
        else:
            c.paint(c.stroke(y, 0.013) * ends, lip * 0.42)
        if not self.drawing:
            shine = np.exp(-((t / 0.4) ** 2) - ((y - 0.026 * full - gap * 0.7) / 0.008) ** 2)
            c.paint(shine, [1, 0.93, 0.92], 0.25)

    def _beard(self, rng):
        c, p, at = self.canvas, self.p, self.at
        stubble = 0.10 * c.noise(rng, 48) + 0.08 * c.noise(rng, 90)
        color = (self.hair * (0.8 if self.drawing else 0.72))
        image = color * (1 + (0 if self.drawing else 0.8) * stubble[..., None]).clip(0.4, 1.6)
        around = ellipse(self.fx, self.y - p["mouth_y"] - 0.01, p["mouth_w"] * 1.12, 0.075)
        if not at.no_beard:
            cheek = 0.21 + 0.12 * (1 - (self.fx / 0.20) ** 2).clip(0, 1)
            cheek = np.where(np.abs(self.fx) > 0.20, 0.21 - (np.abs(self.fx) - 0.20) * 1.6, cheek)
            region = np.maximum(self.head - 0.035, cheek - self.y)
            region = np.maximum(region, -around)
            mask = c.inside(region, 0.02 if self.drawing else 0.05)
            c.paint(mask, image, 0.93)
            self._outline(region)
        if at.mustache:
            t = (self.fx / 0.17).clip(-1.2, 1.2)
            middle = p["mouth_y"] - 0.062 + 0.05 * t**2 - 0.010 * np.exp(-((t / 0.2) ** 2))
            thick = 0.036 * (1 - np.abs(t) ** 3).clip(0)
            region = np.abs(self.y - middle) - thick
            region = np.where(np.abs(t) > 1.0, 0.1, region)
            c.paint(c.inside(region, 0.015 if self.drawing else 0.03), image * 0.9, 0.96)
            self._outline(region, width=0.010)

    def _nose(self):
        c, p = self.canvas, self.p
        n = p["nose"]
        side = -float(np.sign(p["light"])) if p["light"] else 1
        if self.drawing:
            line = self.fx - side * (0.02 + 0.10 * (self.y - 0.06))
            mask = c.stroke(line, 0.012) * smooth(self.y, 0.09, 0.11) * smooth(-self.y, -0.17, -0.15)
            c.paint(mask, self.skin * 0.45)
            return
        ridge = np.exp(-(((self.fx - side * 0.045) / 0.03) ** 2)) * smooth(self.y, -0.08, 0.10) * smooth(-self.y, -0.19, -0.12)
        c.shade(ridge, [0.86, 0.80, 0.78])
        wing = np.exp(-(((np.abs(self.fx) - 0.062 * n) / 0.022) ** 2 + ((self.y - 0.165) / 0.032) ** 2))
        c.shade(wing, [0.80, 0.70, 0.68])
        under = np.exp(-((self.fx / (0.065 * n)) ** 2 + ((self.y - 0.208) / 0.018) ** 2))
        c.shade(under, [0.76, 0.68, 0.67])
        hole = ellipse(np.abs(self.fx) - 0.034 * n, self.y - 0.188, 0.018, 0.010)
        c.paint(c.inside(hole, 0.018), self.skin * 0.32, 0.8)
        tip = np.exp(-(((self.fx + side * 0.008) / 0.022) ** 2 + ((self.y - 0.145) / 0.026) ** 2))
        c.paint(tip, [1, 0.97, 0.94], 0.25)

    def _eyes(self):
        c, p, at = self.canvas, self.p, self.at
        big = 1.55 if self.drawing else 1.0
        w = 0.083 * p["eye_size"] * (1.28 if self.drawing else 1)
        h = 0.038 * p["eye_size"] * big * (0.92 if at.male else 1.08) * (0.9 if not at.young else 1)
        h *= 1.25 if self.drawing else 1
        for s in (-1, 1):
            x, y = s * self.fx - p["eye_gap"] - (0.01 if self.drawing else 0), self.y - p["eye_y"] - (0.02 if self.drawing else 0)
            t = (x / w).clip(-1.2, 1.2)
            bow = (1 - t**2).clip(0)
            upper = -h * bow**0.8 - 0.006 * t
            lower = h * 0.72 * bow
            lens = np.maximum(upper - y, y - lower)
            lens = np.where(np.abs(t) > 1.02, 0.1, lens)
            mask = c.inside(lens)
            c.paint(mask, [0.97, 0.96, 0.96] if self.drawing else [0.90, 0.88, 0.87])
            r = h * (0.98 if self.drawing else 1.02)
            iris = ellipse(x * 1.0, y + 0.004, r * (0.80 if self.drawing else 0.92), r)
            iris_color = np.clip(p["iris"] * 1.6 + 0.08, 0, 1) if self.drawing else p["iris"]
            ring = (0.75 + 0.5 * smooth(y, -h, h))[..., None]
            c.paint(mask * c.inside(iris), iris_color * ring)
            c.paint(mask * c.inside(ellipse(x, y + 0.004, r * 0.45, r * 0.5)), [0.03, 0.02, 0.02])
            glint = ellipse(s * x - 0.016 * big + 0.03 * big, y + 0.018 * big, 0.011 * big, 0.011 * big)
            c.paint(mask * c.inside(glint), [1, 1, 1])
            lash = 0.013 if at.male else 0.022
            if self.drawing:
                lash *= 1.5
            lid = c.stroke(y - upper, lash) * smooth(-np.abs(t), -1.12, -0.95)
            c.paint(lid, [0.10, 0.06, 0.05], 0.9)
            c.paint(c.stroke(y - lower, 0.006) * smooth(-np.abs(t), -1.0, -0.8), self.skin * 0.4, 0.55)
            if not self.drawing:
                crease = y - upper + 0.024
                c.shade(c.stroke(crease, 0.008, 0.014) * smooth(-np.abs(t), -0.95, -0.7), [0.70, 0.58, 0.55])
                if not at.male:
                    c.shade(c.inside(np.maximum(upper - 0.03 - y, y - upper), 0.02) * bow, [0.84, 0.70, 0.74])
            if not at.male:
                wing = np.hypot((x - w * 1.02) * 0.7, y + 0.012 + 0.5 * (x - w))
                c.paint(c.inside(wing - 0.014), [0.10, 0.06, 0.05], 0.8)

    def _brows(self, rng):
        c, p, at = self.canvas, self.p, self.at
        thick = 0.024 if at.male else 0.016
        if at.bushy_eyebrows:
            thick = 0.047
        color = self.hair * 0.55 + np.array([0.12, 0.08, 0.06]) * 0.45
        if at.bushy_eyebrows:
            color = color * 0.6
        hairs = 1 + 0.18 * np.sin(self.x * 190 + self.y * 60) * (not self.drawing)
        lift = 0.05 if self.drawing else 0
        for s in (-1, 1):
            t = (s * self.fx - p["eye_gap"] - 0.004) / 0.115
            arch = p["brow_y"] - lift + 0.026 * t**2 - p["brow_tilt"] * t
            taper = (1 - np.abs(t.clip(-1, 1)) ** 4) * (0.9 - 0.3 * t.clip(-1, 1))
            region = np.abs(self.y - arch) - thick * taper * (0.7 if self.drawing and not at.bushy_eyebrows else 1)
            region = np.where(np.abs(t) > 1, 0.1, region)
            c.paint(c.inside(region, 0.018), color * hairs[..., None], 0.92)

    def _front_hair(self):
        c, p, at = self.canvas, self.p, self.at
        if at.bald:
            return
        volume = p["hair_volume"] * (0.96 if at.male else 1.0)
        outer = ellipse(self.x, self.y + 0.04, self.a * volume, self.h * (1.17 if at.male else 1.2))
        if at.male:
            outer = np.maximum(outer, self.y - 0.02 - 0.10 * (np.abs(self.x) > self.a * 0.9))
        else:
            wave = p["hair_wave"] * np.sin(self.y * 16 + p["phase"][4])
            strip = np.abs(self.x) - self.a * (1.16 + 0.20 * smooth(self.y, -0.1, 0.8)) - wave
            strip = np.maximum(strip, np.maximum(self.y - p["hair_length"], -0.05 - self.y))
            outer = np.minimum(outer, strip)
        wide = self.a * (0.93 if at.male else 0.86)
        wide = wide + 0.10 * smooth(self.y, 0.0, 0.8) * (0 if at.male else 1)
        part = self.fx - p["hair_part"]
        line = p["hairline"] + 0.05 * np.exp(-((part / 0.10) ** 2)) * (-1) + 0.55 * self.fx**2
        if not at.young and at.male:
            line = line - 0.06
        opening = np.maximum(np.abs(self.x) - wide, line - self.y)
        opening = np.maximum(opening, ellipse(self.x, self.y - 0.25, wide * 1.05, 0.68 if at.male else 0.70, 2.6))
        hair = np.maximum(outer, -opening)
        mask = c.inside(hair, 0.025)
        if not self.drawing:
            cast = c.inside(np.maximum(outer, -opening - 0.035), 0.05) * self.head_mask
            c.shade(cast * (1 - mask), [0.86, 0.80, 0.78])
        c.paint(mask, self.hair_image)
        self._outline(hair)
        if at.bangs:
            tips = 0.022 * np.sin(self.fx * 55 + p["phase"][5]) + 0.012 * np.sin(self.fx * 120 + p["phase"][6])
            edge = p["brow_y"] + 0.015 + tips + 0.5 * self.fx**2 * (0.4 if at.male else 0.8)
            fringe = np.maximum(self.y - edge, -0.62 - self.y)
            fringe = np.maximum(fringe, np.abs(self.x) - self.a * 0.97)
            fringe = np.maximum(fringe, ellipse(self.x, self.y + 0.04, self.a * volume, self.h * 1.17))
            if not self.drawing:
                c.shade(c.inside(fringe - 0.03, 0.05), [0.82, 0.76, 0.74])
            comb = 1 + (0.0 if self.drawing else 0.16) * np.sin(self.fx * 95 + self.y * 8 + p["phase"][6])
            c.paint(c.inside(fringe, 0.018), self.hair_image * comb[..., None])
            self._outline(self.y - edge, c.inside(fringe - 0.01))

    def _glasses(self):
        c, p = self.canvas, self.p
        frame = p["frame_color"]
        lens_w, lens_h = 0.135, 0.092 if p["frames"] < 0.5 else 0.112
        power = 2.2 if p["frames"] > 0.6 else 3.6
        for s in (-1, 1):
            lens = ellipse(s * self.fx - p["eye_gap"] - 0.005, self.y - p["eye_y"] - 0.012, lens_w, lens_h, power)
            c.paint(c.inside(lens), [0.80, 0.88, 0.95], 0.13)
            streak = np.abs(s * self.fx * s + self.y * 0.8 - s * p["eye_gap"] + 0.05) - 0.018
            c.paint(c.inside(np.maximum(lens + 0.01, streak), 0.01), [1, 1, 1], 0.20)
            c.paint(c.stroke(lens, 0.030), frame)
            arm = np.maximum(np.abs(self.y - p["eye_y"] + 0.02) - 0.014, np.maximum(p["eye_gap"] + lens_w - s * self.fx, s * self.x - self.a * 1.02))
            c.paint(c.inside(arm), frame)
        bridge = np.maximum(np.abs(self.y - p["eye_y"] + 0.012 - 0.6 * self.fx**2) - 0.013, np.abs(self.fx) - p["eye_gap"] + lens_w - 0.005)
        c.paint(c.inside(bridge), frame)

    def _light(self, rng):
        c, p = self.canvas, self.p
        if self.drawing:
            mean = c.image.mean(-1, keepdims=True)
            c.image = (mean + (c.image - mean) * 1.25).clip(0, 1)
            return
        c.image *= (1 + 0.10 * p["light"] * c.x - 0.05 * c.y)[..., None] * p["exposure"]
        c.image *= np.array([1 + p["warmth"], 1, 1 - p["warmth"]])
        c.image *= (1 - 0.10 * (c.x**2 + c.y**2))[..., None]
        c.image += 0.010 * c.noise(rng, 60)[..., None]
