"""The training objective of each paper."""

from functools import partial

from .attgan import AttGan
from .stargan import StarGan
from .ugatit import UGatIt

OBJECTIVES = {
    "stargan": StarGan,
    "attgan": AttGan,
    "stgan": partial(AttGan, "stgan"),
    "ugatit": UGatIt,
}
