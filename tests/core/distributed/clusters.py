"""A Ray cluster on this machine, as small as possible."""

import os
import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

# Nobody reads the nodes' logs.
_NODE = {"num_cpus": 1, "object_store_memory": 80 * 2**20, "include_log_monitor": False}
_TRIES = 3


@contextmanager
def small_cluster(patch):
    """Starts a cluster of one node with one processor, to which jobs can be submitted.

    Args:
        patch: The test's monkeypatch; it turns off authentication, so that Ray writes no token into the
            user's home.

    Yields:
        The cluster.
    """
    from core.distributed.ray_cluster import import_ray

    patch.setenv("RAY_AUTH_MODE", "disabled")
    import_ray()
    from ray.cluster_utils import Cluster

    # Paths of sockets may have only about a hundred characters.
    folder = tempfile.mkdtemp(prefix="ray-", dir="/tmp")
    # Ray notes the cluster's address here, wherever its own folder is, and does not create this one.
    Path(tempfile.gettempdir(), "ray").mkdir(exist_ok=True)
    cluster = Cluster(
        initialize_head=True,
        head_node_args={
            **_NODE,
            "include_dashboard": True,
            "dashboard_port": 0,
            # Two clusters cannot share the agent's default port: one of them would accept no jobs.
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
    """Adds a node with one processor, retrying because Ray's 30 seconds to start can be too few."""
    for _ in range(_TRIES - 1):
        with suppress(Exception):
            return cluster.add_node(**_NODE)
    return cluster.add_node(**_NODE)
