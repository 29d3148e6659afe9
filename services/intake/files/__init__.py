"""Stored files (影像, 清单, 对账文件) of every kind of case here: which are altered or lost."""
