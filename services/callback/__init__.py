"""Callback (回访): the call that the law owes every new policyholder."""
