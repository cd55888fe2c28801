"""The lake: what landed, read back; raw objects are never rewritten."""
