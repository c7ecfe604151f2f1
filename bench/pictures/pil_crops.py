#!/usr/bin/env python3
"""Writes what PIL and torchvision make of photos, to hold Graft's crops against: pil_crops.py OUT DATA [COUNT]

OUT gets files.txt (COUNT photos spread evenly over all JPEG files under DATA) and, for each preprocessing, NAME.u8: (COUNT, 3, 224, 224) bytes.
Prints how many photos a second one core makes into arrays. Needs PIL and torchvision 0.14 or later.
"""
import pathlib
import sys
import time

import numpy as np
from PIL import Image
from torchvision import transforms as T

MODE = T.InterpolationMode
out, data = map(pathlib.Path, sys.argv[1:3])
count = int(sys.argv[3]) if len(sys.argv) > 3 else 250
found = sorted(path for path in data.rglob('*') if path.suffix.lower() in ('.jpg', '.jpeg'))
files = [found[i * len(found) // count] for i in range(min(count, len(found)))]
(out / 'files.txt').write_text('\n'.join(str(path.resolve()) for path in files))
for name, transform in {
    'bilinear': T.Compose([T.Resize(256), T.CenterCrop(224)]),
    'bicubic': T.Compose([T.Resize(256, interpolation=MODE.BICUBIC), T.CenterCrop(224)]),
    'stretch': T.Compose([T.Resize((256, 256)), T.CenterCrop(224)]),
    'large': T.Compose([T.Resize(342), T.CenterCrop(224)]),
}.items():
    start = time.process_time()
    crops = [np.asarray(transform(Image.open(path).convert('RGB'))) for path in files]
    seconds = time.process_time() - start
    print(f'PIL {name:9} {len(files) / seconds:6.0f} photos a second and core')
    with open(out / f'{name}.u8', 'wb') as file:
        for crop in crops:
            file.write(crop.transpose(2, 0, 1).tobytes())
