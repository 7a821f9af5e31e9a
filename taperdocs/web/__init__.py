"""The local web page: the whole job in a browser of this computer, with the functions of the command line."""

HOST = "127.0.0.1"
"""The one address that the server listens at: this computer, and no other."""


def address(port: int, token: str) -> str:
    """Return the address that opens the page, once."""
    return f"http://{HOST}:{port}/?token={token}"
