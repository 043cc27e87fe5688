"""Disclosure control: what may be published about few people."""

from seika.disclosure.primary import is_withheld, withhold

__all__ = ["is_withheld", "withhold"]
