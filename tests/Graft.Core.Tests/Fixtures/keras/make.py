#!/usr/bin/env python3
"""Writes the .h5 files of this folder and expected.json, what h5py reads from them under the names that Graft gives. Made with h5py 3.7 and HDF5 1.10.

usage: python3 make.py [GENUINE.h5]

With a genuine file, squeezenet1_1-notop.json is written: shape, sum, first and last number of each of its weights, by their names in the file.
"""
import json
import os
import sys

import h5py
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
expected = {}
numbers = np.random.RandomState(3)


def draw(*shape, kind="float32"):
    return (numbers.randn(*shape) * 3).astype(kind)


def texts(group, name, values):
    """As Keras 2 writes lists of names: byte strings of one length."""
    group.attrs[name] = [value.encode() for value in values] if values else np.zeros(0)


def layers(file, group, content, **how):
    """The layout of Keras 1 and 2. content: layer -> [(name in the file, name in Graft, values)]."""
    texts(group, "layer_names", list(content))
    for layer, weights in content.items():
        own = group.create_group(layer)
        texts(own, "weight_names", [weight for weight, _, _ in weights])
        for weight, name, values in weights:
            own.create_dataset(weight, data=values, **(how if values.ndim else {}))
            expect(file, f"{layer}/{name}", values)


def expect(file, name, values):
    kind = str(values.dtype)
    expected.setdefault(file, {})[name] = {"type": kind, "shape": list(values.shape), "values": [float(value) for value in values.reshape(-1)]}


def write(name, **how):
    return h5py.File(os.path.join(HERE, name), "w", **how)


def conv(layer, kernel, bias=True):
    weights = [(f"{layer}/kernel:0", "kernel", draw(*kernel))]
    return weights + [(f"{layer}/bias:0", "bias", draw(kernel[-1]))] if bias else weights


def norm(layer, width, *words):
    return [(f"{layer}/{word}:0", word, draw(width)) for word in words or ("gamma", "beta", "moving_mean", "moving_variance")]


# Weights alone, as save_weights of Keras 2 writes them.
with write("bare.h5") as f:
    layers("bare.h5", f, {
        "input_1": [],
        "conv1": conv("conv1", (3, 3, 2, 4)),
        "depth": [("depth/depthwise_kernel:0", "depthwise_kernel", draw(3, 3, 4, 1))],
        "bn1": norm("bn1", 4),
        "bn2": norm("bn2", 4, "beta", "moving_mean", "moving_variance"),
        "block/fc": [("fc_1/kernel:0", "kernel", draw(5, 3)), ("fc_1/bias:0", "bias", draw(3))],
        "normalization": [("mean:0", "mean", draw(3)), ("variance:0", "variance", draw(3)), ("count:0", "count", np.array(7, "int64"))],
    })
    f.attrs["keras_version"] = b"2.2.4"
    f.attrs["backend"] = b"tensorflow"

# The same names as Keras 1 wrote them, and a file that calls its kernels as its author liked.
with write("keras1.h5") as f:
    layers("keras1.h5", f, {
        "block1_conv1": [("block1_conv1_W_1:0", "kernel", draw(3, 3, 1, 2)), ("block1_conv1_b_1:0", "bias", draw(2))],
        "bn_conv1": [(f"bn_conv1_{old}:0", word, draw(2)) for old, word in
                     (("gamma", "gamma"), ("beta", "beta"), ("running_mean", "moving_mean"), ("running_std", "moving_variance"))],
        "fire2/squeeze1x1": [("uniform2", "kernel", draw(1, 1, 2, 3)), ("fire2/squeeze1x1_b", "bias", draw(3))],
        "odd": [("alpha", "alpha", draw(2)), ("omega", "omega", draw(4))],
    })

