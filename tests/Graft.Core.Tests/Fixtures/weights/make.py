#!/usr/bin/env python3
"""Writes the weight files of this folder and expected.json, what PyTorch itself reads from them. Made with PyTorch 1.13.

usage: python3 make.py
"""
import collections
import io
import json
import os
import pickle
import struct
import zipfile

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
expected = {}


def values(tensor):
    return [float(value) for value in tensor.detach().reshape(-1).to(torch.float64 if tensor.dtype.is_floating_point else torch.int64)]


def expect(name, state):
    expected[name] = {key: {"type": str(value.dtype)[6:], "shape": list(value.shape), "values": values(value)} for key, value in state.items()}


def save(name, obj, state=None, **how):
    torch.save(obj, os.path.join(HERE, name), **how)
    expect(name, obj if state is None else state)


torch.manual_seed(1)

types = collections.OrderedDict(
    (str(kind)[6:], (torch.arange(-3, 3) * 1.5).to(kind).reshape(2, 3))
    for kind in (torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8, torch.bool))
types["uint8"] = torch.tensor([[0, 1, 2], [200, 254, 255]], dtype=torch.uint8)
types["scalar"] = torch.tensor(2.5)
types["empty"] = torch.zeros(0, 4)

base = torch.arange(24, dtype=torch.float32)
views = collections.OrderedDict(
    base=base,
    matrix=base.view(4, 6),
    transposed=base.view(4, 6).t(),
    permuted=base.view(2, 3, 4).permute(2, 0, 1),
    column=base.view(4, 6)[:, 2],
    window=base.view(4, 6)[1:3, 1:5],
    every_other=base[1::2],
    expanded=base[3:5].view(2, 1).expand(2, 4),
    channels_last=torch.arange(48, dtype=torch.float32).view(2, 3, 2, 4).contiguous(memory_format=torch.channels_last))

for form, how in (("zip", {}), ("legacy", {"_use_new_zipfile_serialization": False})):
    save(f"types-{form}.pth", types, **how)
    save(f"views-{form}.pth", views, **how)
for protocol in (3, 4, 5):
    save(f"protocol{protocol}-zip.pth", views, pickle_protocol=protocol)
    save(f"protocol{protocol}-legacy.pth", views, pickle_protocol=protocol, _use_new_zipfile_serialization=False)

model = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4), torch.nn.ReLU(), torch.nn.Flatten(), torch.nn.Linear(4, 2))
state = model.state_dict()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
for parameter in model.parameters():
    parameter.grad = torch.ones_like(parameter)
optimizer.step()
schedule = torch.optim.lr_scheduler.MultiStepLR(optimizer, [3, 6])
checkpoint = {"epoch": 7, "best": 0.75, "arch": "small", "state_dict": collections.OrderedDict(("module." + key, value) for key, value in state.items()),
              "optimizer": optimizer.state_dict(), "scheduler": schedule.state_dict(), "classes": ["cat", "dog"], "none": None}
for form, how in (("zip", {}), ("legacy", {"_use_new_zipfile_serialization": False})):
    save(f"checkpoint-{form}.pth", checkpoint, checkpoint["state_dict"], **how)
save("parameters.pth", dict(model.named_parameters()))
tagged = torch.nn.Parameter(torch.ones(3))
tagged.note = "an attribute makes PyTorch describe the tensor by _rebuild_from_type_v2"
save("tagged.pth", {"weight": tagged})


# What later versions write for element types without a storage class of their own: _rebuild_tensor_v3 on bytes.
class V3:
    def __reduce__(self):
        return torch._utils._rebuild_tensor_v3, ("STORAGE", 1, (2, 2), (2, 1), False, collections.OrderedDict(), torch.float32)


