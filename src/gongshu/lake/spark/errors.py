"""What can be in the way of a cluster.

LakeError
├── ClusterAway      the cluster does not answer, has too few workers, or gave the job up
└── NotTheSame       the statement has something that the cluster would answer differently; DuckDB answers it
"""

from ..errors import LakeError


class ClusterAway(LakeError):
    """The cluster does not answer, or gave a job up."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"the Spark cluster did not do it ({why}); nothing was changed; see `gongshu doctor`, mend the cluster and run it again",
            f"Spark 集群没有完成（{why}），没有改动任何内容；请用 gongshu doctor 查看，修复集群后重新执行",
        )
        self.why = why


class NotTheSame(LakeError):
    """Spark has no word that means the same for certain; the statement is for DuckDB."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} is not known to mean the same on Spark; the node's own engine answers it",
            f"{what} 在 Spark 上的含义不能确认相同；由本机引擎执行",
        )
        self.what = what