# A whole model: weights below model_weights, texts of varying length, a model within the model.
with write("model.h5") as f:
    f.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": {"layers": ["x" * 5000]}})
    f.attrs["keras_version"] = "2.4.0"
    f.attrs["backend"] = "tensorflow"
    group = f.create_group("model_weights")
    layers("model.h5", group, {
        "vgg16": [("block1_conv1/kernel:0", "block1_conv1/kernel", draw(3, 3, 3, 2)), ("block1_conv1/bias:0", "block1_conv1/bias", draw(2)),
                  ("block1_conv2/kernel:0", "block1_conv2/kernel", draw(3, 3, 2, 2)), ("block1_conv2/bias:0", "block1_conv2/bias", draw(2))],
        "dense": [("dense_3/kernel:0", "kernel", draw(2, 3)), ("dense_3/bias:0", "bias", draw(3))],
    })
    group.attrs["layer_names"] = np.array(["vgg16", "dense"], dtype=h5py.string_dtype())
    f.create_group("optimizer_weights").create_dataset("iterations:0", data=np.array(5, "int64"))

# Lists of names in parts, as Keras writes those that exceed 64 KiB.
with write("parts.h5") as f:
    layers("parts.h5", f, {f"dense_{i}": [(f"dense_{i}/kernel:0", "kernel", draw(2, 2))] for i in range(5)})
    del f.attrs["layer_names"]
    for part, names in enumerate((["dense_0", "dense_1"], ["dense_2", "dense_3"], ["dense_4"])):
        texts(f, f"layer_names{part}", names)
    del f["dense_2"].attrs["weight_names"]
    texts(f["dense_2"], "weight_names0", ["dense_2/kernel:0"])

# Chunks: with edges that stick out, compressed, shuffled, with checksums, and so many that their tree has two levels.
with write("chunked.h5") as f:
    for name, shape, how in (
            ("plain", (7, 5), {"chunks": (3, 2)}),
            ("gzip", (3, 3, 20, 10), {"chunks": (2, 3, 8, 8), "compression": "gzip"}),
            ("shuffled", (33, 6), {"chunks": (8, 6), "compression": "gzip", "compression_opts": 9, "shuffle": True}),
            ("summed", (11, 3), {"chunks": (4, 3), "fletcher32": True}),
            ("all", (50,), {"chunks": (7,), "compression": "gzip", "shuffle": True, "fletcher32": True}),
            ("many", (200,), {"chunks": (2,)}),
            ("one", (4, 4), {"chunks": (4, 4), "compression": "gzip"})):
        values = draw(*shape)
        f.create_dataset(name, data=values, **how)
        expect("chunked.h5", name, values)
    for kind in ("float16", "float64", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "bool"):
        values = np.array([[0, 1, 2], [3, 4, 100]], kind)
        f.create_dataset(f"types/{kind}", data=values)
        expect("chunked.h5", f"types/{kind}", values)
    f.create_dataset("types/words", data=["not", "numbers"])
    f.create_dataset("types/empty", data=np.zeros((0, 3), "float32"))
    expect("chunked.h5", "types/empty", np.zeros((0, 3), "float32"))
expected["chunked.h5"] = {name: expected["chunked.h5"][name] for name in sorted(expected["chunked.h5"])}

# The newer forms of everything: headers, links and attributes in heaps and trees, chunk tables, numbers within the header.
with write("latest.h5", libver="latest") as f:
    layers("latest.h5", f, {f"conv2d_{i}": conv(f"conv2d_{i}", (1, 1, 2, 1 + i % 3), bias=i % 2 == 0) for i in range(40)})
    for i in range(12):
        f.attrs[f"note{i}"] = f"a note of some length, the {i}th of its kind"
    texts(f, "layer_names", list(f.keys()))
    texts(f, "layer_names", [f"conv2d_{i}" for i in range(40)] + ["chunks"])
    group = f.create_group("chunks")
    texts(group, "weight_names", ["table", "zipped", "single", "paged", "zipped_pages", "row", "inside"])
    early = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    early.set_chunk((3, 3))
    early.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    inside = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    inside.set_layout(h5py.h5d.COMPACT)
    for name, shape, how in (
            ("table", (7, 5), {"chunks": (3, 2)}),
            ("zipped", (9, 4), {"chunks": (4, 4), "compression": "gzip"}),
            ("single", (6, 6), {"chunks": (6, 6), "compression": "gzip"}),
            ("paged", (1100,), {"chunks": (1,)}),
            ("zipped_pages", (2200,), {"chunks": (2,), "compression": "gzip"}),
            ("row", (5, 4), early),
            ("inside", (3, 3), inside)):
        values = draw(*shape) if shape[0] < 1000 else np.round(draw(*shape))
        if isinstance(how, dict):
            group.create_dataset(name, data=values, **how)
        else:
            made = h5py.h5d.create(group.id, name.encode(), h5py.h5t.NATIVE_FLOAT, h5py.h5s.create_simple(shape), how)
            made.write(h5py.h5s.ALL, h5py.h5s.ALL, values)
        expect("latest.h5", f"chunks/{name}", values)

