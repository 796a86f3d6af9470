"""Talking to anybody."""

from tests.hostile.program import Program, refused

PROGRAMS: dict[str, Program] = {
    "connects": refused("import socket; socket.create_connection(('1.1.1.1', 53), 1)"),
    "connects to this machine": refused("import socket; socket.create_connection(('127.0.0.1', 6379), 1)"),
    "listens": refused("import socket; s = socket.socket(); s.bind(('', 0)); s.listen()"),
    "asks a name server": refused("import socket; assert socket.getaddrinfo('example.org', 80); socket.socket()"),
    "sends a datagram": refused("import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM)"),
    "opens a raw socket": refused("import socket; socket.socket(socket.AF_PACKET, socket.SOCK_RAW)"),
    "opens a Unix socket": refused("import socket; socket.socket(socket.AF_UNIX).connect('/var/run/docker.sock')"),
    "opens an abstract socket": refused("import socket; socket.socket(socket.AF_UNIX).connect('\\0x')"),
    "opens netlink": refused("import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)"),
    "makes a pair of sockets": refused("import socket; socket.socketpair()"),
    "fetches a page": refused("import urllib.request; urllib.request.urlopen('http://example.org', timeout=1)"),
    "makes a socket of the channel": refused(
        "import socket\nfor d in range(3, 64):\n    try: socket.socket(fileno=d).getpeername()\n"
        "    except OSError: continue\n    break\nelse: raise OSError"
    ),
}
