"""The money book (收款台账): where every fen of premium is."""
