#!/usr/bin/env python3
"""Plants faults in copies of a data set in the Food-101 layout, with PIL, and counts how many of them 'graft check' found.

faults.py plant DATA OUT SEED        class folders with broken files, copies, near copies and odd pictures; OUT/truth.json says which
faults.py labels DATA OUT.csv SEED   a table in which 5 % of the labels are swapped; OUT.csv.json says which
faults.py score TRUTH FOUND.json     a table of what was found, as Markdown
"""
import collections
import io
import json
import os
import random
import shutil
import sys

from PIL import Image


def jpeg(image, quality, **more):
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=quality, **more)
    return out.getvalue()


def corruptions(rng):
    """Name and what becomes of a JPEG's bytes."""
    def cut(data, low, high):
        return data[:int(len(data) * rng.uniform(low, high))]

    def inside(data):  # the compressed data: some of these files begin with 60 kB of profiles, which no picture suffers by
        return rng.randrange(max(len(data) // 4, data.rfind(b"\xff\xda") + 20), len(data) - 5000)
    return [
        ("empty", lambda d: b""),
        ("zeros", lambda d: bytes(len(d))),
        ("web page", lambda d: b"<!DOCTYPE html><html><body>404 not found</body></html>"),
        ("noise", lambda d: rng.randbytes(len(d))),
        ("cut in the header", lambda d: d[:rng.randrange(4, 300)]),
        ("cut in the picture", lambda d: cut(d, .1, .97)),
        ("last bytes missing", lambda d: d[:-rng.randrange(1, 200)]),
        ("end of zeros", lambda d: (c := cut(d, .3, .95)) + bytes(len(d) - len(c))),
        ("4096 zeros within", lambda d: (at := inside(d), d[:at] + bytes(4096) + d[at + 4096:])[1]),
        ("4096 bytes of noise within", lambda d: (at := inside(d), d[:at] + rng.randbytes(4096) + d[at + 4096:])[1]),
        ("progressive, cut", lambda d: cut(jpeg(Image.open(io.BytesIO(d)), 85, progressive=True), .1, .97)),
        ("PNG, cut", lambda d: cut(png(Image.open(io.BytesIO(d)).convert("RGB")), .1, .97)),
    ]


def png(image):
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def trimmed(image, rng, most):
    w, h = image.size
    left, top, right, bottom = (rng.uniform(0, most) for _ in range(4))
    return image.crop((int(w * left), int(h * top), int(w * (1 - right)), int(h * (1 - bottom))))


def scaled(image, rng):
    s = rng.uniform(.5, .9)
    return image.resize((int(image.width * s), int(image.height * s)), Image.BICUBIC)


def plant(data, out, seed):
    rng = random.Random(seed)
    lists = {split: [line.strip() for line in open(f"{data}/meta/{split}.txt")] for split in ("train", "test")}
    files = []
    for split, ids in lists.items():
        for key in ids:
            target = f"{out}/{split}/{key}.jpg"
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copyfile(f"{data}/images/{key}.jpg", target)
            files.append(f"{split}/{key}.jpg")
    train = [f for f in files if f.startswith("train/")]
    rng.shuffle(train)
    truth = []

    def take(count):
        taken, train[:] = train[:count], train[count:]
        return taken

    def write(key, content):
        os.makedirs(os.path.dirname(f"{out}/{key}"), exist_ok=True)
        open(f"{out}/{key}", "wb").write(content)

    for name, broken in corruptions(rng):
        for key in take(15):
            write(key, broken(open(f"{out}/{key}", "rb").read()))
            truth.append({"file": key, "kinds": ["unreadable", "truncated", "damaged", "blank"], "what": f"corrupt: {name}"})

    def copies(what, count, change, kinds, place=lambda key: key.replace(".jpg", "-copy.jpg")):
        for key in take(count):
            other = place(key)
            content = open(f"{out}/{key}", "rb").read()
            write(other, change(content))
            truth.append({"file": other, "other": key, "kinds": kinds, "what": what})

    picture = lambda content: Image.open(io.BytesIO(content)).convert("RGB")
    again = ["duplicate", "near-duplicate", "leak"]  # a copy may land in what training holds out
    classes = sorted({f.split("/")[1] for f in files})
    elsewhere = lambda key: "train/" + classes[(classes.index(key.split("/")[1]) + 1) % len(classes)] + "/" + key.split("/")[2].replace(".jpg", "-x.jpg")
    copies("copy: same bytes", 40, lambda c: c, again)
    copies("copy: same pixels, other bytes", 40, lambda c: c[:2] + b"\xff\xfe\x00\x08graft!" + c[2:], again)
    copies("copy: in another class", 40, lambda c: c, ["two-labels"], elsewhere)
    copies("copy: in the test set", 40, lambda c: c, ["leak"], lambda key: key.replace("train/", "test/").replace(".jpg", "-x.jpg"))
    copies("near: JPEG 60 to 95", 60, lambda c: jpeg(picture(c), rng.randrange(60, 96)), again)
    copies("near: resized .5 to .9", 60, lambda c: jpeg(scaled(picture(c), rng), 92), again)
    copies("near: resized and JPEG 60 to 95", 60, lambda c: jpeg(scaled(picture(c), rng), rng.randrange(60, 96)), again)
    copies("near: trimmed up to 5 % a side, JPEG 85", 60, lambda c: jpeg(trimmed(picture(c), rng, .05), 85), again)
    copies("near: trimmed up to 10 % a side, JPEG 85", 60, lambda c: jpeg(trimmed(picture(c), rng, .10), 85), again)
    copies("near: PNG", 20, lambda c: png(picture(c)), again, lambda key: key.replace(".jpg", "-copy.png"))
    copies("near: mirrored, JPEG 85", 40, lambda c: jpeg(picture(c).transpose(Image.FLIP_LEFT_RIGHT), 85), again)
    for what, kind, change in [
        ("odd: PNG named .jpg", "wrong-extension", lambda c: png(picture(c))),
        ("odd: CMYK", "cmyk", lambda c: (o := io.BytesIO(), Image.open(io.BytesIO(c)).convert("CMYK").save(o, "JPEG"), o.getvalue())[2]),
        ("odd: turned by EXIF", "rotated", lambda c: (e := Image.Exif(), e.__setitem__(274, 6), jpeg(picture(c), 90, exif=e.tobytes()))[2]),
        ("odd: 48 pixels", "tiny", lambda c: jpeg(picture(c).resize((64, 48)), 90)),
        ("odd: 5 to 1", "extreme-aspect", lambda c: jpeg(picture(c).crop((0, 0, 500, 100)), 90)),
    ]:
        for key in take(15):
            write(key, change(open(f"{out}/{key}", "rb").read()))
            truth.append({"file": key, "kinds": [kind], "what": what})
    json.dump({"truth": truth, "files": len(files)}, open(f"{out}.truth.json", "w"), indent=1)


def labels(data, out, seed):
    rng = random.Random(seed)
    rows = [[os.path.abspath(f"{data}/images/{line.strip()}.jpg"), line.split("/")[0], split] for split in ("train", "test") for line in open(f"{data}/meta/{split}.txt")]
    classes = sorted({row[1] for row in rows})
    truth = []
    for row in rng.sample(rows, len(rows) // 20):
        truth.append({"file": row[0], "kinds": ["wrong-label"], "what": "label swapped"})
        row[1] = rng.choice([name for name in classes if name != row[1]])
    open(out, "w").write("".join(",".join(row) + "\n" for row in rows))
    json.dump({"truth": truth, "files": len(rows)}, open(f"{out}.truth.json", "w"), indent=1)


def score(truth_file, found_file):
    planted, found = json.load(open(truth_file)), json.load(open(found_file))
    by_file = collections.defaultdict(list)
    for finding in found["findings"]:
        for name in (finding["file"], finding["other"]):
            if name:
                by_file[os.path.abspath(name) if name.startswith("/") else name].append((finding["kind"], finding["file"], finding["other"]))
    counts = collections.defaultdict(lambda: [0, 0])
    explained = set()
    for fault in planted["truth"]:
        hits = [hit for hit in by_file[fault["file"]] if hit[0] in fault["kinds"] and ("other" not in fault or fault["other"] in hit[1:])]
        explained.update(hits)
        counts[fault["what"]][0] += bool(hits)
        counts[fault["what"]][1] += 1
    print("| planted | found | of |\n|---|---|---|")
    for what, (hits, total) in counts.items():
        print(f"| {what} | {hits} | {total} |")
    # What was found beside: a chance find of the untouched set, or a false alarm.
    touched = {name for fault in planted["truth"] for name in (fault["file"], fault.get("other")) if name}
    rest = [f for f in found["findings"] if f["file"] and (f["kind"], f["file"], f["other"]) not in explained and not {f["file"], f["other"]} & touched]
    print(f"\nFindings about files that were not touched: {len(rest)} ({dict(collections.Counter(f['kind'] for f in rest))}); {found['pictures']} pictures, {found['seconds']:.1f} s.")
    wrong = [f for f in found["findings"] if f["kind"] == "wrong-label"]
    if any(fault["kinds"] == ["wrong-label"] for fault in planted["truth"]):
        hits = counts["label swapped"][0]
        print(f"Recall {hits / counts['label swapped'][1]:.3f}, precision {hits / max(len(wrong), 1):.3f} of {len(wrong)}.")


if __name__ == "__main__":
    command, *rest = sys.argv[1:]
    {"plant": lambda a, b, c: plant(a, b, int(c)), "labels": lambda a, b, c: labels(a, b, int(c)), "score": score}[command](*rest)
