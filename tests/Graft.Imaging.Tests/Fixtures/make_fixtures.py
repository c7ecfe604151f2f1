#!/usr/bin/env python3
"""Writes the pictures of this folder and what PIL and torchvision make of them (PIL 9.4, torchvision 0.14, numpy).

photo.*      one procedural picture, 160 x 120, in many formats
*.u8         expected pixels, (3, H, W) bytes; sizes are in the tests
"""
import io
import struct
import zlib

import numpy as np
from PIL import Image, ImageEnhance, ImageOps
from torchvision import transforms as T
from torchvision.transforms import functional as F

MODE = T.InterpolationMode


def picture(width, height):
    """Smooth waves, hard edges and grain, all three channels different."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    red = 128 + 90 * np.sin(x / 7) * np.cos(y / 11)
    green = 128 + 100 * np.sin((x + 2 * y) / 17)
    blue = 255 * x / width
    image = np.stack([red, green, blue], -1)
    disc = (x - width * .3) ** 2 + (y - height * .4) ** 2 < (height * .25) ** 2
    image[disc] = (250, 40, 30)
    image[int(height * .6):int(height * .8), int(width * .5):int(width * .9)] = (20, 200, 240)
    grain = np.random.RandomState(1).normal(0, 6, image.shape)
    return Image.fromarray(np.clip(image + grain, 0, 255).astype(np.uint8))


def planes(image, name):
    open(name + '.u8', 'wb').write(np.asarray(image.convert('RGB')).transpose(2, 0, 1).tobytes())


def area(image, size):
    """Exact mean of the area that each new pixel covers."""
    pixels = np.asarray(image).astype(np.float64)
    for axis in (0, 1):
        count = pixels.shape[axis]
        edges = np.linspace(0, count, size + 1)
        total = np.concatenate([np.zeros_like(pixels.take([0], axis)), np.cumsum(pixels, axis)], axis)
        low = np.floor(edges).astype(int)
        part = (edges - low).reshape([-1 if a == axis else 1 for a in range(3)])
        upto = total.take(low, axis) * (1 - part) + total.take(np.minimum(low + 1, count), axis) * part
        pixels = np.diff(upto, axis=axis) * size / count
    return Image.fromarray(np.floor(pixels + .5).clip(0, 255).astype(np.uint8))


def png16(name, pixels, colour_type):
    def chunk(kind, data):
        return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
    height, width = pixels.shape[:2]
    rows = b''.join(b'\0' + pixels[y].astype('>u2').tobytes() for y in range(height))
    open(name, 'wb').write(b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 16, colour_type, 0, 0, 0))
                           + chunk(b'IDAT', zlib.compress(rows, 9)) + chunk(b'IEND', b''))


photo = picture(160, 120)
photo.save('photo.png', optimize=True)

# Evaluation: name, transform.
for name, transform in {
    'shorter-bilinear': T.Compose([T.Resize(64), T.CenterCrop(56)]),
    'shorter-bicubic': T.Compose([T.Resize(64, interpolation=MODE.BICUBIC), T.CenterCrop(56)]),
    'stretch-bilinear': T.Compose([T.Resize((64, 64)), T.CenterCrop(56)]),
    'enlarged-bilinear': T.Compose([T.Resize(150), T.CenterCrop(56)]),
    'enlarged-bicubic': T.Compose([T.Resize(150, interpolation=MODE.BICUBIC), T.CenterCrop(56)]),
    'padded-bilinear': T.Compose([T.Resize(40), T.CenterCrop(56)]),
    # TensorFlow's central_crop to 0.875: int((160 − 140) / 2) = 10 columns and int((120 − 105) / 2) = 7 rows go at each end.
    'fraction-bilinear': lambda image: F.resize(F.crop(image, 7, 10, 106, 140), [56, 56]),
    'square-bilinear': lambda image: F.resize(F.center_crop(image, [120, 120]), [56, 56]),
}.items():
    planes(transform(photo), name)
planes(area(F.center_crop(photo, [120, 120]), 56), 'square-area')

# Formats: all to be read as 'shorter side 64, crop 56, bilinear'.
common = T.Compose([T.Resize(64), T.CenterCrop(56)])
photo.save('photo.jpg', quality=90)
planes(common(Image.open('photo.jpg')), 'jpeg')
photo.save('photo-progressive.jpg', quality=90, progressive=True)
photo.convert('L').save('photo-grey.jpg', quality=90)
planes(common(Image.open('photo-grey.jpg').convert('RGB')), 'jpeg-grey')
photo.convert('CMYK').save('photo-cmyk.jpg', quality=90)
planes(common(Image.open('photo-cmyk.jpg').convert('RGB')), 'jpeg-cmyk')
photo.convert('P', palette=Image.ADAPTIVE, colors=64).save('photo-palette.png', optimize=True)
planes(common(Image.open('photo-palette.png').convert('RGB')), 'png-palette')
photo.convert('1').save('photo-1bit.png', optimize=True)
planes(common(Image.open('photo-1bit.png').convert('RGB')), 'png-1bit')
alpha = photo.copy()
alpha.putalpha(Image.fromarray(np.mgrid[0:120, 0:160][1].astype(np.uint8)))
alpha.save('photo-alpha.png', optimize=True)
white = Image.new('RGBA', photo.size, (255, 255, 255, 255))
planes(common(Image.alpha_composite(white, alpha).convert('RGB')), 'png-alpha')
deep = np.asarray(photo).astype(np.uint16)[::2, ::2] * 256 + 77
png16('photo-16bit.png', deep, 2)
planes(common(Image.fromarray((deep >> 8).astype(np.uint8))), 'png-16bit')
grey = np.asarray(photo.convert('L')).astype(np.uint16)[::2, ::2] * 256 + 77
png16('photo-16bit-grey.png', grey, 0)
planes(common(Image.fromarray((grey >> 8).astype(np.uint8)).convert('RGB')), 'png-16bit-grey')
photo.save('photo.webp', lossless=True)
photo.save('photo.bmp')
first = photo.convert('P', palette=Image.ADAPTIVE, colors=32)
first.save('photo-animated.gif', save_all=True, append_images=[ImageOps.invert(photo).convert('P', palette=Image.ADAPTIVE, colors=32)], loop=0)
planes(common(Image.open('photo-animated.gif').convert('RGB')), 'gif')
small = photo.resize((80, 60))
small.save('photo-animated.webp', save_all=True, append_images=[ImageOps.invert(small)], lossless=True)
planes(common(small), 'webp-animated')

# The eight orientations, all of which look alike when turned upright.
for orientation in range(1, 9):
    undo = {1: [], 2: [Image.FLIP_LEFT_RIGHT], 3: [Image.ROTATE_180], 4: [Image.FLIP_TOP_BOTTOM], 5: [Image.TRANSPOSE], 6: [Image.ROTATE_90], 7: [Image.TRANSVERSE], 8: [Image.ROTATE_270]}[orientation]
    stored = small
    for step in undo:
        stored = stored.transpose(step)
    exif = Image.Exif()
    exif[0x112] = orientation
    buffer = io.BytesIO()
    stored.save(buffer, 'JPEG', quality=95, subsampling=0, exif=exif)
    open(f'orientation-{orientation}.jpg', 'wb').write(buffer.getvalue())
    assert np.abs(np.asarray(ImageOps.exif_transpose(Image.open(buffer))).astype(int) - np.asarray(small).astype(int)).mean() < 3
planes(common(small), 'upright')

# Colours, on the crop that 'shorter-bilinear' holds.
crop = common(photo)
for name, changed in {
    'brightness-1.4': ImageEnhance.Brightness(crop).enhance(1.4),
    'contrast-0.5': ImageEnhance.Contrast(crop).enhance(0.5),
    'saturation-1.7': ImageEnhance.Color(crop).enhance(1.7),
    'sharpness-1.8': ImageEnhance.Sharpness(crop).enhance(1.8),
    'sharpness-0.2': ImageEnhance.Sharpness(crop).enhance(0.2),
    'posterize-4': ImageOps.posterize(crop, 4),
    'solarize-100': ImageOps.solarize(crop, 100),
    'autocontrast': ImageOps.autocontrast(ImageEnhance.Contrast(crop).enhance(0.5)),
    'equalize': ImageOps.equalize(crop),
    'rotated-20': crop.rotate(20, Image.BILINEAR, fillcolor=(124, 116, 104)),
    'sheared': crop.transform(crop.size, Image.AFFINE, (1, -0.25, 28 * 0.25, 0, 1, 0), Image.BILINEAR, fillcolor=(124, 116, 104)),
}.items():
    planes(changed, name)
