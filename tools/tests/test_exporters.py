"""The exporters: keys, strict and safe loading, parity in ONNX Runtime, manifests, traps."""

import hashlib
import json
import pickle
import struct
import sys
from pathlib import Path

import numpy as np
import pytest

TOOLS = Path(__file__).parents[1]
sys.path.insert(0, str(TOOLS))

torch = pytest.importorskip("torch", reason="PyTorch is needed to export")
onnxruntime = pytest.importorskip("onnxruntime", reason="ONNX Runtime runs the exports")
onnx = pytest.importorskip("onnx", reason="the exporter needs onnx")
yaml = pytest.importorskip("yaml", reason="manifests are YAML")

from torch import nn  # noqa: E402

from exporters import (  # noqa: E402
    checkpoints,
    cli,
    compare,
    conditions,
    initialise,
    layers,
    official,
    parity,
    registry,
    stargan,
    starganv2,
    tensorflow_weights,
    ugatit,
)

SMALL = official.SMALL

KEYS = {
    "stargan": {
        "main.0.weight": (64, 8, 7, 7),
        "main.1.bias": (64,),
        "main.6.weight": (256, 128, 4, 4),
        "main.9.main.0.weight": (256, 256, 3, 3),
        "main.14.main.4.weight": (256,),
        "main.15.weight": (256, 128, 4, 4),
        "main.21.weight": (3, 64, 7, 7),
    },
    "attgan": {
        "enc_layers.0.layers.0.weight": (64, 3, 4, 4),
        "enc_layers.4.layers.1.running_var": (1024,),
        "dec_layers.0.layers.0.weight": (1037, 1024, 4, 4),
        "dec_layers.1.layers.0.weight": (1536, 512, 4, 4),
        "dec_layers.4.layers.0.bias": (3,),
    },
    "stgan": {
        "encoder.0.0.weight": (64, 3, 4, 4),
        "encoder.4.1.running_mean": (1024,),
        "stu.0.upsample.weight": (1037, 512, 4, 4),
        "stu.1.reset_gate.0.weight": (256, 512, 3, 3),
        "stu.1.hidden.1.weight": (256,),
        "decoder.0.0.weight": (1037, 1024, 4, 4),
        "decoder.2.0.weight": (768, 256, 4, 4),
        "decoder.4.0.weight": (128, 16, 4, 4),
        "decoder.4.3.weight": (16, 3, 3, 3),
    },
    "ugatit": {
        "DownBlock.1.weight": (64, 3, 7, 7),
        "DownBlock.12.conv_block.1.weight": (256, 256, 3, 3),
        "DownBlock.15.conv_block.5.weight": (256, 256, 3, 3),
        "gap_fc.weight": (1, 256),
        "conv1x1.bias": (256,),
        "FC.2.weight": (256, 256),
        "UpBlock1_4.norm2.rho": (1, 256, 1, 1),
        "UpBlock2.2.weight": (128, 256, 3, 3),
        "UpBlock2.8.gamma": (1, 64, 1, 1),
        "UpBlock2.11.weight": (3, 64, 7, 7),
    },
    "cyclegan": {
        "model.1.bias": (64,),
        "model.10.conv_block.1.weight": (256, 256, 3, 3),
        "model.18.conv_block.5.bias": (256,),
        "model.19.weight": (256, 128, 3, 3),
        "model.26.weight": (3, 64, 7, 7),
    },
    "pix2pix": {
        "model.model.0.weight": (64, 3, 4, 4),
        "model.model.1.model.1.weight": (128, 64, 4, 4),
        "model.model.1.model.2.running_mean": (128,),
        "model.model.1.model.3.model.3.model.3.model.3.model.3.model.3.model.3.weight": (512,) * 2
        + (4, 4),
        "model.model.1.model.5.weight": (256, 64, 4, 4),
        "model.model.3.bias": (3,),
    },
    "ganimation": {
        "main.0.weight": (64, 20, 7, 7),
        "main.19.weight": (64,),
        "img_reg.0.weight": (3, 64, 7, 7),
        "attetion_reg.0.weight": (1, 64, 7, 7),
    },
    "starganv2": {
        "from_rgb.bias": (64,),
        "to_rgb.2.weight": (3, 64, 1, 1),
        "encode.0.norm1.weight": (64,),
        "encode.0.conv1x1.weight": (128, 64, 1, 1),
        "encode.5.conv2.weight": (512, 512, 3, 3),
        "decode.0.norm1.fc.weight": (1024, 64),
        "decode.5.conv1x1.weight": (64, 128, 1, 1),
    },
}
# Numbers of keys in the official state_dicts, running statistics of instance norms left out.
COUNTS = {"stargan": 52, "cyclegan": 48, "ganimation": 53}


