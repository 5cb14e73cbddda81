"""How the conditions of attribute editors follow from the attributes of the face on the photo.

Manifests say it as data (`labels`), from which the product derives each photo's own conditions. For
a face that nothing is known of they name the source that is assumed: young, without beard and with
brown hair, the commonest labels of CelebA. `targets`, `scaled` and `differences` compute the
conditions for that source as the official test codes do, for comparison.
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
BUT_BEARDS = tuple(group for group in EXCLUSIVE if "No_Beard" not in group)


def names(options, size, usual):
    """The names of the attributes, which have to be as many as the generator takes."""
    names = options.attributes or usual
    if len(names) != size:
        raise ValueError(
            f"the checkpoint takes {size} attributes, the list names {len(names)}"
            f" ({', '.join(names)}); give the right ones with --attributes A B C ..."
        )
    return names


def labels(names, form, *, low=0, high=1, strength=1, hair="set", exclusive=EXCLUSIVE):
    """The manifest's account of a condition over these attributes.

    `hair` says what a domain does to its hair colour: StarGAN's and STGAN's PyTorch code sets it,
    AttGAN's flips it like anything else. `exclusive` are the groups of which a face has one at most.
    """
    numbers = {"low": low, "high": high, "strength": strength}
    usual = {"low": 0, "high": 1, "strength": 1}
    groups = [[name for name in group if name in names] for group in exclusive]
    result = {
        "form": form,
        **{key: value for key, value in numbers.items() if value != usual[key]},
        "attributes": list(names),
        "exclusive": [group for group in groups if len(group) > 1],
        "source": [name for name in names if name in SOURCE],
        "domains": [
            {"name": _title(name), "set" if hair == "set" and name in HAIR else "flip": name}
            for name in names
        ],
    }
    return {key: value for key, value in result.items() if value != []}


def edits(names, hair="set", exclusive=EXCLUSIVE):
    """(domain, edited attribute's index, labels afterwards) for each attribute."""
    source = {name: int(name in SOURCE) for name in names}
    for index, name in enumerate(names):
        after = dict(source)
        after[name] = 1 if hair == "set" and name in HAIR else 1 - source[name]
        if after[name]:
            for group in exclusive:
                if name in group:
                    after.update({other: 0 for other in group if other in after and other != name})
        yield _title(name), index, [after[each] for each in names]


def targets(names, exclusive=EXCLUSIVE):
    """StarGAN: the labels of the target."""
    return [(title, after) for title, _, after in edits(names, exclusive=exclusive)]


def scaled(names, low=-0.5, high=0.5, strength=2, exclusive=EXCLUSIVE):
    """AttGAN: labels as two numbers, the edited one multiplied by the test strength."""
    for title, index, after in edits(names, "flip", exclusive):
        vector = [high if label else low for label in after]
        vector[index] *= strength
        yield title, vector


def differences(names, hair="set", exclusive=EXCLUSIVE):
    """STGAN: target labels minus source labels; all zero for a hair colour that is there already."""
    source = [int(name in SOURCE) for name in names]
    for title, _, after in edits(names, hair, exclusive):
        yield title, [target - before for target, before in zip(after, source)]


def _title(name):
    known = {"Male": "gender", "Young": "age", "No_Beard": "beard"}
    return known.get(name, name.replace("_", " ").lower())
