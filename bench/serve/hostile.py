#!/usr/bin/env python3
"""Sends hostile uploads to a server: hostile.py HOST PORT PHOTO.jpg COUNT. Fails if one is answered with a status of 500 or beyond (but 503, which says come back), or if the server is not well afterwards."""
import base64, collections, random, socket, struct, sys, threading, time, zlib

host, port, photo, count = sys.argv[1], int(sys.argv[2]), open(sys.argv[3], "rb").read(), int(sys.argv[4])


def request(body, kind="image/jpeg", length=None, extra=""):
    return f"POST /v1/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\nContent-Length: {len(body) if length is None else length}\r\nConnection: close\r\n{extra}\r\n".encode() + body


def png(width, height):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(bytes(100_000))) + chunk(b"IEND", b"")


def jpeg(width, height):
    at = photo.find(b"\xff\xc0")
    at = at if at > 0 else photo.find(b"\xff\xc2")
    return photo[:at + 5] + struct.pack(">HH", height, width) + photo[at + 9:]


def changed(random_):
    body = bytearray(photo)
    for _ in range(random_.randrange(1, 30)):
        body[random_.randrange(len(body))] = random_.randrange(256)
    return bytes(body)


def form(random_):
    whole = b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + b"x" * random_.randrange(300) + b"\"\r\n\r\n" + photo + b"\r\n--b--\r\n"
    return whole[:random_.randrange(len(whole))]


KINDS = {
    "truncated": lambda r: request(photo[:r.randrange(len(photo))]),
    "changed": lambda r: request(changed(r)),
    "bomb.png": lambda r: request(png(30_000, 30_000), "image/png"),
    "bomb.jpg": lambda r: request(jpeg(30_000, 30_000)),
    "noise": lambda r: request(r.randbytes(r.randrange(5000))),
    "text": lambda r: request(b"<html>no picture</html>", "image/png"),
    "type": lambda r: request(photo, r.choice(["text/plain", "video/mp4", ";;;", "multipart/form-data", "application/x-tar"])),
    "gzip": lambda r: request(photo, extra="Content-Encoding: gzip\r\n"),
    "form": lambda r: request(form(r), "multipart/form-data; boundary=b"),
    "json": lambda r: request(r.choice([b"[" * 5000, b'{"pictures": ["' + base64.b64encode(photo)[:r.randrange(999)] + b'"]}', b'{"pictures": "x"}', b"\xff\xfe"]), "application/json"),
    "many": lambda r: request(b'{"pictures": [' + b",".join([b'"AAAA"'] * 5000) + b"]}", "application/json"),
    "lies": lambda r: request(b"", length=10**15),
    "negative": lambda r: request(b"x", length=-5),
    "header": lambda r: request(b"x", extra="X-A: " + "a" * 40_000 + "\r\n"),
    "slow": None, "half": None, "gone": None,
}
seen, lock = collections.Counter(), threading.Lock()


def send(kind, random_):
    with socket.create_connection((host, port), timeout=60) as connection:
        if kind in ("slow", "half", "gone"):
            whole = request(photo)
            head = whole[:random_.randrange(200, len(whole))]
            connection.sendall(head)
            if kind == "slow":
                for byte in whole[len(head):len(head) + 6]:
                    connection.sendall(bytes([byte]))
                    time.sleep(0.2)
                return "left"
            if kind == "gone":
                return "left"
            connection.shutdown(socket.SHUT_WR)
        else:
            connection.sendall(KINDS[kind](random_))
        answer = b""
        while b"\r\n" not in answer:
            part = connection.recv(4096)
            if not part:
                return "closed"
            answer += part
        return answer.split(b" ")[1].decode()


def work(first):
    random_ = random.Random(first)
    for index in range(first, count, WORKERS):
        kind = list(KINDS)[index % len(KINDS)]
        try:
            outcome = send(kind, random_)
        except (ConnectionResetError, BrokenPipeError):
            outcome = "reset"
        except OSError as error:
            outcome = f"failed: {error}"
        with lock:
            seen[kind, outcome] += 1


WORKERS = 32
threads = [threading.Thread(target=work, args=(index,)) for index in range(WORKERS)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
for kind in KINDS:
    print(f"{kind:10} " + ", ".join(f"{outcome} {number}" for (name, outcome), number in sorted(seen.items()) if name == kind))
with socket.create_connection((host, port), timeout=60) as connection:
    connection.sendall(request(photo))
    well = connection.recv(4096).startswith(b"HTTP/1.1 200")
bad = [row for row in seen if row[1].startswith("failed") or (row[1].startswith("5") and row[1] != "503")]
print(f"{sum(seen.values())} hostile uploads; afterwards the server {'answers' if well else 'DOES NOT ANSWER'}; {len(bad)} kinds of bad outcomes {bad or ''}")
sys.exit(0 if well and not bad else 1)
