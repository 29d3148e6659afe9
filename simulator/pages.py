"""Scanned pages: small real PNG pictures, each with content of its own."""

import struct
import zlib

WIDTH, HEIGHT = 48, 64
LINE_HEIGHT = 4


def page_image(text: str) -> bytes:
    """A page whose grey lines are the text's bits, so that two pages differ as their texts do."""
    bits = "".join(f"{byte:08b}" for byte in text.encode())
    rows = (b"\x00" + _row(bits, y) for y in range(HEIGHT))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0)
    body = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(b"".join(rows), 1)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def _row(bits: str, y: int) -> bytes:
    line = y // LINE_HEIGHT
    if y % LINE_HEIGHT == LINE_HEIGHT - 1:
        return b"\xff" * WIDTH
    return bytes(0x30 if bits[(line * WIDTH + x) % len(bits)] == "1" else 0xFF for x in range(WIDTH))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
