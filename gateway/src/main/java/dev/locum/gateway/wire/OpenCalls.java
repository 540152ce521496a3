package dev.locum.gateway.wire;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The calls that wait for Temporal, so that those of a workload that was disabled can be ended. */
final class OpenCalls {

  private final Set<ProxiedCall> calls = ConcurrentHashMap.newKeySet();

  void add(ProxiedCall call) {
    calls.add(call);
  }

  void remove(ProxiedCall call) {
    calls.remove(call);
  }

  int count() {
    return calls.size();
  }

  /** Proves the callers again whose proof has run out. */
  void proveAgain() {
    calls.forEach(ProxiedCall::proveAgain);
  }
}
