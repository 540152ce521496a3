package dev.locum.settings;

import dev.locum.settings.schema.Section;
import dev.locum.settings.schema.Setting;
import dev.locum.settings.value.Address;
import dev.locum.settings.value.Labelled;
import dev.locum.settings.value.Rules;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of a service that workers call, such as the examples' fleet and billing.
 *
 * @param listen where it serves
 * @param name its registered name: the {@code aud} of tokens for it
 * @param issuer the {@code iss} of the tokens that it accepts
 * @param trustDomain the {@code aud} of delegation tokens that it accepts
 * @param authService the auth service
 * @param workload as which workload it authenticates there; of kind DOWNSTREAM
 * @param accept how callers may prove themselves
 * @param actions the actions that it performs; empty: those of its contract
 * @param callers the workloads that it trusts
 * @param online whether it asks the auth service about each delegation
 * @param reachedAt how callers name it in proofs of possession
 * @param boundTokensOnly whether tokens that are bound to nothing are refused
 * @param boundTo to what they must be bound then
 * @param unboundServiceTokens whether service tokens count all the same
 * @param proofs what is asked of proofs of possession
 * @param services the services that it calls as itself
 * @param audit where it keeps audit events
 * @param traces where spans are sent; empty: nothing is traced
 */
@Section(
    key = "downstream",
    about = "Read by services that verify Locum's tokens, such as the examples.")
