"""What each generator is asked for: its attributes, its conditions, its domains."""

import numpy as np

from .attributes import HAIR, NAMES

STARGAN = ("black hair", "blond hair", "brown hair", "male", "young")
ATTGAN = NAMES
STGAN = ("bangs", "eyeglasses", "no beard", "mouth slightly open", "pale skin")
STGAN_STRENGTH = 1.5  # --test_int of its test code: the factor for the edited attribute's +-0.5
ATTRIBUTES = {"stargan": STARGAN, "attgan": ATTGAN, "stgan": STGAN, "ugatit": ()}
EXCLUSIVE = ("bald", "bangs")
TITLES = {"male": "gender", "young": "age", "no beard": "beard"}


def pick(labels, names):
    """The columns of these attributes in 0/1 labels of all thirteen."""
    return labels[..., [NAMES.index(name) for name in names]]


def condition(generator, source, target, strength=None):
    """The condition that asks a generator to turn source labels into target labels.

    StarGAN takes the target label; AttGAN the target as +-0.5, where an edited attribute may be
    asked for more strongly (its test code asks for +-1); STGAN the difference of the labels.
    """
    if generator == "stargan":
        return pick(target, STARGAN)
    if generator == "attgan":
        strength = 1.0 if strength is None else strength
        return (target * 2 - 1) * np.where(target != source, strength, 0.5).astype(np.float32)
    if generator == "stgan":
        return pick(target, STGAN) - pick(source, STGAN)
    raise ValueError(f"{generator} takes no condition")


def asked(generator, labels):
    """The condition of each domain of a generator for a face with these labels [13]."""
    result = []
    for name in ATTRIBUTES[generator]:
        target = edited(labels, name)
        if generator == "attgan":
            # As its test code: everything at +-0.5, the edited attribute alone at twice that.
            value = condition(generator, labels, target, strength=0.5)
            value[NAMES.index(name)] *= 2
        else:
            value = condition(generator, labels, target)
        if generator == "stgan":
            # Labels at +-0.5, the edited one of the target STGAN_STRENGTH times as large.
            value[STGAN.index(name)] *= (STGAN_STRENGTH + 1) / 2
        result.append(value)
    return result


def edited(labels, name):
    """Labels after an edit: a hair colour is set, bald and bangs exclude each other, others flip."""
    target = np.array(labels, np.float32)
    index = NAMES.index(name)
    if name in HAIR:
        target[[NAMES.index(each) for each in HAIR]] = 0
        target[index] = 1
        return target
    target[index] = 1 - target[index]
    if name in EXCLUSIVE and target[index]:
        target[[NAMES.index(each) for each in EXCLUSIVE if each != name]] = 0
    return target


def domains(generator, attributes):
    """(title, edited attributes, condition) for each domain of a generator and a source face."""
    names = ATTRIBUTES[generator]
    conditions = asked(generator, np.array(attributes.labels(), np.float32))
    return [
        (TITLES.get(name, name), attributes.edited(name), value)
        for name, value in zip(names, conditions, strict=True)
    ]
