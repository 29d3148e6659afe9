"""The campaign (专项活动): one kind of case, whole, with its targets and contacts."""
