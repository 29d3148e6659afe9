"""A front-end app that plays the days of a few branches over the public REST API, as their staff would."""
