#!/usr/bin/env python3
"""Writes tests/Graft.Core.Tests/Fixtures/torchvision_weights.txt: every weight file that the installed torchvision publishes for Graft's architectures.

One line a file: architecture, name, address, parameters, top-1 in percent, crop, resize, interpolation, mean, deviation, licence ('-' where torchvision states
none); tabs between them. A test holds Graft's table against it; --table prints the rows of that table, and --classes the names of ImageNet's classes, one a line.
Written with torchvision 0.14.1.
"""
import pathlib
import re
import sys

from torchvision import models

ROOT = pathlib.Path(__file__).resolve().parents[2]
NAMES = re.search(r'NAMES = """(.*?)"""', (ROOT / "bench/parity/torchvision_parity.py").read_text(), re.S)[1].split()


def published():
    for name in NAMES:
        enum = getattr(models, next(key for key in dir(models) if key.lower() == f"{name}_weights"))
        for weights in enum:
            if weights.name == "IMAGENET1K_FEATURES":
                continue  # VGG-16 for detection, without a classifier
            transform = weights.transforms()
            meta = weights.meta
            yield name, weights.name, weights.url, meta["num_params"], meta["_metrics"]["ImageNet-1K"]["acc@1"], transform.crop_size[0], transform.resize_size[0], \
                transform.interpolation.value, tuple(transform.mean), tuple(transform.std), meta.get("license", "-")


if "--table" in sys.argv:
    for name, label, url, parameters, accuracy, crop, resize, interpolation, *_ in published():
        print(f'        new("{name}", "{label}", "{url.removeprefix("https://download.pytorch.org/models/").removesuffix(".pth")}", {accuracy / 100:.5f}, {crop}, {resize}'
              f'{", Cubic" if interpolation == "bicubic" else ""}),')
elif "--classes" in sys.argv:
    print(*models.ResNet18_Weights.IMAGENET1K_V1.meta["categories"], sep="\n")
else:
    rows = ("\t".join(",".join(map(str, cell)) if isinstance(cell, tuple) else str(cell) for cell in row) for row in published())
    (ROOT / "tests/Graft.Core.Tests/Fixtures/torchvision_weights.txt").write_text("\n".join(rows) + "\n")
