"""Keep: what was received (vault), decoded (lake), decided (ledger) and published (releases)."""
