"""Warm processes: everything imported once behind walls, then a fresh child for each job."""
