"""Condition vectors of attribute editors for a source without labels.

The source is assumed to be young, without beard and with brown hair (the commonest labels of
CelebA); with these, one attribute is flipped per domain, and what it excludes follows, as in the
official test code.
"""

STARGAN = ("Black_Hair", "Blond_Hair", "Brown_Hair", "Male", "Young")
ATTGAN = (
    "Bald",
    "Bangs",
    "Black_Hair",
    "Blond_Hair",
    "Brown_Hair",
    "Bushy_Eyebrows",
    "Eyeglasses",
    "Male",
    "Mouth_Slightly_Open",
    "Mustache",
    "No_Beard",
    "Pale_Skin",
    "Young",
)
# The default of the PyTorch port's configuration file.
STGAN_PORT = (
    "Bangs",
    "Blond_Hair",
    "Brown_Hair",
    "Bushy_Eyebrows",
    "Eyeglasses",
    "Male",
    "Mustache",
    "Pale_Skin",
    "Smiling",
    "Young",
)
# The five of the paper on cross-domain attacks.
STGAN_FIVE = ("Bangs", "Eyeglasses", "No_Beard", "Mouth_Slightly_Open", "Pale_Skin")

SOURCE = ("Brown_Hair", "No_Beard", "Young")
HAIR = ("Black_Hair", "Blond_Hair", "Brown_Hair", "Gray_Hair")
EXCLUSIVE = (
    HAIR,
    ("Straight_Hair", "Wavy_Hair"),
    ("Mustache", "No_Beard"),
    ("Bald", "Bangs"),
    ("Receding_Hairline", "Bangs"),
)


def check(names, size):
    """The names of the attributes have to be as many as the generator takes."""
    if len(names) != size:
        raise ValueError(
            f"the checkpoint takes {size} attributes, the list names {len(names)}"
            f" ({', '.join(names)}); give the right ones with --attributes A B C ..."
        )


def edits(names):
    """(domain, edited attribute's index, labels afterwards) for each attribute."""
    source = {name: int(name in SOURCE) for name in names}
    for index, name in enumerate(names):
        labels = dict(source)
        # A hair colour is always switched on, like anything else that the source lacks.
        labels[name] = 1 if name in HAIR else 1 - source[name]
        if labels[name]:
            for group in EXCLUSIVE:
                if name in group:
                    labels.update({other: 0 for other in group if other in labels and other != name})
        yield _title(name), index, [labels[each] for each in names]


def targets(names):
    """StarGAN: the labels of the target."""
    return [(title, labels) for title, _, labels in edits(names)]


def scaled(names, strength=1.0):
    """AttGAN: labels as -0.5 and 0.5, the edited one scaled to the full test strength."""
    for title, index, labels in edits(names):
        vector = [label - 0.5 for label in labels]
        vector[index] *= 2 * strength
        yield title, vector


def differences(names):
    """STGAN: target labels minus source labels; a domain the source is in already is left out."""
    source = [int(name in SOURCE) for name in names]
    for title, _, labels in edits(names):
        difference = [after - before for after, before in zip(labels, source)]
        if any(difference):
            yield title, difference


def _title(name):
    known = {"Male": "gender", "Young": "age", "No_Beard": "beard"}
    return known.get(name, name.replace("_", " ").lower())
