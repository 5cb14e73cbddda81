"""The four generators and the attributes that each one's conditions speak of."""

from . import attgan, domains, stargan, stgan, ugatit

GENERATORS = {
    "stargan": stargan.Generator,
    "attgan": attgan.Generator,
    "stgan": stgan.Generator,
    "ugatit": ugatit.Generator,
}
LEARNT = domains.ATTRIBUTES