# Keras 3: numbered variables, the layers' names as attributes in later versions, what the optimizer remembers.
with write("keras3.weights.h5") as f:
    def variables(path, name, *values):
        group = f.create_group(path + "/vars")
        if name:
            group.attrs["name"] = name
        for i, value in enumerate(values):
            group.create_dataset(str(i), data=value)
    for layer, (name, words, values) in {
            "layers/batch_normalization": ("bn", ["gamma", "beta", "moving_mean", "moving_variance"], [draw(2) for _ in range(4)]),
            "layers/conv2d": ("stem", ["kernel", "bias"], [draw(3, 3, 1, 2), draw(2)]),
            "layers/conv2d_1": ("", ["kernel"], [draw(1, 1, 2, 2)]),
            "layers/functional/layers/dense": ("inner", ["kernel", "bias"], [draw(2, 3), draw(3)])}.items():
        variables(layer, name, *values)
        for word, value in zip(words, values):
            expect("keras3.weights.h5", f"{name or layer}/{word}", value)
    variables("optimizer", "", np.array(3, "int64"), draw(2))
    brain = f.create_group("layers/dense/vars").create_dataset("0", data=np.array([[0x3F80, 0xC020]], "uint16"))
    brain.attrs["dtype"] = "bfloat16"
    expected["keras3.weights.h5"]["layers/dense/kernel"] = {"type": "bfloat16", "shape": [1, 2], "values": [1.0, -2.5]}

# A block of the user's own before the file.
with write("userblock.h5", userblock_size=1024) as f:
    layers("userblock.h5", f, {"fc": conv("fc", (2, 3))})
with open(os.path.join(HERE, "userblock.h5"), "r+b") as raw:
    raw.write(b"whatever a user likes")

# What is refused, and by what name.
with write("lzf.h5") as f:
    f.create_dataset("packed", data=draw(20, 20), compression="lzf")
with write("big-endian.h5") as f:
    f.create_dataset("numbers", data=np.arange(3, dtype=">f4"))
with write("soft.h5") as f:
    f.create_dataset("here", data=draw(2))
    f["there"] = h5py.SoftLink("/here")
with write("round.h5") as f:
    f.create_group("a")
    f["a/b"] = f["/"]
with write("unwritten.h5") as f:
    f.create_dataset("holes", (100, 100), "float32", chunks=(10, 10))
with write("bomb.h5") as f:
    f.create_dataset("zeros", (1 << 22,), "float32", chunks=(1 << 22,), compression="gzip")[:] = 0

with open(os.path.join(HERE, "expected.json"), "w") as out:
    json.dump(expected, out, separators=(",", ":"))
    out.write("\n")

if len(sys.argv) > 1:
    summary = {}
    with h5py.File(sys.argv[1], "r") as f:
        for layer in f.attrs["layer_names"]:
            for weight in f[layer].attrs["weight_names"]:
                values = f[layer][weight][()]
                flat = values.reshape(-1).astype("float64")
                summary[layer.decode() + "/" + weight.decode()] = {"shape": list(values.shape), "sum": flat.sum(), "first": flat[0], "last": flat[-1]}
    with open(os.path.join(HERE, "squeezenet1_1-notop.json"), "w") as out:
        json.dump(summary, out, indent=0)
        out.write("\n")
