"""The critics of StarGAN, AttGAN and STGAN: a realness score and logits of the attributes."""

from torch import nn


class PatchCritic(nn.Module):
    """StarGAN's: six strided convolutions, then a map of scores [N,1,2,2] and logits [N,K].

    The paper's width is 64 and doubles in every layer; here it stops at `max_dim`.
    """

    def __init__(self, n_attrs, dim=16, max_dim=256, n_layers=6, size=128):
        super().__init__()
        widths = [min(dim * 2**i, max_dim) for i in range(n_layers)]
        layers = []
        for n_in, n_out in zip([3] + widths, widths):
            layers += [nn.Conv2d(n_in, n_out, 4, 2, 1), nn.LeakyReLU(0.01)]
        self.main = nn.Sequential(*layers)
        self.score = nn.Conv2d(widths[-1], 1, 3, 1, 1, bias=False)
        self.classes = nn.Conv2d(widths[-1], n_attrs, size >> n_layers, bias=False)

    def forward(self, image):
        features = self.main(image)
        return self.score(features), self.classes(features).flatten(1)


class DenseCritic(nn.Module):
    """AttGAN's and STGAN's: five strided convolutions with instance normalisation, two dense heads.

    Scores [N,1] and logits [N,K]. The papers' width is 64, their dense layers have 1024 units.
    """

    def __init__(self, n_attrs, dim=16, max_dim=256, n_layers=5, dense=256, size=128):
        super().__init__()
        widths = [min(dim * 2**i, max_dim) for i in range(n_layers)]
        layers = []
        for n_in, n_out in zip([3] + widths, widths):
            layers += [nn.Conv2d(n_in, n_out, 4, 2, 1, bias=False)]
            layers += [nn.InstanceNorm2d(n_out, affine=True), nn.LeakyReLU(0.01)]
        self.main = nn.Sequential(*layers, nn.Flatten())
        n_features = widths[-1] * (size >> n_layers) ** 2
        self.score, self.classes = (_dense(n_features, dense, n_out) for n_out in (1, n_attrs))

    def forward(self, image):
        features = self.main(image)
        return self.score(features), self.classes(features)


def _dense(n_in, n_hidden, n_out):
    return nn.Sequential(nn.Linear(n_in, n_hidden), nn.LeakyReLU(0.01), nn.Linear(n_hidden, n_out))
