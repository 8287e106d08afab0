"""Real nodes of OpenSearch on loopback, of what ``.ci/opensearch`` builds; scripts and tests start them alike."""

import json
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BUILT = Path(__file__).parents[1] / "tools" / "opensearch" / "target"
STARTING_SECONDS = 120.0


def is_built() -> bool:
    """Say whether there is a node to start."""
    return (BUILT / "built").exists() and shutil.which("java") is not None


def free_port() -> int:
    """Return a port that nobody listens on at this moment."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@dataclass
class OpenSearchNode:
    """One node with a folder of its own; ``peers`` are the transport ports of all nodes of its cluster.

    A node ``for_tests`` starts sooner and stays slower: Java compiles it once, and not again where it is hot. It clears
    its memory by one thread; a node as it is run does so by several, and before OpenSearch refuses requests for it.
    """

    folder: Path
    peers: tuple[int, ...] = ()
    megabytes: int = 384
    for_tests: bool = True
    http_port: int = field(default_factory=free_port)
    transport_port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return the address that clients ask."""
        return f"http://127.0.0.1:{self.http_port}"

    def start(self) -> "OpenSearchNode":
        """Start the process; :meth:`wait` says when it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        found = ["discovery.type=single-node"]
        if self.peers:
            hosts = ",".join(f"127.0.0.1:{port}" for port in self.peers)
            names = ",".join(f"node-{port}" for port in self.peers)
            found = [f"discovery.seed_hosts={hosts}", f"cluster.initial_cluster_manager_nodes={names}"]
            found += ["cluster.fault_detection.leader_check.interval=500ms", "discovery.find_peers_interval=500ms"]
        java = [f"-Xms{self.megabytes}m", f"-Xmx{self.megabytes}m"]
        java += ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"] if self.for_tests else ["-XX:+UseG1GC"]
        settings = [
            f"path.home={self.folder}",
            f"http.port={self.http_port}",
            f"transport.port={self.transport_port}",
            "network.host=127.0.0.1",
            f"node.name=node-{self.transport_port}",
            "cluster.name=kb-tests",
            "node.processors=2",
            "cluster.routing.allocation.disk.threshold_enabled=false",
            *found,
        ]
        path = f"{BUILT / 'classes'}:{BUILT / 'lib'}/*"
        with (self.folder / "output").open("wb") as output:
            command = ["java", *java, "-cp", path, "TestNode", *settings]
            self.process = subprocess.Popen(command, stdout=output, stderr=output)
        return self

    def wait(self, nodes: int = 1) -> "OpenSearchNode":
        """Wait until it answers and knows so many nodes."""
        until = time.monotonic() + STARTING_SECONDS
        while time.monotonic() < until:
            if self.process is None or self.process.poll() is not None:
                break
            try:
                if self.ask("/_cluster/health")["number_of_nodes"] >= nodes:
                    return self
            except (OSError, urllib.error.URLError):
                pass
            time.sleep(0.1)
        raise RuntimeError(f"a node of OpenSearch did not start: {(self.folder / 'output').read_text()[-2000:]}")

    def ask(self, path: str) -> dict[str, Any]:
        """Return what it answers to a question of its own API."""
        with urllib.request.urlopen(f"{self.url}{path}", timeout=10) as answer:  # noqa: S310 - always http, on loopback
            told: dict[str, Any] = json.load(answer)
        return told

    def kill(self) -> None:
        """End it at once, as a machine does that loses its power."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


def cluster(folder: Path, size: int = 3, megabytes: int = 384) -> list[OpenSearchNode]:
    """Start several nodes that are one cluster, and wait until they are."""
    ports = tuple(free_port() for _ in range(size))
    nodes = [OpenSearchNode(folder / f"node-{port}", ports, megabytes, transport_port=port) for port in ports]
    for node in nodes:
        node.start()
    for node in nodes:
        node.wait(size)
    return nodes