def small(name, **arguments):
    size, own = SMALL[name]
    own = {**own, **arguments}
    if name == "ugatit":
        own["img_size"] = size
    return size, initialise.randomly(name, size, **own)


def save(content, path):
    torch.save(content, path)
    return path


def run(path, *inputs):
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    feeds = {each.name: value.numpy() for each, value in zip(session.get_inputs(), inputs)}
    return session.run(["fake"], feeds)[0]


def rows(generator, size, count=2):
    torch.manual_seed(5)
    inputs = [torch.rand(count, 3, size, size) * 2 - 1]
    if hasattr(generator, "condition_size"):
        inputs.append(torch.rand(count, generator.condition_size) * 2 - 1)
    return inputs


@pytest.mark.parametrize("name", KEYS)
def test_keys_are_the_official_ones(name):
    with torch.device("meta"):
        state = registry.ARCHITECTURES[name].Generator().state_dict()
    for key, shape in KEYS[name].items():
        assert key in state and tuple(state[key].shape) == shape, key
    assert len(state) == COUNTS.get(name, len(state))


@pytest.mark.parametrize("name", [name for name in SMALL if name != "starganv2"])
def test_checkpoint_to_onnx(name, tmp_path):
    size, generator = small(name)
    checkpoint = save(official.content(name, generator), tmp_path / "official.pth")
    size_arguments = ["--size", str(size), "--out", str(tmp_path / "out")]
    assert cli.main([name, "--checkpoint", str(checkpoint), *size_arguments]) == 0
    inputs = rows(generator, size)
    with torch.no_grad():
        expected = generator(*inputs).numpy()
    actual = run(tmp_path / "out" / f"{name}_{size}.onnx", *inputs)
    assert np.abs(actual - expected).max() < 1e-4
    assert expected.std() > 0.1
    check_manifest(tmp_path / "out" / f"{name}_{size}.yaml", generator)


def check_manifest(path, generator):
    document = yaml.safe_load(path.read_text())
    assert list(document)[:5] == ["version", "name", "onnx", "image", "output"]
    assert set(document) <= {*list(document)[:5], "condition", "licence", "origin", "sha256"}
    onnx_file = path.parent / document["onnx"]
    assert document["sha256"] == hashlib.sha256(onnx_file.read_bytes()).hexdigest()
    assert document["version"] == 1
    crop = document["image"].pop("crop", None)
    assert crop in (None, {"size": 170, "of": 178}, {"size": 178, "of": 178})
    assert document["image"] == {
        "input": "image",
        "layout": "NCHW",
        "color": "RGB",
        "range": [-1, 1],
    }
    model = onnx.load(path.parent / document["onnx"], load_external_data=False)
    inputs = [each.name for each in model.graph.input]
    assert "image" in inputs and document["output"]["name"] == model.graph.output[0].name
    assert ("condition" in document) == hasattr(generator, "condition_size")
    if "condition" in document:
        condition = document["condition"]
        assert condition["input"] in inputs
        domains = condition["domains"]
        assert len({domain["name"] for domain in domains}) == len(domains) > 1
        if "attributes" in condition:
            assert len(condition["attributes"]) == generator.condition_size == len(domains)
            assert [each.get("set", each.get("flip")) for each in domains] == condition["attributes"]
        else:
            assert all(len(domain["value"]) == generator.condition_size for domain in domains)