public record DownstreamSettings(
    @Setting("Where it serves.") Listen listen,
    @Setting(
            value = "Its registered name: the `aud` of tokens for it.",
            form = "[a-z][a-z0-9-]{0,62}")
        String name,
    @Setting("The auth service's issuer: the `iss` of the tokens that it accepts.") URI issuer,
    @Setting(
            value = "Trust domain: the `aud` of the delegation tokens that it accepts.",
            defaultsTo = "locum",
            form = "[a-z][a-z0-9.-]{0,62}")
        String trustDomain,
    @Setting("The auth service's gRPC server.") PeerSettings authService,
    @Setting("As which workload it authenticates to the auth service; of kind DOWNSTREAM.")
        WorkloadSettings workload,
    @Setting(
            value =
                "How callers may prove themselves: `exchange` (a token for this service alone),"
                    + " `forward` (the delegation token), `slice` (the delegation token, of which"
                    + " only `actions` count), `on-behalf` (a service token with forwarded user"
                    + " and tenant), `service` (a service token of a caller for itself), `user` (a"
                    + " user's own access token for this service; it never opens an internal"
                    + " method). Empty: `exchange` alone.",
            defaultsTo = "[]")
        List<Acceptance> accept,
    @Setting(
            value =
                "The actions that it performs; no other action of a delegation counts here."
                    + " `slice` needs them. Empty: those that its contract asks for.",
            defaultsTo = "[]",
            form = "[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)*")
        List<String> actions,
    @Setting(
            value =
                "Workloads that it trusts, by their registered ids, and for what. Empty: nobody"
                    + " may forward an identity or call for itself.",
            defaultsTo = "{}",
            form = "[a-z][a-z0-9-]{0,62}")
        Map<String, TrustedCaller> callers,
    @Setting(
            value =
                "Whether it asks the auth service about each token of a delegation and each"
                    + " forwarded identity, so that a revocation counts at once.",
            defaultsTo = "true")
        boolean online,
    @Setting(
            value =
                "Scheme, host and port by which callers reach it, such as `https://fleet:7461`,"
                    + " also for gRPC: proofs of possession must name one of them. Empty: no token"
                    + " that is bound to a key counts.",
            defaultsTo = "[]",
            form = "https?://[A-Za-z0-9.:\\[\\]_-]+")
        List<String> reachedAt,
    @Setting(
            value =
                "Whether tokens count only if they are bound to a key or a client certificate:"
                    + " tokens of delegations, users' access tokens, and service tokens, which"
                    + " nobody binds, not at all. Next to a bound delegation token a service token"
                    + " still says who sends it.",
            defaultsTo = "false")
        boolean boundTokensOnly,
    @Setting(
            value =
                "With `boundTokensOnly`: to what they must be bound: `any` (a key or a client"
                    + " certificate), `key`, `certificate`. The connection is asked for a"
                    + " certificate in any case, and needs none.",
            defaultsTo = "any")
        BoundTo boundTo,
    @Setting(
            value =
                "With `boundTokensOnly`: whether service tokens count all the same, for `service`"
                    + " and `on-behalf`. Whoever is shown one can show it here until it expires.",
            defaultsTo = "false")
        boolean unboundServiceTokens,
    @Setting("Proofs of possession.") NonceSettings proofs,
    @Setting(
            value =
                "Services that it calls as itself, by their registered names. It needs to be"
                    + " trusted there. Empty: none.",
            defaultsTo = "{}",
            form = "[a-z][a-z0-9-]{0,62}")
        Map<String, PeerSettings> services,
    @Setting("Audit events.") AuditSettings audit,
    @Setting(
            "Where spans are sent, so that one trace shows a piece of work across all parts."
                + " Absent: nothing is traced.")
        Optional<TracesSettings> traces) {

  /** Refuses modes that could never let anybody in, and a slice of nothing. */
  public DownstreamSettings {
    accept = accept.isEmpty() ? List.of(Acceptance.EXCHANGE) : List.copyOf(accept);
    actions = List.copyOf(actions);
    callers = Map.copyOf(callers);
    reachedAt = List.copyOf(reachedAt);
    services = Map.copyOf(services);
    boolean namesCallers =
        accept.contains(Acceptance.ON_BEHALF) || accept.contains(Acceptance.SERVICE);
    Rules.check()
        .require(
            "callers",
            !namesCallers || !callers.isEmpty(),
            "none (expected: at least one for on-behalf and service)")
        .require(
            "actions",
            !accept.contains(Acceptance.SLICE) || !actions.isEmpty(),
            "none (expected: at least one for slice)")
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
        .require(
            "unboundServiceTokens",
            boundTokensOnly || !unboundServiceTokens,
            "true without boundTokensOnly (expected: false)")
        .require(
            "accept",
            !boundTokensOnly || unboundServiceTokens || !namesCallers,
            "service or on-behalf with boundTokensOnly, which lets none of them in (expected:"
                + " unboundServiceTokens too)")
        .require(
            "accept",
            !(accept.contains(Acceptance.FORWARD) && accept.contains(Acceptance.SLICE)),
            "forward and slice (expected: one of them)")
        .orThrow();
  }

  private static boolean needsKeys(boolean boundTokensOnly, BoundTo boundTo) {
    return boundTokensOnly && boundTo != BoundTo.CERTIFICATE;
  }

  /** How a caller may prove itself. */
  public enum Acceptance implements Labelled {
    EXCHANGE("exchange"),
    FORWARD("forward"),
    SLICE("slice"),
    ON_BEHALF("on-behalf"),
    SERVICE("service"),
    USER("user");

    private final String label;

    Acceptance(String label) {
      this.label = label;
    }

    @Override
    public String label() {
      return label;
    }
  }

  /**
   * What a workload is trusted for.
   *
   * @param tenants the tenants for whose users it may act
   * @param actions what it may do on their behalf, or for itself
   * @param roles its roles when it calls for itself
   */
  public record TrustedCaller(
      @Setting(
              value = "Tenants for whose users it may act. Empty: it may forward no identity.",
              defaultsTo = "[]",
              form = "[a-z][a-z0-9-]{0,62}")
          List<String> tenants,
      @Setting(
              value = "Actions that it may take, at most.",
              defaultsTo = "[]",
              form = "[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)*")
          List<String> actions,
      @Setting(value = "Roles that it has when it calls for itself.", defaultsTo = "[]")
          List<String> roles) {

    public TrustedCaller {
      tenants = List.copyOf(tenants);
      actions = List.copyOf(actions);
      roles = List.copyOf(roles);
    }
  }

  /**
   * Where it serves.
   *
   * @param address address of the gRPC server
   * @param transport how connections are protected
   */
  public record Listen(
      @Setting("Address of the gRPC server.") Address address,
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
}
