"""The claim payment (理赔付款): what a settlement owes one person, paid once."""
