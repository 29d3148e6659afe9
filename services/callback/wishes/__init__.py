"""Who doesn't want to be rung (谢绝来电): until a day or for ever, about whichever policy names them by this reference."""
