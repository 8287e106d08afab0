"""What the server takes from one connection, one address and all together."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ServerLimits:
    """Limits of one process of the server; times in seconds, sizes in bytes."""

    header_seconds: float = 15
    """From a connection's opening, or its last answer, to the end of the next request's header."""
    transfer_seconds: float = 30
    """What a body may take to come, and an answer to be read, besides a second for every ``bytes_per_second``."""
    bytes_per_second: int = 16_384
    request_seconds: float = 180
    """What answering may take. It is more than any part of the site gives itself."""
    retire_seconds: float = 10
    """How long a process that has a stuck request goes on for others before it makes room for a new one."""
    connections: int = 1_000
    connections_per_address: int = 400
    """Of one peer; 0 where the peer is a proxy of our own, which then has to count."""
    requests_per_connection: int = 4
    """Sent before the first of them is answered."""
    body: int = 80 << 20
    """More than the site takes, which tells it in a page; what is still larger is not read at all."""
    held: int = 512 << 20
    """Of bodies that have not come whole, and of answers that are not read yet, over all connections."""
