"""Deliver: a snapshot's report and tables to whoever is to have them, each once, and only where every surface says the same."""
