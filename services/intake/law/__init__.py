"""The law on new business (投保合规), asked of every form, sale, card and row of a list alike."""
