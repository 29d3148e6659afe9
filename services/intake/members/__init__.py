"""Who is insured by a group's policy once it is issued (团单保单被保险人): what its changes ask of it and do to it."""
