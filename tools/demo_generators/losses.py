"""The losses of the warm-up on pairs: a fake against the render of the same person, edited."""

from torch.nn import functional as F


def reconstruction(fake, target, weight):
    """L1 on pixels, on two coarser scales and on the gradients, per sample weighted."""
    loss = 0.0
    for scale in (1, 2, 4):
        a, b = (fake, target) if scale == 1 else (F.avg_pool2d(each, scale) for each in (fake, target))
        loss = loss + _mean(a - b, weight) / 2
        dx = (a[..., 1:] - a[..., :-1]) - (b[..., 1:] - b[..., :-1])
        dy = (a[..., 1:, :] - a[..., :-1, :]) - (b[..., 1:, :] - b[..., :-1, :])
        loss = loss + (_mean(dx, weight) + _mean(dy, weight)) / 2
    return loss


def edit_emphasis(fake, target, source, weight):
    """L1 where source and target differ, so that a small edit counts as much as a large one."""
    change = ((target - source).abs().amax(1, keepdim=True) > 0.08).float()
    area = change.mean([1, 2, 3]) + 0.002
    return (((fake - target).abs() * change).mean([1, 2, 3]) / area * weight).mean()


def _mean(difference, weight):
    return (difference.abs().mean([1, 2, 3]) * weight).mean()
