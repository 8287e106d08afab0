"""Three nodes: one is killed while people search and while a sync is under way, and nobody notices."""

import threading

import pytest

from cluster_run import ClusterRun, wait_until_copied
from opensearch_node import cluster, is_built

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not is_built(), reason="there is no OpenSearch here; it is built by: bash .ci/opensearch"),
]


def test_a_node_may_die_while_people_search_and_a_sync_is_under_way(tmp_path) -> None:
    nodes = cluster(tmp_path, megabytes=256)
    try:
        run = ClusterRun(nodes)
        writer = run.engine()
        run.write(writer)
        wait_until_copied(nodes[0])

        def act() -> None:
            run.write(writer)
            killing = threading.Timer(0.3, nodes[0].kill)  # the one that is asked first
            killing.start()
            for _ in range(2):
                run.write(writer)
            killing.join()
            run.write(writer, anew=True)  # with the two that are left, under search
            run.write(writer)

        run.while_searching(act)
        assert dict(run.wrong) == {}
        assert run.lost() == []
        assert run.searches > 10
        assert run.syncs == 6
    finally:
        for node in nodes:
            node.kill()
