"""Recordings of calls (录音): where each is, until when it must be kept, and which were deleted."""
