"""Who doesn't want to be rung (谢绝来电): until a day or for ever, on whichever policy they stand by that reference."""
