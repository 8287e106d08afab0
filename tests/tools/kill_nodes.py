"""Searches and syncs on three nodes, of which one is killed and started again, for as long as is asked for.

``python tests/tools/kill_nodes.py [--minutes N] [--rebuild]``
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "kit"), str(Path(__file__).resolve().parents[2])]

from cluster_run import ClusterRun, wait_until_copied
from opensearch_node import cluster


def main() -> None:
    """Run, and print what was met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--rebuild", action="store_true", help="build anew each time in place of syncing")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        nodes = cluster(Path(folder))
        try:
            run = ClusterRun(nodes)
            writer, kills = run.engine(), 0
            run.write(writer)
            wait_until_copied(nodes[0])
            until = time.monotonic() + 60 * options.minutes

            def act() -> None:
                nonlocal kills
                while time.monotonic() < until:
                    victim = nodes[kills % len(nodes)]
                    victim.kill()
                    kills += 1
                    for _ in range(5):
                        run.write(writer, anew=options.rebuild)
                    victim.start().wait(len(nodes))
                    wait_until_copied(victim, 120)

            run.while_searching(act)
            print(f"{run.searches} searches, the slowest {run.slowest:.2f} s; {run.syncs} syncs; {kills} nodes killed")
            print(f"wrong: {dict(run.wrong) or 'nothing'}; lost: {run.lost() or 'nothing'}")
        finally:
            for node in nodes:
                node.kill()


if __name__ == "__main__":
    main()
