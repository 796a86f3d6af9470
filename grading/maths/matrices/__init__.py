"""Expressions in symbols with shapes: read, given a shape, evaluated on exact matrices, and compared."""
