"""Risk flags of a claim (风险提示), by rules that say why: they ask to look closer, and refuse nothing."""
