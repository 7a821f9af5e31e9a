"""Measures what a PDF unpacks to, before an engine unpacks it: a small file can hold gigabytes of nothing."""

import re
import zlib

_BEGIN = re.compile(rb"stream(?:\r\n|\n|\r)")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_OTHER_WAYS = re.compile(rb"/(?:LZW|A85|AHx|ASCII85Decode|ASCIIHexDecode|RunLengthDecode)")
_PIECE = 65536


def fits(data: bytes, most: int) -> bool:
    """Tell whether a PDF unpacks to at most *most* bytes, also what is packed in what is packed.

    One that packs in other ways than Flate does not fit, since nothing can be told of it. Pictures are left
    alone: nobody unpacks them who only reads.
    """
    layers, room = [data], most
    while layers:
        layer = layers.pop()
        if _OTHER_WAYS.search(_ESCAPED.sub(lambda code: bytes.fromhex(code[1].decode()), layer)):
            return False
        for begin in (0, *(found.end() for found in _BEGIN.finditer(layer))):
            unpacked = _unpacked(layer, begin, room + 1)
            room -= len(unpacked)
            if room < 0:
                return False
            if unpacked:
                layers.append(unpacked)
    return True


def _unpacked(layer: bytes, begin: int, most: int) -> bytes:
    """Return what is packed in *layer* from *begin* on, or its first *most* bytes, or nothing."""
    inflate, made, size = zlib.decompressobj(), list[bytes](), 0
    while size < most and not inflate.eof and begin < len(layer):
        packed = inflate.unconsumed_tail or layer[begin : begin + _PIECE]
        begin += 0 if inflate.unconsumed_tail else _PIECE
        try:
            made.append(inflate.decompress(packed, most - size))
        except zlib.error:
            break
        size += len(made[-1])
    return b"".join(made)
