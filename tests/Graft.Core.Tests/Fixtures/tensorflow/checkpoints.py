"""An independent reader and writer of TensorFlow checkpoints, V1 and V2, in Python and NumPy alone.

    python3 checkpoints.py write              the small checkpoints beside this file, and expected.json, what they hold
    python3 checkpoints.py read FOLDER        real.json: what the genuine checkpoints below a folder hold, in a few numbers each
    python3 checkpoints.py show FILE          the same for one file (a V1 file, or the .index of a V2 checkpoint)

Written from the description of the formats in TensorFlow's sources (core/lib/io/table*, core/lib/strings/ordered_code.cc,
core/util/saved_tensor_slice.proto, core/protobuf/tensor_bundle.proto), not from Graft's code, which it is there to check.
"""
import glob
import json
import os
import struct
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
MAGIC = 0xDB4775248B80FB57
NAMES = {1: "float32", 2: "float64", 3: "int32", 4: "uint8", 5: "int16", 6: "int8", 9: "int64", 10: "bool", 14: "bfloat16", 17: "uint16", 19: "float16", 22: "uint32", 23: "uint64"}
NUMBERS = {name: number for number, name in NAMES.items()}
# The list of TensorProto that holds numbers of a type.
LISTS = {"float32": 5, "float64": 6, "int64": 10, "bool": 11, "float16": 13, "bfloat16": 13, "uint32": 16, "uint64": 17}

# ---------------------------------------------------------------- checksum

