"""Scanned pages: small real PNG pictures, each with content of its own."""

import struct
import zlib

WIDTH, HEIGHT = 48, 64
LINE_HEIGHT = 4
GAP = b"\x00" + b"\xff" * WIDTH
SHADES = {ord("0"): 0xFF, ord("1"): 0x30}


def page_image(text: str) -> bytes:
    """A page whose grey lines are the text's bits, so that two pages differ as their texts do."""
    bits = "".join(f"{byte:08b}" for byte in text.encode())
    ink = (bits * (WIDTH * HEIGHT // LINE_HEIGHT // len(bits) + 1)).translate(SHADES).encode("latin-1")
    lines = (b"\x00" + ink[start : start + WIDTH] for start in range(0, WIDTH * HEIGHT // LINE_HEIGHT, WIDTH))
    rows = b"".join(line * (LINE_HEIGHT - 1) + GAP for line in lines)
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0)
    body = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 1)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