def test_style_codes_come_from_the_mapping_network(tmp_path):
    _, generator = small("starganv2")
    mapping = starganv2.MappingNetwork(hidden=32, num_domains=3)
    content = {"generator": generator.state_dict(), "mapping_network": mapping.state_dict()}
    checkpoint = save(content, tmp_path / "nets_ema.ckpt")
    options = registry.Options(size=64)
    loaded = registry.load("starganv2", checkpoint, options)
    path, _ = registry.export("starganv2", loaded, tmp_path, options)
    check_manifest(path.with_suffix(".yaml"), loaded)
    document = yaml.safe_load(path.with_suffix(".yaml").read_text())
    assert document["condition"]["input"] == "style"
    assert [each["name"] for each in document["condition"]["domains"]] == ["cat", "dog", "wild"]
    style = torch.tensor([document["condition"]["domains"][1]["value"]])
    latent = torch.randn(1, 16, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        assert torch.allclose(mapping(latent)[1], style, atol=1e-5)


def test_high_pass_generators_are_told_apart():
    with torch.device("meta"):
        face = starganv2.Generator(levels=5, w_hpf=1).state_dict()
        built = starganv2.build(face, registry.Options())
    assert built.decode[0].w_hpf == 1 and len(built.encode) == 7


@pytest.mark.parametrize("name", SMALL)
def test_real_shapes_are_read_off_the_state(name):
    module = registry.ARCHITECTURES[name]
    with torch.device("meta"):
        state = module.Generator().state_dict()
        built = module.build(state, registry.Options(size=256)).state_dict()
    assert {key: value.shape for key, value in built.items()} == {
        key: value.shape for key, value in state.items()
    }


def test_mismatch_lists_the_keys(tmp_path, capsys):
    size, generator = small("stargan")
    state = generator.state_dict()
    del state["main.4.bias"]
    state["main.99.weight"] = torch.zeros(3)
    state["main.1.weight"] = torch.zeros(9)
    checkpoint = save(state, tmp_path / "broken.pth")
    out = tmp_path / "out"
    arguments = ["stargan", "--checkpoint", str(checkpoint), "--size", str(size), "--out", str(out)]
    assert cli.main(arguments) == 1
    message = capsys.readouterr().err
    assert "missing: main.4.bias (16,)" in message
    assert "unexpected: main.99.weight (3,)" in message
    assert "another shape: main.1.weight (9,) instead of (8,)" in message
    assert not out.exists()


def test_a_part_that_is_not_there_is_said(tmp_path, capsys):
    size, generator = small("ugatit")
    checkpoint = save(official.content("ugatit", generator), tmp_path / "params.pt")
    arguments = ["ugatit", "--checkpoint", str(checkpoint), "--size", str(size)]
    assert cli.main([*arguments, "--out", str(tmp_path), "--network", "genA2C"]) == 1
    assert "no part genA2C; it holds genA2B, genB2A, disGA" in capsys.readouterr().err


class Malice:
    """Creates a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (open, (str(self.path), "w"))


def test_loading_runs_no_code(tmp_path):
    mark = tmp_path / "owned"
    path = tmp_path / "malice.pth"
    torch.save({"G": Malice(mark)}, path)
    with pytest.raises(checkpoints.CheckpointError, match="may run code"):
        checkpoints.read(path)
    path.write_bytes(pickle.dumps(Malice(mark), protocol=2))
    with pytest.raises(checkpoints.CheckpointError):
        checkpoints.read(path)
    assert not mark.exists()


def test_stargan_takes_the_statistics_of_the_photo(tmp_path):
    """Also from a checkpoint that holds running statistics, as official ones do."""
    size, generator = small("stargan")
    state = generator.state_dict()
    for name, layer in generator.named_modules():
        if isinstance(layer, nn.InstanceNorm2d):
            state[f"{name}.running_mean"] = torch.full((layer.num_features,), 3.0)
            state[f"{name}.running_var"] = torch.full((layer.num_features,), 0.2)
            state[f"{name}.num_batches_tracked"] = torch.tensor(200000)
    options = registry.Options(size=size)
    loaded = registry.load("stargan", save(state, tmp_path / "200000-G.ckpt"), options)
    path, _ = registry.export("stargan", loaded, tmp_path, options)

    official_way = stargan.Generator(**SMALL["stargan"][1])
    for layer in official_way.modules():
        if isinstance(layer, nn.InstanceNorm2d):
            layer.track_running_stats = True
            for buffer in ("running_mean", "running_var"):
                layer.register_buffer(buffer, torch.zeros(layer.num_features))
            layer.register_buffer("num_batches_tracked", torch.tensor(0))
    official_way.load_state_dict(state)
    inputs = rows(generator, size)
    with torch.no_grad():
        as_tested = official_way.train()(*inputs).numpy()
        switched = official_way.eval()(*inputs).numpy()
    actual = run(path, *inputs)
    assert np.abs(actual - as_tested).max() < 1e-4
    assert np.abs(actual - switched).max() > 0.1
    assert any(node.op_type == "InstanceNormalization" for node in onnx.load(path).graph.node)


def test_ugatit_variance_is_unbiased(tmp_path):
    torch.manual_seed(0)
    x = torch.randn(2, 3, 4, 4) * 3 + 1
    rho = torch.rand(1, 3, 1, 1)
    by_channel = (x - x.mean((2, 3), True)) / (x.var((2, 3), keepdim=True) + 1e-5).sqrt()
    by_layer = (x - x.mean((1, 2, 3), True)) / (x.var((1, 2, 3), keepdim=True) + 1e-5).sqrt()
    expected = rho * by_channel + (1 - rho) * by_layer
    assert torch.allclose(ugatit.layer_instance_norm(x, rho, 1e-5), expected, atol=1e-5)

    class Norm(nn.Module):
        def forward(self, image):
            return ugatit.layer_instance_norm(image, rho, 1e-5)

    from exporters import onnx_export

    path = tmp_path / "norm.onnx"
    onnx_export.export(Norm(), path, 4, options=registry.Options())
    assert np.abs(run(path, x) - expected.numpy()).max() < 1e-4


def test_ugatit_full_is_told_apart_and_keeps_its_size(tmp_path):
    generator = initialise.randomly("ugatit", 16, ngf=4, n_blocks=1, img_size=16, light=False)
    checkpoint = save({"genA2B": generator.state_dict()}, tmp_path / "params.pt")
    options = registry.Options(size=16)
    loaded = registry.load("ugatit", checkpoint, options)
    assert not loaded.light
    registry.export("ugatit", loaded, tmp_path, options)
    with pytest.raises(ValueError, match="--size 16"):
        registry.load("ugatit", checkpoint, registry.Options(size=32))


@pytest.mark.parametrize("statistics", ["running", "photo"])
def test_pix2pix_in_both_modes(statistics, tmp_path):
    size, generator = small("pix2pix")
    checkpoint = save(generator.state_dict(), tmp_path / "latest_net_G.pth")
    options = registry.Options(size=size, statistics=statistics)
    loaded = registry.load("pix2pix", checkpoint, options)
    path, _ = registry.export("pix2pix", loaded, tmp_path, options)
    image = rows(generator, size, 1)[0]
    with torch.no_grad():
        modes = {"running": generator.eval()(image), "photo": generator.train()(image)}
    actual = torch.tensor(run(path, image))
    difference = {mode: (value - actual).abs().max() for mode, value in modes.items()}
    assert difference[statistics] < 1e-4
    assert max(difference.values()) > 0.05


def test_pix2pix_with_instance_norm(tmp_path):
    size, generator = small("pix2pix", norm="instance")
    assert "model.model.0.bias" in generator.state_dict()
    checkpoint = save(generator.state_dict(), tmp_path / "latest_net_G.pth")
    loaded = registry.load("pix2pix", checkpoint, registry.Options(size=size))
    assert not any(isinstance(layer, nn.BatchNorm2d) for layer in loaded.modules())


@pytest.mark.parametrize("norm, dropout", [("instance", False), ("batch", True), ("batch", False)])
def test_resnet_in_both_norm_modes(norm, dropout, tmp_path):
    size, generator = small("cyclegan", norm=norm, dropout=dropout)
    state = generator.state_dict()
    if norm == "instance":  # as files from before PyTorch 0.4 have it
        state["model.2.running_mean"] = torch.ones(8)
        state["model.2.running_var"] = torch.ones(8)
    checkpoint = save(state, tmp_path / "latest_net_G_A.pth")
    options = registry.Options(size=size, batch="1")
    loaded = registry.load("cyclegan", checkpoint, options)
    path, worst = registry.export("cyclegan", loaded, tmp_path, options)
    kind = nn.InstanceNorm2d if norm == "instance" else nn.BatchNorm2d
    assert any(isinstance(layer, kind) for layer in loaded.modules())
    assert not any(node.op_type == "Dropout" for node in onnx.load(path).graph.node)
    image = rows(generator, size, 1)[0]
    with torch.no_grad():
        assert np.abs(run(path, image) - generator(image).numpy()).max() < 1e-4


# --- TensorFlow -------------------------------------------------------------------------------


def slim_convolution(x, weights, stride):
    """slim.conv2d: padding SAME, written as the sum it is; x is NHWC, weights HWIO."""
    height, width = x.shape[1:3]
    kernel = weights.shape[0]
    out = -(-height // stride)
    total = max((out - 1) * stride + kernel - height, 0)
    before = total // 2
    padded = np.pad(x, ((0, 0), (before, total - before), (before, total - before), (0, 0)))
    result = np.zeros((x.shape[0], out, -(-width // stride), weights.shape[3]))
    for i in range(kernel):
        for j in range(kernel):
            part = padded[:, i : i + stride * out : stride, j : j + stride * out : stride]
            result += part[:, :out, :out] @ weights[i, j]
    return result


def slim_transposed(x, weights, stride):
    """slim.conv2d_transpose: the adjoint of the above; weights are H, W, out, in."""
    size, kernel = x.shape[1] * stride, weights.shape[0]
    total = max((x.shape[1] - 1) * stride + kernel - size, 0)
    before = total // 2
    padded = np.zeros((x.shape[0], size + total, size + total, weights.shape[2]))
    for i in range(kernel):
        for j in range(kernel):
            spread = x @ weights[i, j].T
            end = stride * (x.shape[1] - 1) + 1
            padded[:, i : i + end : stride, j : j + end : stride] += spread
    return padded[:, before : before + size, before : before + size]


@pytest.mark.parametrize("kernel, stride", [(4, 2), (3, 1), (1, 1)])
def test_slim_layers_become_pytorch_layers(kernel, stride):
    rng = np.random.default_rng(0)
    x = rng.standard_normal((1, 8, 8, 3))
    image = torch.tensor(x.transpose(0, 3, 1, 2), dtype=torch.float32)
    for kind, name, compute in (
        (nn.Conv2d, "Conv", slim_convolution),
        (nn.ConvTranspose2d, "Conv2d_transpose", slim_transposed),
    ):
        shape = (3, 5) if kind is nn.Conv2d else (5, 3)
        weights = rng.standard_normal((kernel, kernel, *shape))
        convert = tensorflow_weights.Converter({f"Genc/{name}/weights": weights})
        convert.layer(("Genc", name, 0), "conv")
        layer = kind(3, 5, kernel, stride, (kernel - 1) // 2, bias=False)
        layer.weight.data = convert.state()["conv.weight"]
        with torch.no_grad():
            actual = layer(image).numpy().transpose(0, 2, 3, 1)
        assert np.allclose(actual, compute(x, weights, stride), atol=1e-4)


NORM = {
    "weight": "gamma",
    "bias": "beta",
    "running_mean": "moving_mean",
    "running_var": "moving_variance",
}


def as_slim(state, layer_names):
    """The variables of the original, from a state in the port's keys."""
    variables = {}
    for conv, (scope, norm) in layer_names.items():
        variables[f"{scope}/weights"] = state[f"{conv}.weight"].numpy().transpose(2, 3, 1, 0)
        if f"{conv}.bias" in state:
            variables[f"{scope}/biases"] = state[f"{conv}.bias"].numpy()
        for ours, theirs in NORM.items():
            if f"{norm}.{ours}" in state:
                variables[f"{scope}/BatchNorm/{theirs}"] = state[f"{norm}.{ours}"].numpy()
    return variables


def number(name, index):
    return f"{name}_{index}" if index else name


@pytest.mark.parametrize("version, scopes", [(1, ""), (2, "UNet")])
def test_attgan_from_tensorflow(version, scopes, tmp_path):
    size, generator = small("attgan", slope=0.2, eps=1e-3)
    names = {}
    for i in range(5):
        for part, scope in (("enc", "Genc/Conv"), ("dec", "Gdec/Conv2d_transpose")):
            layer = f"{part}_layers.{i}.layers"
            names[f"{layer}.0"] = scopes + number(scope, i), f"{layer}.1"
    variables = as_slim(generator.state_dict(), names)
    variables[f"{scopes}Genc/Conv/weights/Adam"] = np.zeros(3, np.float32)
    document = check_tensorflow("attgan", size, generator, variables, tmp_path)
    condition = document["condition"]
    if version == 1:
        # 148 pixels from row 40, column 15 of 218 x 178; the square in the middle begins at row 20.
        assert document["image"]["crop"] == {"size": 148, "of": 178, "left": 15, "top": 20}
        assert (condition["low"], condition["high"], condition["strength"]) == (-0.5, 0.5, 2)
        assert ["Mustache", "No_Beard"] in condition["exclusive"]
    else:
        assert document["image"]["crop"] == {"size": 128, "of": 143}
        assert (condition["low"], condition.get("high", 1), condition["strength"]) == (-1, 1, 2)
        assert ["Mustache", "No_Beard"] not in condition["exclusive"]


def test_crops_are_those_of_the_official_loaders():
    """Rows and columns of CelebA's photos (218 x 178), as the code of each origin has them."""

    def corner(name, size, tensorflow=0):
        crop = registry.ARCHITECTURES[name].crop(registry.Options(size=size, tensorflow=tensorflow))
        side, of, left, top = (*crop, *[(crop[1] - crop[0]) // 2] * 2)[:4]
        assert of == 178
        return (218 - 178) // 2 + top, left, side

    assert corner("stargan", 128) == (20, 0, 178)
    assert corner("attgan", 128) == corner("stgan", 128) == (24, 4, 170)
    assert corner("attgan", 128, 1) == corner("stgan", 384, 1) == (26, 3, 170)
    assert corner("attgan", 64, 1) == corner("stgan", 64, 1) == (40, 15, 148)


@pytest.mark.parametrize("text", ["170", "178/170", "0/3", "170/178+9+0", "170/178+1", "a/b"])
def test_crops_that_do_not_fit_are_refused(text, capsys):
    with pytest.raises(SystemExit):
        cli.main(["stargan", "--checkpoint", "x", "--size", "8", "--out", "y", "--crop", text])
    assert "e.g. 170/178" in capsys.readouterr().err


@pytest.mark.parametrize("one_more_conv", [0, 3])
def test_stgan_from_tensorflow(one_more_conv, tmp_path):
    size, generator = small(
        "stgan",
        attr_dim=13,
        shortcut_layers=4,
        inject_layers=4,
        stu_norm=False,
        stu_bias=True,
        one_more_conv=one_more_conv,
        last_bias=True,
        eps=1e-3,
    )
    names = {}
    for i in range(5):
        names[f"encoder.{i}.0"] = number("Genc/Conv", i), f"encoder.{i}.1"
        names[f"decoder.{i}.0"] = number("Gdec/Conv2d_transpose", i), f"decoder.{i}.1"
    if one_more_conv:
        names["decoder.4.3"] = "Gdec/Conv2d_transpose_5", "-"
    for i in range(4):
        names[f"stu.{i}.upsample"] = number("Gstu/Conv2d_transpose", i), "-"
        for j, gate in enumerate(("reset_gate", "update_gate", "hidden")):
            names[f"stu.{i}.{gate}.0"] = number("Gstu/Conv", 3 * i + j), f"stu.{i}.{gate}.1"
    variables = as_slim(generator.state_dict(), names)
    document = check_tensorflow("stgan", size, generator, variables, tmp_path)
    assert document["condition"]["domains"][4] == {"name": "brown hair", "flip": "Brown_Hair"}


def check_tensorflow(name, size, generator, variables, tmp_path):
    np.savez(tmp_path / "weights.npz", **variables)
    write_bundle(tmp_path / "model.ckpt", variables)
    (tmp_path / "generator.pb").write_bytes(frozen_graph(variables))
    inputs = rows(generator, size)
    for file in ("weights.npz", "model.ckpt", "model.ckpt.index", "generator.pb"):
        options = registry.Options(size=size)
        loaded = registry.load(name, tmp_path / file, options)
        with torch.no_grad():
            assert torch.equal(loaded(*inputs), generator(*inputs)), file
    path, _ = registry.export(name, loaded, tmp_path, options)
    document = yaml.safe_load(path.with_suffix(".yaml").read_text())
    assert document["origin"] == registry.ARCHITECTURES[name].ORIGIN_TENSORFLOW
    return document


def varint(value):
    out = b""
    while value > 0x7F:
        out, value = out + bytes([value & 0x7F | 0x80]), value >> 7
    return out + bytes([value])


def message(*fields):
    """A protocol buffer of (number, int or bytes)."""
    out = b""
    for key, value in fields:
        if isinstance(value, int):
            out += varint(key << 3) + varint(value)
        else:
            out += varint(key << 3 | 2) + varint(len(value)) + value
    return out


def shape_message(shape):
    return message(*((2, message((1, dim))) for dim in shape))


def block(entries):
    """A table block with shared key prefixes, and its trailer (uncompressed, checksum unread)."""
    out, last = b"", b""
    for key, value in entries:
        shared = 0
        while shared < min(len(key), len(last)) and key[shared] == last[shared]:
            shared += 1
        out += varint(shared) + varint(len(key) - shared) + varint(len(value)) + key[shared:] + value
        last = key
    return out + struct.pack("<II", 0, 1), b"\0" * 5


def write_bundle(prefix, variables):
    """A TensorFlow checkpoint, as its documentation describes the format."""
    data, entries = b"", [(b"", message((1, 1)))]
    for name in sorted(variables):
        array = np.ascontiguousarray(variables[name], dtype="<f4")
        fields = [(1, 1), (2, shape_message(array.shape))]
        fields += [(4, len(data))] * bool(data) + [(5, array.nbytes)]
        entries.append((name.encode(), message(*fields) + b"\x35abcd"))  # 6: fixed32 checksum
        data += array.tobytes()
    Path(f"{prefix}.data-00000-of-00001").write_bytes(data)
    half = len(entries) // 2
    content, handles = b"", []
    for part in (entries[:half], entries[half:]):
        body, trailer = block(part)
        handles.append((part[-1][0], varint(len(content)) + varint(len(body))))
        content += body + trailer
    footer = b""
    for part in ([], handles):
        body, trailer = block(part)
        footer += varint(len(content)) + varint(len(body))
        content += body + trailer
    content += footer.ljust(40, b"\0") + struct.pack("<Q", 0xDB4775248B80FB57)
    Path(f"{prefix}.index").write_bytes(content)


def frozen_graph(variables):
    nodes = [(1, message((1, b"xa"), (2, b"Placeholder")))]
    variables = {**variables, "UNetGdec/Tile/multiples": np.ones(4)}  # as any other constant
    for name, array in variables.items():
        array = np.ascontiguousarray(array, dtype="<f4")
        tensor = message((1, 1), (2, shape_message(array.shape)), (4, array.tobytes()))
        value = message((1, b"value"), (2, message((8, tensor))))
        nodes.append((1, message((1, name.encode()), (2, b"Const"), (5, value))))
    return message(*nodes)


# --- conditions, generic modules, parity ------------------------------------------------------


def test_conditions_follow_the_official_code():
    targets = dict(conditions.targets(conditions.STARGAN))
    assert targets["black hair"] == [1, 0, 0, 0, 1]
    assert targets["gender"] == [0, 0, 1, 1, 1]
    assert targets["age"] == [0, 0, 1, 0, 0]
    scaled = dict(conditions.scaled(conditions.ATTGAN))
    assert scaled["bald"][0] == 1 and scaled["bald"][1] == -0.5
    assert scaled["mustache"][10] == -0.5  # excludes No_Beard
    assert scaled["age"][12] == -1
    differences = dict(conditions.differences(conditions.STGAN_FIVE))
    assert differences["bangs"] == [1, 0, 0, 0, 0]
    assert differences["beard"] == [0, 0, -1, 0, 0]
    assert not any(dict(conditions.differences(conditions.ATTGAN))["brown hair"])
    assert scaled["brown hair"][4] == -1  # AttGAN flips a hair colour, the others set it
    attgan = conditions.labels(conditions.ATTGAN, "label", low=-0.5, high=0.5, strength=2, hair="flip")
    assert attgan["exclusive"] == [
        ["Black_Hair", "Blond_Hair", "Brown_Hair"],
        ["Mustache", "No_Beard"],
        ["Bald", "Bangs"],
    ]
    assert attgan["source"] == ["Brown_Hair", "No_Beard", "Young"]


def test_wrong_number_of_attributes_is_said(tmp_path, capsys):
    size, generator = small("stargan", c_dim=3)
    checkpoint = save(generator.state_dict(), tmp_path / "G.ckpt")
    common = ["stargan", "--checkpoint", str(checkpoint), "--size", str(size), "--out", str(tmp_path)]
    assert cli.main(common) == 1
    assert "--attributes" in capsys.readouterr().err
    assert cli.main([*common, "--attributes", "Bangs", "Male", "Young"]) == 0
    assert cli.main([*common, "--domain", "smile=1,0,0"]) == 0


def test_any_module(tmp_path):
    (tmp_path / "mine.py").write_text(
        "import torch\n"
        "class Generator(torch.nn.Module):\n"
        "    def __init__(self, width):\n"
        "        super().__init__()\n"
        "        self.conv = torch.nn.Conv2d(3 + 2, width, 3, padding=1)\n"
        "        self.last = torch.nn.Conv2d(width, 3, 1)\n"
        "    def forward(self, image, condition):\n"
        "        planes = condition[:, :, None, None].repeat(1, 1, 16, 16)\n"
        "        return torch.tanh(self.last(self.conv(torch.cat([image, planes], 1))))\n"
    )
    state = {
        "conv.weight": torch.randn(4, 5, 3, 3),
        "conv.bias": torch.randn(4),
        "last.weight": torch.randn(3, 4, 1, 1),
        "last.bias": torch.randn(3),
    }
    checkpoint = save({"netG": state}, tmp_path / "mine.pth")
    arguments = ["--module", f"{tmp_path / 'mine.py'}:Generator", "--arguments", '{"width": 4}']
    arguments += ["--checkpoint", str(checkpoint), "--size", "16", "--out", str(tmp_path)]
    arguments += ["--condition-size", "2", "--domain", "on=1,0", "--domain", "off=0,1"]
    assert cli.main(arguments) == 0
    document = yaml.safe_load((tmp_path / "generator_16.yaml").read_text())
    assert document["condition"]["domains"][1] == {"name": "off", "value": [0, 1]}


def test_smooth_twin_has_no_kinks():
    _, generator = small("stgan")
    kinked = (nn.ReLU, nn.LeakyReLU)
    assert any(isinstance(layer, kinked) for layer in generator.modules())
    twin = layers.smooth_twin(generator)
    assert not any(isinstance(layer, kinked) for layer in twin.modules())


def test_reference_and_gates(tmp_path, capsys):
    """The reference is the loss's slope; a graph that returns it passes, one 0.1% off does not."""
    description = parity.write(
        "stargan", tmp_path, size=16, smooth=True, arguments={"conv_dim": 4, "repeat_num": 1}
    )
    assert description["forward_difference"] < 1e-4
    assert compare.failures(description["torch_float32"], smooth=True) == []
    description, arrays = compare.load(tmp_path)
    assert arrays["gradient"].shape == (1, 3, 16, 16) and arrays["condition"].shape == (2, 5)

    # Central differences along the gradient, in float64.
    generator = initialise.randomly("stargan", 16, smooth=True, conv_dim=4, repeat_num=1).double()
    x, step = torch.tensor(arrays["image"]).double(), torch.tensor(arrays["gradient"])

    def loss(at):
        with torch.no_grad():
            fakes = [generator(at, torch.tensor(row)[None].double()) for row in arrays["condition"]]
        return (torch.cat(fakes) - torch.tensor(arrays["reference"])).square().mean().item()

    h = 1e-4 / step.norm()
    slope = (loss(x + h * step) - loss(x - h * step)) / (2 * h)
    assert slope == pytest.approx(float(step.square().sum()), rel=1e-5)

    helper, numpy_helper = onnx.helper, onnx.numpy_helper
    for scale, status in ((1.0, 0), (1.001, 1)):
        constants = {
            "losses": arrays["losses"].astype(np.float32),
            "gradient": (arrays["gradient"] * scale).astype(np.float32),
        }
        graph = helper.make_graph(
            [
                helper.make_node("Constant", [], [name], value=numpy_helper.from_array(value))
                for name, value in constants.items()
            ],
            "gradient",
            [
                helper.make_tensor_value_info(name, 1, list(arrays[name].shape))
                for name in ("image", "condition", "reference")
            ],
            [
                helper.make_tensor_value_info(name, 1, list(value.shape))
                for name, value in constants.items()
            ],
        )
        opset = [helper.make_opsetid("", 17)]
        onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=8), tmp_path / "g.onnx")
        assert compare.main([str(tmp_path / "g.onnx"), str(tmp_path)]) == status
        found = json.loads(capsys.readouterr().out)
        assert bool(found["failed"]) == bool(status)
