package dev.locum.launcher.topology;

/** Which parts of the topology share a process. */
public enum Layout {
  /** Everything in this process but the workers: small, and quick to start. */
  TOGETHER,
  /** Each part in a process of its own, as in production; any of them can be killed. */
  APART
}
