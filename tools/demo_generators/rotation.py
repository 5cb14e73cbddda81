"""Trains several generators in turns, so that one process brings all of them on."""

import gc
import traceback

from .training import Training


def in_turns(names, faces, photos, settings, minutes, rounds=None, stop=lambda: False):
    """Trains each generator for so many minutes, again and again; rounds None: until all are done.

    `stop` is asked after every step whether to save and end. One that fails is reported and gets its
    next turn from its last checkpoint.
    """
    done, turn = set(), 0
    while len(done) < len(names) and (rounds is None or turn < rounds):
        turn += 1
        for name in names:
            if stop():
                return
            if name in done:
                continue
            print(f"round {turn}: {name}", flush=True)
            try:
                training = Training(name, faces, photos, settings)
                training.run(minutes, stop)
                if training.finished:
                    done.add(name)
            except (FloatingPointError, RuntimeError):
                traceback.print_exc()
            training = None
            gc.collect()
