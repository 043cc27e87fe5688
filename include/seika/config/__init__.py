"""Configuration: what a body is and what it wants, read from files into frozen models."""

from seika.config.organization import Organization, load_organization, organization_ids

__all__ = ["Organization", "load_organization", "organization_ids"]
