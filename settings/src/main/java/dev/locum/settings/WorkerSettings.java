package dev.locum.settings;

import dev.locum.settings.schema.Section;
import dev.locum.settings.schema.Setting;
import dev.locum.settings.value.Address;
import dev.locum.settings.value.Labelled;
import dev.locum.settings.value.Rules;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of a worker process that is built with Locum's worker library, such as the examples.
 *
 * @param issuer the auth service's issuer
 * @param authService the auth service
 * @param workload as which workload it authenticates there; of kind WORKER
 * @param temporal the Temporal frontend (or Locum's gateway) that it polls
 * @param namespace the namespace that it polls
 * @param taskQueue the queue that it polls; its workload must own it
 * @param downstreams the services that its activities call, by name
 * @param audit where it keeps audit events
 * @param traces where spans are sent; empty: nothing is traced
 */
@Section(key = "worker", about = "Read by worker processes that use Locum's worker library.")
public record WorkerSettings(
    @Setting(
            "The auth service's issuer: the `iss` of its tokens and the only audience of this"
                + " process's client assertions.")
        URI issuer,
    @Setting("The auth service's gRPC server.") PeerSettings authService,
    @Setting("As which workload it authenticates to the auth service; of kind WORKER.")
        WorkloadSettings workload,
    @Setting("The Temporal frontend, or Locum's gateway, that it polls.") TemporalSettings temporal,
    @Setting(
            value = "Namespace that it polls.",
            defaultsTo = "default",
            form = "[A-Za-z0-9._-]{1,255}")
        String namespace,
    @Setting("Task queue that it polls. Its workload must own it.") String taskQueue,
    @Setting(
            value = "Services that its activities call, by their registered names.",
            form = "[a-z][a-z0-9-]{0,62}",
            defaultsTo = "{}")
        Map<String, DownstreamPeer> downstreams,
    @Setting("Audit events.") AuditSettings audit,
    @Setting(
            "Where spans are sent, so that one trace shows a piece of work across all parts."
                + " Absent: nothing is traced.")
        Optional<TracesSettings> traces) {

  public WorkerSettings {
    downstreams = Map.copyOf(downstreams);
    Rules.check()
        .require("temporal.token", !temporal.token(), "not for a worker (expected: absent)")
        .orThrow();
  }

  /** How activities authenticate to a downstream. */
  public enum Mode implements Labelled {
    EXCHANGE("exchange"),
    FORWARD("forward"),
    SLICE("slice"),
    ON_BEHALF("on-behalf");

    private final String label;

    Mode(String label) {
      this.label = label;
    }

    @Override
    public String label() {
      return label;
    }

    /**
     * Whether the downstream gets the delegation token itself, so that it must be internal (S3-37,
     * S3-40).
     */
    public boolean sendsDelegation() {
      return this == FORWARD || this == SLICE;
    }
  }

  /**
   * A service that activities call.
   *
   * @param target where it is
   * @param transport how the connection is protected
   * @param mode how activities authenticate to it
   * @param internal whether it is in the same trust boundary, so that it may be sent a delegation
   *     token
   */
  public record DownstreamPeer(
      @Setting("Where the service is: `host:port`.") Address target,
      @Setting("how the connection is protected") ClientTransport transport,
      @Setting(
              value =
                  "How activities authenticate: `exchange` (a token for this service alone),"
                      + " `forward` (the delegation token), `slice` (the delegation token, of which"
                      + " the service honours its part), `on-behalf` (a service token with"
                      + " forwarded user and tenant).",
              defaultsTo = "exchange")
          Mode mode,
      @Setting(
              value =
                  "Whether the service is in the same trust boundary. `forward` and `slice` need"
                      + " `true`.",
              defaultsTo = "false")
          boolean internal) {

    /** Refuses to send a delegation token outside, and plaintext to another machine. */
    public DownstreamPeer {
      Rules.check()
          .require(
              "mode",
              internal || !mode.sendsDelegation(),
              mode.label() + " to an external service (expected: exchange, or internal: true)")
          .require(
              "insecure",
              !(transport instanceof ClientTransport.Insecure) || target.isLoopback(),
              "plaintext to another machine (expected: tls, or a loopback target)")
          .orThrow();
    }
  }
}
