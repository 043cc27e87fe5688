"""Release: withhold what speaks of too few people, append the snapshot, chain it."""

from seika.release.step import Released, release

__all__ = ["Released", "release"]