def by_hand(name, pickled, entries=()):
    with zipfile.ZipFile(os.path.join(HERE, name), "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("archive/data.pkl", pickled)
        for entry, data in entries:
            archive.writestr(f"archive/{entry}", data)


def line(module, name):
    return b"c" + module.encode() + b"\n" + name.encode() + b"\n"


def number(value):
    return b"K" + bytes([value])


def text(value):
    return b"X" + struct.pack("<I", len(value)) + value.encode()


storage = b"(" + text("storage") + line("torch.storage", "UntypedStorage") + text("0") + text("cpu") + number(20) + b"tQ"
v3 = (line("torch._utils", "_rebuild_tensor_v3") + b"(" + storage + number(1) + number(2) + number(2) + b"\x86" + number(2) + number(1) + b"\x86"
      + b"\x89" + line("collections", "OrderedDict") + b")R" + line("torch", "float32") + b"tR")
by_hand("untyped.pth", b"\x80\x02}" + text("weight") + v3 + b"s.", [("data/0", struct.pack("<5f", 9, 1, 2, 3, 4)), ("byteorder", b"little")])
expect("untyped.pth", {"weight": torch.tensor([[1.0, 2.0], [3.0, 4.0]])})

# Before 0.4, a storage could be a view of another: (key, first, elements).
legacy = io.BytesIO()
for value in (0x1950A86A20F9469CFC6C, 1001, {"protocol_version": 1001, "little_endian": True, "type_sizes": {"short": 2, "int": 4, "long": 4}}):
    pickle.dump(value, legacy, protocol=2)
view = b"(" + text("storage") + line("torch", "FloatStorage") + text("12") + text("cpu") + number(5) + b"(" + text("34") + number(2) + number(3) + b"ttQ"
legacy.write(b"\x80\x02}" + text("weight") + line("torch._utils", "_rebuild_tensor") + b"(" + view + number(1) + number(2) + b"\x85" + number(1) + b"\x85tRs.")
pickle.dump(["12"], legacy, protocol=2)
legacy.write(struct.pack("<q5f", 5, 0, 1, 2, 3, 4))
with open(os.path.join(HERE, "storage-view-legacy.pth"), "wb") as file:
    file.write(legacy.getvalue())
expect("storage-view-legacy.pth", {"weight": torch.tensor([3.0, 4.0])})


class Command:
    def __reduce__(self):
        return os.system, ("echo run > ran.txt",)


by_hand("hostile-system.pth", pickle.dumps({"weight": Command()}, protocol=2))
torch.save({"weight": torch.ones(2), "hook": Command()}, os.path.join(HERE, "hostile-system-legacy.pth"), _use_new_zipfile_serialization=False)
torch.save(torch.nn.Linear(2, 2), os.path.join(HERE, "whole-module.pth"))
torch.save({"weight": torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8)}, os.path.join(HERE, "quantised.pth"))
torch.save({"weight": torch.ones(2, dtype=torch.complex64)}, os.path.join(HERE, "complex.pth"))
torch.save(torch.ones(2), os.path.join(HERE, "lone-tensor.pth"))
torch.jit.save(torch.jit.script(torch.nn.Linear(2, 2)), os.path.join(HERE, "torchscript.pt"))


def safetensors(name, state, metadata, order):
    header, blob = {}, b""
    if metadata:
        header["__metadata__"] = metadata
    for key in order:
        tensor = state[key].contiguous()
        data = tensor.view(torch.int16).numpy().tobytes() if tensor.dtype == torch.bfloat16 else tensor.numpy().tobytes()
        kind = {"float32": "F32", "float64": "F64", "float16": "F16", "bfloat16": "BF16", "int64": "I64", "int32": "I32", "int16": "I16", "int8": "I8", "uint8": "U8", "bool": "BOOL"}
        header[key] = {"dtype": kind[str(tensor.dtype)[6:]], "shape": list(tensor.shape), "data_offsets": [len(blob), len(blob) + len(data)]}
        blob += data
    head = json.dumps(header).encode()
    with open(os.path.join(HERE, name), "wb") as file:
        file.write(struct.pack("<Q", len(head)) + head + blob)
    expect(name, {key: state[key] for key in order})


safetensors("types.safetensors", types, {"format": "pt", "note": "ünï\"code"}, list(types))
safetensors("unaligned.safetensors", types, None, ["uint8", "bfloat16", "float64"])

with open(os.path.join(HERE, "expected.json"), "w") as file:
    file.write("{\n" + ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in expected.items()) + "\n}\n")
