"""The thirteen facial attributes, in the order in which AttGAN lists them."""

from dataclasses import dataclass, replace

NAMES = (
    "bald",
    "bangs",
    "black hair",
    "blond hair",
    "brown hair",
    "bushy eyebrows",
    "eyeglasses",
    "male",
    "mouth slightly open",
    "mustache",
    "no beard",
    "pale skin",
    "young",
)
HAIR = {"black hair": "black", "blond hair": "blond", "brown hair": "brown"}


@dataclass(frozen=True)
class Attributes:
    """What may be changed about a portrait while it stays the same person."""

    hair: str = "brown"
    bald: bool = False
    bangs: bool = False
    bushy_eyebrows: bool = False
    eyeglasses: bool = False
    male: bool = False
    mouth_slightly_open: bool = False
    mustache: bool = False
    no_beard: bool = True
    pale_skin: bool = False
    young: bool = True

    def __getitem__(self, name):
        if name in HAIR:
            return self.hair == HAIR[name]
        return getattr(self, name.replace(" ", "_"))

    def with_value(self, name, value):
        """The same attributes with one of NAMES set; a hair colour excludes the others."""
        if name in HAIR:
            if not value:
                raise ValueError(f"'{name}' is left by choosing another hair colour")
            return replace(self, hair=HAIR[name])
        changed = replace(self, **{name.replace(" ", "_"): bool(value)})
        if name == "bangs" and value:
            changed = replace(changed, bald=False)
        if name == "bald" and value:
            changed = replace(changed, bangs=False)
        return changed

    def edited(self, name):
        """The edit that a generator's domain stands for: set a hair colour, flip anything else."""
        return self.with_value(name, True if name in HAIR else not self[name])

    def labels(self):
        """One 0/1 value per name, in the order of NAMES."""
        return [int(self[name]) for name in NAMES]


def random_attributes(rng):
    """Draws a person's attributes, with beards and bald heads mostly on men."""
    male = rng.random() < 0.5
    bald = rng.random() < (0.15 if male else 0.04)
    return Attributes(
        hair=("black", "blond", "brown")[rng.integers(3)],
        bald=bool(bald),
        bangs=bool(not bald and rng.random() < 0.25),
        bushy_eyebrows=bool(rng.random() < 0.25),
        eyeglasses=bool(rng.random() < 0.2),
        male=bool(male),
        mouth_slightly_open=bool(rng.random() < 0.35),
        mustache=bool(rng.random() < (0.25 if male else 0.08)),
        no_beard=bool(rng.random() > (0.3 if male else 0.08)),
        pale_skin=bool(rng.random() < 0.25),
        young=bool(rng.random() < 0.65),
    )
