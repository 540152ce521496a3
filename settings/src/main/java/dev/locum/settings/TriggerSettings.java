package dev.locum.settings;

import dev.locum.settings.schema.Section;
import dev.locum.settings.schema.Setting;
import dev.locum.settings.value.Address;
import dev.locum.settings.value.Rules;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Settings of the trigger.
 *
 * @param listen where it serves
 * @param issuer the auth service's issuer
 * @param authService the auth service
 * @param workload as which workload it authenticates there; of kind TRIGGER
 * @param temporal the Temporal frontend that it starts workflows at
 * @param reachedAt how callers name it in proofs of possession
 * @param boundTokensOnly whether users' tokens that are bound to nothing are refused
 * @param boundTo to what they must be bound then
 * @param proofs what is asked of proofs of possession
 * @param audit where it keeps audit events
 * @param limits limits of what one process does at a time
 * @param traces where spans are sent; empty: nothing is traced
 */
@Section(key = "trigger", about = "Read by `locum trigger`.")
public record TriggerSettings(
    @Setting("Where it serves.") Listen listen,
    @Setting("The auth service's issuer: the only audience of this process's client assertions.")
        URI issuer,
    @Setting("The auth service's gRPC server.") PeerSettings authService,
    @Setting("As which workload it authenticates to the auth service; of kind TRIGGER.")
        WorkloadSettings workload,
    @Setting("The Temporal frontend at which it starts workflows.") TemporalSettings temporal,
    @Setting(
            value =
                "Scheme, host and port by which callers reach it, such as"
                    + " `https://trigger:7430`: proofs of possession must name one of them. Empty:"
                    + " no user's token that is bound to a key counts.",
            defaultsTo = "[]",
            form = "https?://[A-Za-z0-9.:\\[\\]_-]+")
        List<String> reachedAt,
    @Setting(
            value =
                "Whether users' access tokens count only if they are bound, so that one that is"
                    + " stolen opens nothing. Users then log in with `locum login --bound`, a"
                    + " client that sends proofs, or one whose tokens are bound to its"
                    + " certificate.",
            defaultsTo = "false")
        boolean boundTokensOnly,
    @Setting(
            value =
                "With `boundTokensOnly`: to what they must be bound: `any` (a key or a client"
                    + " certificate), `key`, `certificate`. The connection is asked for a"
                    + " certificate in any case, and needs none.",
            defaultsTo = "any")
        BoundTo boundTo,
    @Setting("Proofs of possession.") NonceSettings proofs,
    @Setting("Audit events.") AuditSettings audit,
    @Setting("Limits of one process.") Limits limits,
    @Setting(
            "Where spans are sent, so that one trace shows a piece of work across all parts."
                + " Absent: nothing is traced.")
        Optional<TracesSettings> traces) {

  /** Refuses what the auth service would not give, and proofs that nobody could make. */
  public TriggerSettings {
    reachedAt = List.copyOf(reachedAt);
    Rules.check()
        .require(
            "reachedAt",
            !reachedAt.isEmpty()
                || (!needsKeys(boundTokensOnly, boundTo)
                    && proofs.nonce() == ProofSettings.Nonce.NONE),
            "none (expected: at least one for boundTokensOnly and proofs.nonce)")
        .require(
            "boundTo",
            boundTokensOnly || boundTo == BoundTo.ANY,
            boundTo.label() + " without boundTokensOnly (expected: absent)")
        .require(
            "boundTo",
            boundTo != BoundTo.CERTIFICATE || listen.transport() instanceof ServerTransport.Tls,
            "certificate without TLS (expected: listen.tls)")
        .require("temporal.token", !temporal.token(), "not for a trigger (expected: absent)")
        .orThrow();
  }

  private static boolean needsKeys(boolean boundTokensOnly, BoundTo boundTo) {
    return boundTokensOnly && boundTo != BoundTo.CERTIFICATE;
  }

  /**
   * Where it serves.
   *
   * @param address address of the gRPC server
   * @param transport how connections are protected
   */
  public record Listen(
      @Setting(value = "Address of the gRPC server.", defaultsTo = "127.0.0.1:7430")
          Address address,
      @Setting("how connections are protected") ServerTransport transport) {

    /** Refuses plaintext that other machines can reach. */
    public Listen {
      Rules.check()
          .require(
              "address",
              !(transport instanceof ServerTransport.Insecure) || address.isLoopback(),
              "not loopback (expected: tls instead of insecure)")
          .orThrow();
    }
  }

  /**
   * Limits of one process.
   *
   * @param watchers streams of {@code WatchWork} at a time
   * @param watchersPerUser how many of them one user may hold
   * @param authServiceTimeout how long one call to the auth service may take
   * @param temporalTimeout how long one call to Temporal may take
   */
  public record Limits(
      @Setting(
              value = "Streams of `WatchWork` at a time; further ones are refused.",
              defaultsTo = "1000",
              atLeast = "1",
              atMost = "100000")
          int watchers,
      @Setting(
              value =
                  "Streams of `WatchWork` of one user at a time; further ones of theirs are"
                      + " refused.",
              defaultsTo = "20",
              atLeast = "1",
              atMost = "100000")
          int watchersPerUser,
      @Setting(
              value =
                  "How long one call to the auth service may take before the trigger answers"
                      + " Unavailable.",
              defaultsTo = "5s",
              atLeast = "100ms",
              atMost = "30s")
          Duration authServiceTimeout,
      @Setting(
              value =
                  "How long one call to Temporal may take before the trigger answers Unavailable.",
              defaultsTo = "5s",
              atLeast = "100ms",
              atMost = "30s")
          Duration temporalTimeout) {}
}
