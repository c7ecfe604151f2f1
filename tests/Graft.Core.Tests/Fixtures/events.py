"""Writes events.tfevents without any library: records framed and encoded by hand from TensorFlow's record_writer.cc, event.proto and
summary.proto, with a bit-by-bit CRC-32C. An independent source for the reader and the writer of event files."""
import os
import struct
import zlib


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


assert crc32c(b"123456789") == 0xE3069283
assert crc32c(bytes(32)) == 0x8A9136AA  # RFC 3720, B.4


def masked(data):
    crc = crc32c(data)
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def record(data):
    length = struct.pack("<Q", len(data))
    return length + masked(length) + data + masked(data)


def varint(value):
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def integer(field, value):
    return varint(field << 3) + varint(value)


def double(field, value):
    return varint(field << 3 | 1) + struct.pack("<d", value)


def single(field, value):
    return varint(field << 3 | 5) + struct.pack("<f", value)


def block(field, data):
    return varint(field << 3 | 2) + varint(len(data)) + data


def event(step, field, data):
    return record(double(1, 1700000000.25) + (integer(2, step) if step else b"") + block(field, data))


def summary(step, *values):
    return event(step, 5, b"".join(block(1, value) for value in values))


def plugin(name):
    return block(9, block(1, block(1, name)))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 1, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0\0\0\xff")) + chunk(b"IEND", b"")

with open(os.path.join(os.path.dirname(__file__), "events.tfevents"), "wb") as file:
    file.write(event(0, 3, b"brain.Event:2"))
    # What Graft writes, in the form that it writes it.
    file.write(event(8, 7, integer(1, 1)))
    file.write(summary(8, block(1, b"loss/train") + single(2, 2.25), block(1, b"learning rate") + single(2, 0.001)))
    file.write(summary(8, block(1, b"samples") + block(4, integer(1, 1) + integer(2, 2) + integer(3, 3) + block(4, png))))
    file.write(summary(8, block(1, b"recipe") + block(8, integer(1, 7) + block(2, block(2, integer(1, 1))) + block(8, "* six epochs à 10 %".encode())) + plugin(b"text")))
    # What newer writers make of the same: tensors with a plugin.
    file.write(summary(9, block(1, b"epoch_loss") + block(8, integer(1, 1) + block(2, b"") + block(4, struct.pack("<f", 0.5))) + plugin(b"scalars")))
    file.write(summary(9, block(1, b"epoch_accuracy") + block(8, integer(1, 2) + block(6, struct.pack("<d", 0.75))) + plugin(b"scalars")))
    file.write(summary(9, block(1, b"pictures") + block(8, integer(1, 7) + block(8, b"2") + block(8, b"1") + block(8, png)) + plugin(b"images")))
    file.write(summary(9, block(1, b"weights") + block(5, double(1, -1) + double(2, 1)) + plugin(b"histograms")))
    # A graph, which is not looked into.
    file.write(event(0, 4, b"\x0a\x00"))
