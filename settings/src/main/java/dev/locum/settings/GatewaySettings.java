package dev.locum.settings;

import dev.locum.settings.schema.Section;
import dev.locum.settings.schema.Setting;
import dev.locum.settings.value.Address;
import dev.locum.settings.value.Labelled;
import dev.locum.settings.value.Network;
import dev.locum.settings.value.Rules;
import dev.locum.settings.value.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of the gateway.
 *
 * @param listen where it serves
 * @param issuer the auth service's issuer
 * @param authService the auth service
 * @param workload as which workload it authenticates there; of kind GATEWAY
 * @param temporal the Temporal frontend that it stands before
 * @param failover further frontends of the same cluster, in order
 * @param sealKeys keys under which tokens are sealed
 * @param dryRun whether it only records what it would refuse
 * @param accessLog of which calls it logs a line
 * @param audit where it keeps audit events
 * @param limits limits of one process
 * @param traces where spans are sent; empty: nothing is traced
 */
@Section(key = "gateway", about = "Read by `locum gateway`.")
public record GatewaySettings(
    @Setting("Where it serves.") Listen listen,
    @Setting("The auth service's issuer: the only audience of this process's client assertions.")
        URI issuer,
    @Setting("The auth service's gRPC server.") PeerSettings authService,
    @Setting("As which workload it authenticates to the auth service; of kind GATEWAY.")
        WorkloadSettings workload,
    @Setting("The Temporal frontend that it stands before.") TemporalSettings temporal,
    @Setting(
            value =
                "Further frontends of the same cluster, called in this order while those before"
                    + " cannot be reached; with the same protection and credentials. Empty: none.",
            defaultsTo = "[]")
        List<Address> failover,
    @Setting(
            "Keys under which Temporal's task and page tokens are sealed on their way to a caller:"
                + " 32 random bytes each, base64url without padding. The first seals, all of them"
                + " open: to rotate, put a new one first, and take the old one away once the"
                + " longest activity that was under way has ended. Every gateway before the same"
                + " Temporal needs the same keys. Whoever has one can forge tokens.")
        List<Secret> sealKeys,
    @Setting(
            value =
                "`true`: nothing is refused; what would be is recorded and passes as it came,"
                    + " without a credential too. For the days in which an existing installation"
                    + " moves behind the gateway. Logged.",
            defaultsTo = "false")
        boolean dryRun,
    @Setting(
            value =
                "Of which calls a line is logged: who, which method and namespace, what was"
                    + " decided, how long it took; never what a message or credential held."
                    + " `sampled`: all that did not simply pass, and one in a hundred of the"
                    + " others.",
            defaultsTo = "off")
        AccessLog accessLog,
    @Setting("Audit events.") AuditSettings audit,
    @Setting("Limits of one process.") Limits limits,
    @Setting(
            "Where spans are sent, so that one trace shows a piece of work across all parts."
                + " Absent: nothing is traced.")
        Optional<TracesSettings> traces) {

  /** Refuses plaintext to another machine. */
  public GatewaySettings {
    failover = List.copyOf(failover);
    sealKeys = List.copyOf(sealKeys);
    Rules.check()
        .require("sealKeys", !sealKeys.isEmpty(), "none (expected: at least one)")
        .require(
            "failover",
            !(temporal.transport() instanceof ClientTransport.Insecure)
                || failover.stream().allMatch(Address::isLoopback),
            "plaintext to another machine (expected: temporal.tls, or loopback addresses)")
        .orThrow();
  }

  /** Of which calls a line is logged. */
  public enum AccessLog implements Labelled {
    OFF("off"),
    SAMPLED("sampled"),
    ON("on");

    private final String label;

    AccessLog(String label) {
      this.label = label;
    }

    @Override
    public String label() {
      return label;
    }
  }

  /**
   * Where it serves.
   *
   * @param address address of the gRPC server
   * @param transport how connections are protected
   * @param spiffe bundles of SPIFFE trust domains
   * @param proxyProtocol networks of load balancers that say where each client is
   * @param metrics address of the Prometheus metrics; empty: none are served
   */
  public record Listen(
      @Setting(value = "Address of the gRPC server.", defaultsTo = "127.0.0.1:7440")
          Address address,
      @Setting("how connections are protected") ServerTransport transport,
      @Setting(
              value =
                  "SPIFFE trust domains whose X.509-SVIDs are accepted, each with the PEM file of"
                      + " its bundle: a SPIFFE id counts only where its own trust domain's bundle"
                      + " proves it. `tls.clientCa` must accept the same authorities. Empty: a"
                      + " certificate counts by its thumbprint alone.",
              form = "[a-z0-9._-]{1,255}",
              defaultsTo = "{}")
          Map<String, Path> spiffe,
      @Setting(
              value =
                  "Networks of load balancers that begin each connection with a PROXY protocol"
                      + " header, version 2, which says where the client is: theirs alone, since"
                      + " whoever connects from there is believed. A connection from there without"
                      + " one is closed, and from elsewhere none is read. Empty: nobody's.",
              defaultsTo = "[]")
          List<Network> proxyProtocol,
      @Setting(
              "Address of the Prometheus metrics (`/metrics`), plaintext and without any"
                  + " credential: one that only Prometheus can reach. Absent: none are served.")
          Optional<Address> metrics) {

    /** Refuses plaintext that other machines can reach, and SVIDs that nobody can show. */
    public Listen {
      spiffe = Map.copyOf(spiffe);
      proxyProtocol = List.copyOf(proxyProtocol);
      boolean insecure = transport instanceof ServerTransport.Insecure;
      boolean asksForCertificates =
          transport instanceof ServerTransport.Tls tls && tls.clientCa().isPresent();
      Rules.check()
          .require(
              "address",
              !insecure || address.isLoopback(),
              "not loopback (expected: tls instead of insecure)")
          .require(
              "spiffe",
              spiffe.isEmpty() || asksForCertificates,
              "no client certificate is asked for (expected: tls.clientCa)")
          .orThrow();
    }
  }

  /**
   * Limits of one process.
   *
   * @param threads event loops
   * @param messageBytes largest message in bytes
   * @param callsPerConnection calls at a time on one connection
   * @param tenantCallsPerSecond calls of one tenant in a second
   * @param tenantVisibilityCallsPerSecond lists and counts of one tenant in a second
   * @param tenantOpenCalls calls of one tenant at a time
   * @param tenantBytesPerSecond bytes of one tenant in a second; of answers that are not taken as
   *     many are held at a time, half of it for one workload
   * @param authServiceTimeout how long one call to the auth service may take
   * @param drain how long calls may go on when the process ends
   */
  public record Limits(
      @Setting(
              value = "Threads that serve connections and call Temporal.",
              defaultsTo = "2",
              atLeast = "1",
              atMost = "256")
          int threads,
      @Setting(
              value = "Largest message in bytes, after decompression.",
              defaultsTo = "134217728",
              atLeast = "1048576",
              atMost = "134217728")
          int messageBytes,
      @Setting(
              value = "Calls at a time on one connection, long polls included.",
              defaultsTo = "5000",
              atLeast = "1",
              atMost = "100000")
          int callsPerConnection,
      @Setting(
              value =
                  "Calls that the workloads of one tenant may make in a second. The default is half"
                      + " of what Temporal's own allows a namespace (frontend.namespaceRPS). Each"
                      + " workload of the platform may make 5,000 at least.",
              defaultsTo = "1200",
              atLeast = "1",
              atMost = "1000000")
          int tenantCallsPerSecond,
      @Setting(
              value =
                  "Lists and counts that the workloads of one tenant may ask for in a second,"
                      + " beside being calls. The default is half of what Temporal's own allows a"
                      + " namespace (frontend.namespaceRPS.visibility). Workloads of the platform"
                      + " have no such limit.",
              defaultsTo = "5",
              atLeast = "1",
              atMost = "1000000")
          int tenantVisibilityCallsPerSecond,
      @Setting(
              value =
                  "Calls that the workloads of one tenant may have open at a time, long polls"
                      + " included. The default is half of the polls that Temporal's own allows a"
                      + " namespace (frontend.namespaceCount). Each workload of the platform may"
                      + " have 10,000 at least.",
              defaultsTo = "600",
              atLeast = "1",
              atMost = "1000000")
          int tenantOpenCalls,
      @Setting(
              value =
                  "Bytes of requests that the workloads of one tenant may send in a second; a"
                      + " larger message passes and is paid for afterwards. Of answers as many are"
                      + " held at a time for workloads that do not take them, at most half of it"
                      + " for one workload; polls are refused while less than a quarter of it is"
                      + " left.",
              defaultsTo = "67108864",
              atLeast = "1024",
              atMost = "2147483647")
          int tenantBytesPerSecond,
      @Setting(
              value =
                  "How long one call to the auth service may take before the gateway answers"
                      + " Unavailable.",
              defaultsTo = "5s",
              atLeast = "100ms",
              atMost = "30s")
          Duration authServiceTimeout,
      @Setting(
              value =
                  "How long calls that are under way may go on when the process ends; long polls"
                      + " end by themselves within 75 seconds.",
              defaultsTo = "75s",
              atLeast = "10ms",
              atMost = "10m")
          Duration drain) {}
}