TABLE = []
for n in range(256):
    for _ in range(8):
        n = (n >> 1) ^ (0x82F63B78 if n & 1 else 0)
    TABLE.append(n)


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = TABLE[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    return crc ^ 0xFFFFFFFF


def masked(data):
    crc = crc32c(data)
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


# ---------------------------------------------------------------- variable-length numbers and messages


def varint(value):
    value &= (1 << 64) - 1
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def take_varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def signed(value):
    return value - (1 << 64) if value >= 1 << 63 else value


def fields(data):
    """(number, value) of each field of a message; values are ints, or bytes as they are."""
    at = 0
    while at < len(data):
        tag, at = take_varint(data, at)
        kind = tag & 7
        if kind == 0:
            value, at = take_varint(data, at)
        elif kind == 2:
            length, at = take_varint(data, at)
            value, at = data[at:at + length], at + length
        elif kind in (1, 5):
            length = 8 if kind == 1 else 4
            value, at = data[at:at + length], at + length
        else:
            raise ValueError(f"wire type {kind}")
        yield tag >> 3, value


def message(number, data):
    return varint(number << 3 | 2) + varint(len(data)) + bytes(data)


def number(field, value):
    return varint(field << 3) + varint(value) if value else b""


def one(data, field, default=None):
    found = [value for name, value in fields(data) if name == field]
    return found[-1] if found else default


# ---------------------------------------------------------------- Snappy


def unsnap(data):
    length, at = take_varint(data, 0)
    out = bytearray()
    while at < len(data):
        tag = data[at]
        at += 1
        if tag & 3 == 0:
            count = (tag >> 2) + 1
            if count > 60:
                extra = count - 60
                count = int.from_bytes(data[at:at + extra], "little") + 1
                at += extra
            out += data[at:at + count]
            at += count
        else:
            if tag & 3 == 1:
                count, offset = (tag >> 2 & 7) + 4, (tag >> 5) << 8 | data[at]
                at += 1
            else:
                size = 2 if tag & 3 == 2 else 4
                count, offset = (tag >> 2) + 1, int.from_bytes(data[at:at + size], "little")
                at += size
            for _ in range(count):
                out.append(out[-offset])
    assert len(out) == length
    return bytes(out)


def snap(data):
    """Greedy: copies of four bytes or more from the last place where they stood, literals between."""
    out, seen, at, start = bytearray(varint(len(data))), {}, 0, 0

    def literal(part):
        while part:
            piece, part = part[:65536], part[65536:]
            count = len(piece) - 1
            out.extend([count << 2] if count < 60 else [60 << 2, count] if count < 256 else [61 << 2, count & 255, count >> 8])
            out.extend(piece)

    while at + 4 <= len(data):
        before = seen.get(data[at:at + 4])
        seen[data[at:at + 4]] = at
        if before is None or at - before > 65535:
            at += 1
            continue
        count = 4
        while count < 64 and at + count < len(data) and data[before + count] == data[at + count]:
            count += 1
        literal(data[start:at])
        out.extend([(count - 1) << 2 | 2, (at - before) & 255, (at - before) >> 8])
        at += count
        start = at
    literal(data[start:])
    return bytes(out)


# ---------------------------------------------------------------- sorted tables


def block_entries(data):
    restarts, = struct.unpack("<I", data[-4:])
    end, at, key = len(data) - 4 - 4 * restarts, 0, b""
    while at < end:
        shared, at = take_varint(data, at)
        added, at = take_varint(data, at)
        length, at = take_varint(data, at)
        key = key[:shared] + data[at:at + added]
        at += added
        yield key, data[at:at + length]
        at += length


def read_table(path, check=True):
    data = open(path, "rb").read()
    assert struct.unpack("<Q", data[-8:])[0] == MAGIC, path

    def block(offset, size):
        stored, kind, (crc,) = data[offset:offset + size], data[offset + size], struct.unpack("<I", data[offset + size + 1:offset + size + 5])
        if check:
            assert masked(data[offset:offset + size + 1]) == crc, f"{path}: block at {offset}"
        return unsnap(stored) if kind == 1 else stored

    def handle(value):
        offset, at = take_varint(value, 0)
        size, at = take_varint(value, at)
        return offset, size, at

    at = handle(data[-48:])[2]
    offset, size, _ = handle(data[-48 + at:])
    for _, value in block_entries(block(offset, size)):
        offset, size, _ = handle(value)
        yield from block_entries(block(offset, size))


class TableWriter:
    def __init__(self, packed=False, block_size=256 << 10, interval=16):
        self.packed, self.block_size, self.interval = packed, block_size, interval
        self.out, self.index, self.entries = bytearray(), [], []

    def add(self, key, value):
        self.entries.append((key, value))
        if sum(len(k) + len(v) for k, v in self.entries) >= self.block_size:
            self.flush()

    def encode(self, entries, interval):
        out, restarts, last = bytearray(), [], b""
        for i, (key, value) in enumerate(entries):
            shared = 0
            if i % interval == 0:
                restarts.append(len(out))
            else:
                while shared < min(len(key), len(last)) and key[shared] == last[shared]:
                    shared += 1
            out += varint(shared) + varint(len(key) - shared) + varint(len(value)) + key[shared:] + value
            last = key
        return bytes(out) + b"".join(struct.pack("<I", at) for at in restarts or [0]) + struct.pack("<I", len(restarts or [0]))

    def put(self, data, packed):
        small = snap(data) if packed else data
        kind = 1 if packed and len(small) < len(data) - len(data) // 8 else 0
        stored = (small if kind else data) + bytes([kind])
        at = len(self.out)
        self.out += stored + struct.pack("<I", masked(stored))
        return varint(at) + varint(len(stored) - 1)

    def flush(self):
        if self.entries:
            self.index.append((self.entries[-1][0], self.put(self.encode(self.entries, self.interval), self.packed)))
            self.entries = []

    def finish(self):
        self.flush()
        meta = self.put(self.encode([], 1), False)
        index = self.put(self.encode(self.index, 1), False)
        return bytes(self.out) + (meta + index).ljust(40, b"\0") + struct.pack("<Q", MAGIC)


# ---------------------------------------------------------------- keys of slices


def ordered_signed(value):
    length = 1
    while not -(1 << (7 * length - 1)) <= value < 1 << (7 * length - 1):
        length += 1
    bits = value & ((1 << 8 * length) - 1)
    header = ((1 << length) - 1) << (8 * length - length)  # as many ones as bytes, at the top
    return (bits ^ header).to_bytes(length, "big")


def slice_key(name, extents):
    key = b"\0" + name.encode().replace(b"\0", b"\0\xff") + b"\0\x01"
    rank = len(extents)
    key += bytes([1, rank]) if rank else b"\0"
    for start, length in extents:
        key += ordered_signed(start) + ordered_signed(-1 if length is None else length)
    return key


def slice_proto(extents):
    return b"".join(message(1, number(1, start) + (b"" if length is None else varint(2 << 3) + varint(length))) for start, length in extents)


def read_slice(data):
    return [(signed(one(extent, 1, 0)), one(extent, 2)) for field, extent in fields(data) if field == 1]


def shape_proto(shape):
    return b"".join(message(2, number(1, size)) for size in shape)


def read_shape(data):
    return [one(dim, 1, 0) for field, dim in fields(data or b"") if field == 2]


def box(shape, extents):
    return tuple(slice(start, None if length is None else start + length) for start, length in extents) if extents else ()


# ---------------------------------------------------------------- numbers: arrays of NumPy; bfloat16 as its 16 bits


def store_type(kind):
    return np.dtype({"bfloat16": "<u2", "float16": "<u2", "bool": "?"}.get(kind, kind)).newbyteorder("<")


def decode_list(kind, data):
    """The numbers of a TensorProto by their list, or its tensor_content."""
    content = one(data, 4)
    if content:
        return np.frombuffer(content, store_type(kind))
    values = [value for field, value in fields(data) if field == LISTS.get(kind, 7)]
    if kind in ("float32", "float64"):
        return np.frombuffer(b"".join(values), store_type(kind))
    numbers = []
    for value in values:
        if isinstance(value, int):
            numbers.append(value)
            continue
        at = 0
        while at < len(value):
            item, at = take_varint(value, at)
            numbers.append(item)
    width = store_type(kind).itemsize * 8
    return np.frombuffer(b"".join((item & ((1 << width) - 1)).to_bytes(width // 8, "little") for item in numbers), store_type(kind))


def encode_list(kind, array, packed=True):
    field, flat = LISTS.get(kind, 7), array.astype(store_type(kind)).ravel()
    if kind in ("float32", "float64"):
        width = 1 if kind == "float64" else 5
        return message(field, flat.tobytes()) if packed else b"".join(varint(field << 3 | width) + item.tobytes() for item in flat)
    items = [varint(int(item)) for item in flat]
    return message(field, b"".join(items)) if packed else b"".join(varint(field << 3) + item for item in items)


def as_numbers(kind, stored):
    if kind == "bfloat16":
        return (stored.astype("<u4") << 16).view("<f4")
    return stored.view("<f2") if kind == "float16" else stored


# ---------------------------------------------------------------- readers


def shards_of(path):
    stem, _, total = path.rpartition("-of-")
    return [f"{stem[:-5]}{i:05}-of-{total}" for i in range(int(total))] if stem and stem[-6:-5] == "-" and total.isdigit() else [path]


def read_v1(path):
    tensors, others = {}, {}
    for shard in shards_of(path):
        table = dict(read_table(shard))
        for field, entry in fields(one(table[b""], 1)):
            if field != 1:
                continue
            name, shape, kind = one(entry, 1).decode(), read_shape(one(entry, 2)), one(entry, 3)
            if kind not in NAMES:
                others[name] = kind
                continue
            kind = NAMES[kind]
            whole = tensors.setdefault(name, (kind, np.zeros(shape, store_type(kind)), np.zeros(shape, bool)))
            for extents in (read_slice(value) for field, value in fields(entry) if field == 4):
                saved = one(table[slice_key(name, extents)], 2)
                assert one(saved, 1).decode() == name and read_slice(one(saved, 2, b"")) == extents
                part = whole[1][box(shape, extents)]
                whole[1][box(shape, extents)] = decode_list(kind, one(saved, 3)).reshape(part.shape)
                whole[2][box(shape, extents)] = True
    assert all(whole[2].all() for whole in tensors.values())
    return {name: (kind, as_numbers(kind, stored)) for name, (kind, stored, _) in tensors.items()}, others


def read_v2(index):
    table = dict(read_table(index))
    total, tensors, others, files = one(table[b""], 1), {}, {}, {}

    def numbers(entry, kind, shape):
        shard, offset, size, crc = one(entry, 3, 0), one(entry, 4, 0), one(entry, 5, 0), struct.unpack("<I", one(entry, 6))[0]
        path = f"{index[:-6]}.data-{shard:05}-of-{total:05}"
        data = files.setdefault(path, open(path, "rb").read())[offset:offset + size]
        assert masked(data) == crc, path
        return np.frombuffer(data, store_type(kind)).reshape(shape)

    for key, entry in table.items():
        if key[:1] in (b"", b"\0"):
            continue
        name, kind, shape = key.decode(), one(entry, 1), read_shape(one(entry, 2))
        if kind not in NAMES:
            others[name] = kind
            continue
        kind = NAMES[kind]
        slices = [read_slice(value) for field, value in fields(entry) if field == 7]
        if slices:
            stored = np.zeros(shape, store_type(kind))
            for extents in slices:
                part = stored[box(shape, extents)]
                part[...] = numbers(table[slice_key(name, extents)], kind, part.shape)
        else:
            stored = numbers(entry, kind, shape)
        tensors[name] = kind, as_numbers(kind, stored)
    return tensors, others


def read(path):
    return read_v2(path) if path.endswith(".index") else read_v1(path)


def summary(path):
    tensors, others = read(path)
    lines = []
    for name, (kind, array) in tensors.items():
        flat = array.ravel().astype("float64")
        lines.append({"name": name, "type": kind, "shape": list(array.shape), "sum": float(flat.sum()), "first": float(flat[0]) if flat.size else None, "last": float(flat[-1]) if flat.size else None,
                      "min": float(flat.min()) if flat.size else None, "max": float(flat.max()) if flat.size else None})
    return {"tensors": lines, "others": others}


# ---------------------------------------------------------------- writers


def entries_of(tensors, parts):
    """(name, kind, whole array, extents) of each part; a tensor without named parts is one whole."""
    for name, (kind, array) in tensors.items():
        for extents in parts.get(name, [[(0, None)] * array.ndim]):
            yield name, kind, array, extents


def write_v1(path, tensors, parts={}, shards=1, packed=False, block_size=256 << 10, plain=(), content=(), strings=()):
    """Parts go to the files in turn. plain: names whose numbers are not packed; content: those written as tensor_content; strings: names of string tensors."""
    everything = list(entries_of(tensors, parts))
    for shard in range(shards):
        mine, meta, data = everything[shard::shards], {}, {}
        for name, kind, array, extents in mine:
            meta.setdefault(name, (kind, array, []))[2].append(extents)
            part = array[box(array.shape, extents)]
            proto = message(4, part.astype(store_type(kind)).tobytes()) if name in content else encode_list(kind, part, name not in plain)
            data[slice_key(name, extents)] = message(2, message(1, name.encode()) + message(2, slice_proto(extents)) + message(3, proto))
        directory = b"".join(message(1, message(1, name.encode()) + message(2, shape_proto(array.shape)) + number(3, NUMBERS[kind]) + b"".join(message(4, slice_proto(extents)) for extents in slices))
                             for name, (kind, array, slices) in meta.items())
        for name in strings if shard == 0 else ():
            directory += message(1, message(1, name.encode()) + message(2, b"") + number(3, 7) + message(4, b""))
            data[slice_key(name, [])] = message(2, message(1, name.encode()) + message(2, b"") + message(3, message(8, b"a text")))
        table = TableWriter(packed, block_size)
        table.add(b"", message(1, directory + message(2, number(1, 1))))
        for key in sorted(data):
            table.add(key, data[key])
        with open(path if shards == 1 else f"{path}-{shard:05}-of-{shards:05}", "wb") as file:
            file.write(table.finish())


def write_v2(prefix, tensors, parts={}, shards=1, packed=False, block_size=4096, strings=()):
    data, table, turn = [bytearray() for _ in range(shards)], {b"": number(1, shards) + message(3, number(1, 1))}, 0
    for name, kind, array, extents in entries_of(tensors, parts):
        part = np.array(array[box(array.shape, extents)], order="C").astype(store_type(kind))
        raw, shard = part.tobytes(), turn % shards
        turn += 1
        entry = number(1, NUMBERS[kind]) + message(2, shape_proto(part.shape)) + number(3, shard) + number(4, len(data[shard])) + number(5, len(raw)) + varint(6 << 3 | 5) + struct.pack("<I", masked(raw))
        data[shard] += raw
        if name in parts:
            table[slice_key(name, extents)] = entry
            table.setdefault(name.encode(), number(1, NUMBERS[kind]) + message(2, shape_proto(array.shape)))
            table[name.encode()] += message(7, slice_proto(extents))
        else:
            table[name.encode()] = entry
    for name in strings:
        raw = varint(6) + struct.pack("<I", masked(struct.pack("<I", 6))) + b"a text"
        table[name.encode()] = number(1, 7) + message(2, b"") + number(4, len(data[0])) + number(5, len(raw)) + varint(6 << 3 | 5) + struct.pack("<I", masked(raw))
        data[0] += raw
    writer = TableWriter(packed, block_size)
    for key in sorted(table):
        writer.add(key, table[key])
    with open(prefix + ".index", "wb") as file:
        file.write(writer.finish())
    for shard in range(shards):
        with open(f"{prefix}.data-{shard:05}-of-{shards:05}", "wb") as file:
            file.write(data[shard])


# ---------------------------------------------------------------- what is committed


def samples():
    random = np.random.default_rng(2018)
    tensors = {}
    for kind in NAMES.values():
        if kind == "bool":
            values = random.integers(0, 2, (3, 5)).astype(bool)
        elif kind == "bfloat16":
            values = (random.standard_normal((3, 5)).astype("<f4").view("<u4") >> 16).astype("<u2")
        elif kind == "float16":
            values = random.standard_normal((3, 5)).astype("<f2").view("<u2")
        elif kind.startswith("float"):
            values = random.standard_normal((3, 5)).astype(kind)
        else:
            info = np.iinfo(kind)
            values = random.integers(info.min, info.max, (3, 5), dtype=kind, endpoint=True)
            values[0, 0], values[0, 1] = info.min, info.max
        tensors["types/" + kind] = kind, values
    tensors["conv/weights"] = "float32", random.standard_normal((3, 3, 4, 6)).astype("float32")
    tensors["scalar"] = "float32", np.array(0.5, "float32")
    tensors["global_step"] = "int64", np.array(1234567890123, "int64")
    tensors["empty"] = "float32", np.zeros((0, 4), "float32")
    tensors["zeros"] = "float32", np.zeros(300, "float32")
    tensors["rows"] = "float32", random.standard_normal((10, 7)).astype("float32")
    tensors["boxes"] = "int32", random.integers(-1000, 1000, (4, 200, 3)).astype("int32")
    parts = {
        "rows": [[(0, 3), (0, None)], [(3, 3), (0, None)], [(6, 4), (0, None)]],
        "boxes": [[(0, None), (0, 64), (0, None)], [(0, None), (64, 64), (0, 2)], [(0, None), (64, 64), (2, 1)], [(0, 2), (128, 72), (0, 3)], [(2, 2), (128, 72), (0, 3)]],
    }
    return tensors, parts


def write():
    tensors, parts = samples()
    one_file = {name: value for name, value in tensors.items()}
    at = lambda name: os.path.join(HERE, name)
    write_v1(at("v1-plain.ckpt"), one_file, parts, plain=("types/float32", "types/int64", "types/float16"), content=("types/float64", "types/bool"), strings=("a_text",))
    write_v1(at("v1-packed.ckpt"), one_file, parts, packed=True, block_size=512)
    write_v1(at("v1-shards.ckpt"), one_file, parts, shards=3, block_size=1024)
    write_v2(at("v2-plain.ckpt"), tensors, parts, strings=("_CHECKPOINTABLE_OBJECT_GRAPH",))
    write_v2(at("v2-shards.ckpt"), tensors, parts, shards=3, packed=True, block_size=256)
    expected = {}
    for name, (kind, stored) in tensors.items():
        values = as_numbers(kind, stored).ravel().tolist()
        expected[name] = {"type": kind, "shape": list(stored.shape), "values": values}
    for path in ("v1-plain.ckpt", "v1-packed.ckpt", "v1-shards.ckpt-00000-of-00003", "v2-plain.ckpt.index", "v2-shards.ckpt.index"):
        found, _ = read(at(path))
        assert found.keys() == tensors.keys()
        for name, (kind, stored) in tensors.items():
            assert found[name][0] == kind and found[name][1].shape == stored.shape and found[name][1].tobytes() == as_numbers(kind, stored).tobytes(), (path, name)
    with open(at("expected.json"), "w") as file:
        json.dump(expected, file, separators=(",", ":"))
        file.write("\n")


def read_real(folder):
    paths = sorted(glob.glob(os.path.join(folder, "v1-*", "*.ckpt")) + glob.glob(os.path.join(folder, "v1-*", "*-00000-of-*")) + glob.glob(os.path.join(folder, "v2-*", "*.index")))
    with open(os.path.join(HERE, "real.json"), "w") as file:
        json.dump({os.path.relpath(path, folder): summary(path) for path in paths}, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    {"write": write, "read": read_real, "show": lambda path: print(json.dumps(summary(path), indent=1))}[sys.argv[1]](*sys.argv[2:])
