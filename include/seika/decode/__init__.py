"""STEP: the bytes of a delivery to typed rows."""

from seika.decode.step import Decoded, decode, undecoded

__all__ = ["Decoded", "decode", "undecoded"]
