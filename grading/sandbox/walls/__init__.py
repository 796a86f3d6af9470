"""The walls around foreign code, one module a wall: what the kernel refuses, whatever the code tries."""
