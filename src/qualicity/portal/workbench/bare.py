"""Pictures without what they tell beside the picture: place, time, camera, author, thumbnails, what is hung on behind.

Only the parts that a picture is drawn from are copied, each as it is; nothing is drawn anew. Of a JPEG's EXIF (CIPA
DC-008) the orientation alone is kept. Parts are those of ITU-T T.81 (JPEG), ISO/IEC 15948 (PNG) and RFC 9649 (WebP).
"""

from __future__ import annotations

import struct
from collections.abc import Callable

PICTURES = ("jpg", "png", "webp")
_DRAWN = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs",
    b"acTL", b"fcTL", b"fdAT",
}  # fmt: skip
_WEBP = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA


class NotBareError(ValueError):
    """A picture whose parts cannot be told apart: it is not shown."""


def bare(data: bytes, kind: str) -> bytes:
    """The picture alone, of a kind of `PICTURES`.

    Errors: `NotBareError` for one that is not as its format says.
    """
    ways: dict[str, Callable[[bytes], bytes]] = {"jpg": _jpeg, "png": _png, "webp": _webp}
    try:
        return ways[kind](data)
    except (IndexError, struct.error) as error:
        raise NotBareError(kind) from error


def _jpeg(data: bytes) -> bytes:
    """Up to the end of the first image: what follows it (a second picture, a maker's trailer) is not drawn."""
    if data[:2] != bytes((0xFF, _SOI)):
        raise NotBareError("jpg")
    kept, at, turned = [data[:2]], 2, 1
    while True:
        if data[at] != 0xFF:
            raise NotBareError("jpg")
        marker = data[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        if marker == _EOI:
            head = [kept[0], _orientation(turned)] if turned != 1 else [kept[0]]
            return b"".join([*head, *kept[1:], data[at : at + 2]])
        (length,) = struct.unpack_from(">H", data, at + 2)
        part = data[at : at + 2 + length]
        if length < 2 or len(part) != length + 2:
            raise NotBareError("jpg")
        at += len(part)
        if marker == 0xE1 and part[4:10] == b"Exif\0\0":
            turned = _turned(part[10:])
        kept.append(_of_segment(marker, part))
        if marker == _SOS:
            end = _scan_end(data, at)
            kept.append(data[at:end])
            at = end


def _of_segment(marker: int, part: bytes) -> bytes:
    """What is kept of a segment: all that draws; of the others JFIF without its thumbnail, the colours' profile and Adobe's."""
    if marker == 0xE0:
        if part[4:9] != b"JFIF\0" or len(part) < 18:
            return b""
        return b"\xff\xe0\x00\x10" + part[4:16] + b"\0\0"
    if 0xE1 <= marker <= 0xEF:
        profile = marker == 0xE2 and part[4:16] == b"ICC_PROFILE\0"
        adobe = marker == 0xEE and part[4:9] == b"Adobe"
        return part if profile or adobe else b""
    return b"" if marker == 0xFE else part


def _scan_end(data: bytes, at: int) -> int:
    """Where the coded data ends: at a marker that is neither stuffing nor a restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0:
            raise NotBareError("jpg")
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2


def _turned(tiff: bytes) -> int:
    """The orientation (1 to 8) that an EXIF block says; 1 where it cannot be read."""
    try:
        order = {b"II": "<", b"MM": ">"}[tiff[:2]]
        (first,) = struct.unpack_from(order + "I", tiff, 4)
        (count,) = struct.unpack_from(order + "H", tiff, first)
        for n in range(min(count, 200)):
            tag, kind, _, value = struct.unpack_from(order + "HHIH", tiff, first + 2 + 12 * n)
            if (tag, kind) == (0x0112, 3):
                return int(value) if 1 <= value <= 8 else 1
    except (KeyError, struct.error):
        pass
    return 1


def _orientation(turned: int) -> bytes:
    """An EXIF segment that says nothing else."""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, turned, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", 8 + len(tiff)) + b"Exif\0\0" + tiff


def _png(data: bytes) -> bytes:
    kept, at = [data[:8]], 8
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise NotBareError("png")
    while True:
        (length,) = struct.unpack_from(">I", data, at)
        part = data[at : at + 12 + length]
        if len(part) != length + 12:
            raise NotBareError("png")
        if part[4:8] in _DRAWN:
            kept.append(part)
        if part[4:8] == b"IEND":
            return b"".join(kept)
        at += len(part)


def _webp(data: bytes) -> bytes:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise NotBareError("webp")
    (size,) = struct.unpack_from("<I", data, 4)
    end, at, kept = 8 + size, 12, []
    if end > len(data) + 1:
        raise NotBareError("webp")
    while at + 8 <= end:
        (length,) = struct.unpack_from("<I", data, at + 4)
        part = data[at : at + 8 + length + length % 2]
        if len(part) < 8 + length:
            raise NotBareError("webp")
        if part[:4] == b"VP8X":  # no longer with EXIF (8) and XMP (4)
            part = part[:8] + bytes((part[8] & ~0x0C,)) + part[9:]
        if part[:4] in _WEBP:
            kept.append(part)
        at += 8 + length + length % 2
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body
