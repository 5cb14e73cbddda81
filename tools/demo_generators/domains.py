"""What each generator is asked for: its attributes, its conditions, its domains."""

import numpy as np

from .attributes import HAIR, NAMES

STARGAN = ("black hair", "blond hair", "brown hair", "male", "young")
ATTGAN = NAMES
STGAN = ("bangs", "eyeglasses", "no beard", "mouth slightly open", "pale skin")
TITLES = {"male": "gender", "young": "age", "no beard": "beard"}


def pick(labels, names):
    """The columns of these attributes in 0/1 labels of all thirteen."""
    return labels[..., [NAMES.index(name) for name in names]]


def condition(generator, source, target, strength=None):
    """The condition that asks a generator to turn source labels into target labels.

    StarGAN takes the target label; AttGAN the target as +-0.5, where an edited attribute may be
    asked for more strongly (its test code asks for +-1); STGAN the difference.
    """
    if generator == "stargan":
        return pick(target, STARGAN)
    if generator == "attgan":
        strength = 1.0 if strength is None else strength
        return (target * 2 - 1) * np.where(target != source, strength, 0.5).astype(np.float32)
    if generator == "stgan":
        return pick(target, STGAN) - pick(source, STGAN)
    raise ValueError(f"{generator} takes no condition")


def domains(generator, attributes):
    """(title, edited attributes, condition) for each domain of a generator and a source face."""
    names = {"stargan": STARGAN, "attgan": ATTGAN, "stgan": STGAN}[generator]
    source = np.array(attributes.labels(), np.float32)
    result = []
    for name in names:
        edited = attributes.edited(name)
        target = np.array(edited.labels(), np.float32)
        if generator == "attgan":
            # As its test code: everything at +-0.5, the edited attribute alone at twice that.
            asked = condition(generator, source, target, strength=0.5)
            asked[NAMES.index(name)] *= 2
        else:
            asked = condition(generator, source, target)
        result.append((TITLES.get(name, name), edited, asked))
    return result
