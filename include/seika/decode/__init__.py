"""STEP: the bytes of a delivery to typed rows."""

from seika.decode.identity import outdated
from seika.decode.original import original_row
from seika.decode.rekey import rekey
from seika.decode.step import Decoded, decode, undecoded

__all__ = ["Decoded", "decode", "original_row", "outdated", "rekey", "undecoded"]
