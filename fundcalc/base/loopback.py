"""Serving this machine only: its address, and how its own pages name it."""

HOST = "127.0.0.1"
ANY = 0


def names(port: int) -> frozenset[str]:
    """What a request that means this server names as its host.

    A page of the internet whose name was made to point to this machine (DNS rebinding) would otherwise read what is served
    through the browser; its requests name that other host.
    """
    return frozenset(f"{name}:{port}" for name in (HOST, "localhost"))


def origins(port: int) -> frozenset[str]:
    """The origins of our own pages.

    A page from elsewhere sends another origin when it posts, reads or opens a socket.
    """
    return frozenset(f"http://{name}" for name in names(port))
