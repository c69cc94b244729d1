"""Ray clusters of several nodes on this machine, as small as they may be."""

import os
import shutil
import tempfile
from contextlib import contextmanager

# Nobody reads their logs.
NODE = {"object_store_memory": 80 * 2**20, "include_log_monitor": False}


@contextmanager
def small_cluster(patch, nodes, has_jobs=False):
    """Starts a cluster of nodes with a processor each.

    Args:
        patch: The test's monkeypatch: without tokens, none is written into the person's home.
        nodes: How many; the first is the cluster's head.
        has_jobs: Whether jobs can be submitted to it.

    Yields:
        The cluster, and its nodes without the head.
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
            "num_cpus": 1,
            **NODE,
            "include_dashboard": has_jobs,
            "dashboard_port": 0,
            # Two clusters cannot share the port that its agent has by default: one would take no jobs.
            "dashboard_agent_listen_port": 0,
            "temp_dir": folder,
        },
    )
    try:
        workers = [cluster.add_node(num_cpus=1, **NODE) for _ in range(nodes - 1)]
        yield cluster, workers
    finally:
        cluster.shutdown()
        shutil.rmtree(folder, ignore_errors=True)
        os.environ.pop("RAY_ADDRESS", None)
