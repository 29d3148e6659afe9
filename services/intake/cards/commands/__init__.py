"""What staff do with cards and with their activations."""
