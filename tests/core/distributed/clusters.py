"""A Ray cluster on this machine, as small as it may be."""

import os
import shutil
import tempfile
from contextlib import contextmanager, suppress

# Nobody reads their logs.
_NODE = {"num_cpus": 1, "object_store_memory": 80 * 2**20, "include_log_monitor": False}
_TRIES = 3


@contextmanager
def small_cluster(patch):
    """Starts a cluster of one node with a processor, to which jobs can be submitted.

    Args:
        patch: The test's monkeypatch: without tokens, none is written into the person's home.

    Yields:
        The cluster.
    """
    from core.distributed.ray_cluster import import_ray

    patch.setenv("RAY_AUTH_MODE", "disabled")
    import_ray()
    from ray.cluster_utils import Cluster

    # Names of sockets may have some hundred letters.
    folder = tempfile.mkdtemp(prefix="ray-", dir="/tmp")
    cluster = Cluster(
        initialize_head=True,
        head_node_args={
            **_NODE,
            "include_dashboard": True,
            "dashboard_port": 0,
            # Two clusters cannot share the port that its agent has by default: one would take no jobs.
            "dashboard_agent_listen_port": 0,
            "temp_dir": folder,
        },
    )
    try:
        yield cluster
    finally:
        cluster.shutdown()
        shutil.rmtree(folder, ignore_errors=True)
        os.environ.pop("RAY_ADDRESS", None)


def add_node(cluster):
    """Adds a node with a processor; Ray gives it 30 seconds to start, which a busy machine may need twice."""
    for _ in range(_TRIES - 1):
        with suppress(Exception):
            return cluster.add_node(**_NODE)
    return cluster.add_node(**_NODE)
