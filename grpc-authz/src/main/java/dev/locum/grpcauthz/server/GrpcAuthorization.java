package dev.locum.grpcauthz.server;

import dev.locum.audit.AuditRecorder;
import dev.locum.grpcauthz.caller.CallerAuthenticator;
import dev.locum.grpcauthz.contract.ContractException;
import dev.locum.grpcauthz.contract.MethodContract;
import dev.locum.grpcauthz.contract.ServiceContracts;
import dev.locum.grpcauthz.header.CredentialIntake;
import dev.locum.grpcauthz.internal.CallAudit;
import dev.locum.grpcauthz.internal.CallGate;
import dev.locum.grpcauthz.rpc.ErrorBoundary;
import dev.locum.grpcauthz.rpc.ProofNonceTrailer;
import dev.locum.grpcauthz.trace.ServerSpans;
import dev.locum.token.Incubating;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerBuilder;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Secures a gRPC server by the contract of its services:
 *
 * <pre>{@code
 * GrpcAuthorization authorization =
 *     GrpcAuthorization.builder()
 *         .authenticator(CallerAuthenticator.builder().self(audience).verifier(verifier).build())
 *         .audit(recorder)
 *         .clock(clock)
 *         .build();
 * Server server = authorization.secure(Grpc.newServerBuilderForPort(port, tls), new FleetService()).build();
 * }</pre>
 *
 * <p><b>Security guarantees</b>: one interceptor does everything in the one right order, so it
 * cannot be assembled wrongly: error boundary, taking out of all credential headers on every route,
 * authentication (users, or trust sources for internal methods), contract, audit, then interceptors
 * of the service and its handler. It covers the whole server: a service that is added some other
 * way has no contract and is refused. Contracts that contradict themselves, and interceptors that
 * would run before it, stop the start.
 *
 * <p>Handlers read {@link dev.locum.grpcauthz.caller.CallerContext#current}. Close it after the
 * server.
 */
public final class GrpcAuthorization implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(GrpcAuthorization.class);

  private final CredentialIntake intake;
  private final ProofNonceTrailer nonces;
  private final CallGate gate;
  private final StreamExpiry expiry;
  private final Set<String> open;
  private final List<ServerInterceptor> inner;
  private final MessageCredentials inMessages;
  private final @Nullable ServerSpans spans;

  /** Copies: what is done to the builder later changes nothing here. */
  private GrpcAuthorization(
      Builder parts, CallerAuthenticator callers, CallGate gate, StreamExpiry expiry) {
    this.intake = CredentialIntake.of(callers.trustHeaders());
    this.nonces = new ProofNonceTrailer(callers::nextProofNonce);
    this.gate = gate;
    this.expiry = expiry;
    this.open = Set.copyOf(parts.open);
    this.inner = List.copyOf(parts.inner);
    this.inMessages = parts.inMessages.copy();
    this.spans = parts.spans;
  }

  /** An authenticator, an audit recorder and a clock are required; there is no default for them. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Secures a server with these services. Interceptors that the server was given before run after
   * authorization and see the caller and no credential; later ones are refused.
   *
   * @throws ContractException if a contract contradicts itself, a service has none, or a method is
   *     internal and there is no trust source
   */
  public SecuredServer secure(ServerBuilder<?> server, BindableService... services) {
    List<ServerServiceDefinition> definitions =
        Arrays.stream(services).map(BindableService::bindService).toList();
    ServiceContracts contracts = ServiceContracts.of(definitions, open);
    gate.requireReachable(contracts.all());
    warn(contracts);
    ContractInterceptor contractFirst =
        new ContractInterceptor(contracts, intake, inMessages, gate, expiry);
    List<ServerInterceptor> outermostFirst = new ArrayList<>();
    if (spans != null) {
      outermostFirst.add(spans);
    }
    outermostFirst.add(nonces);
    outermostFirst.add(new ErrorBoundary());
    outermostFirst.add(contractFirst);
    outermostFirst.addAll(inner);
    return new SecuredServer(server, definitions, List.copyOf(outermostFirst));
  }

  /** Ends the timer of streams; those that are open stay open. */
  @Override
  public void close() {
    expiry.close();
  }

  private static void warn(ServiceContracts contracts) {
    for (MethodContract contract : contracts.all()) {
      contract.warnings().forEach(warning -> log.warn("{}: {}", contract.method(), warning));
    }
  }

  /** Collects the parts; {@link #build} refuses when one is missing. */
  public static final class Builder {

    private @Nullable CallerAuthenticator authenticator;
    private @Nullable AuditRecorder audit;
    private @Nullable Clock clock;
    private @Nullable ServerSpans spans;
    private final Set<String> open = new HashSet<>();
    private final List<ServerInterceptor> inner = new ArrayList<>();
    private final MessageCredentials inMessages = new MessageCredentials();

    private Builder() {}

    /** Proves callers. */
    public Builder authenticator(CallerAuthenticator authenticator) {
      this.authenticator = authenticator;
      return this;
    }

    /**
     * Records decisions as the part {@code downstream}. A call whose event is not kept is not let
     * in.
     */
    public Builder audit(AuditRecorder audit) {
      this.audit = audit;
      return this;
    }

    /** Says when streams expire. */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /** Tells OpenTelemetry of each call, refused ones included. Not set: nobody is told. */
    @Incubating
    public Builder openTelemetry(OpenTelemetry openTelemetry) {
      this.spans = ServerSpans.beginning(openTelemetry);
      return this;
    }

    /**
     * Opens a service without options to everybody, such as {@code grpc.health.v1.Health}.
     *
     * @param service its full name; a service whose contract has options cannot be opened this way
     */
    public Builder open(String service) {
      open.add(service);
      return this;
    }

    /**
     * Runs an interceptor of the service's own after authorization: it sees the caller and no
     * credential. The first that is added runs first.
     */
    public Builder inner(ServerInterceptor interceptor) {
      inner.add(interceptor);
      return this;
    }

    /** Takes the token of a unary method out of its message instead of a header (S3-36). */
    public <ReqT> Builder tokenInMessage(
        MethodDescriptor<ReqT, ?> method, MessageCredential<ReqT> credential) {
      inMessages.put(method, credential);
      return this;
    }

    /**
     * Builds.
     *
     * @throws IllegalStateException if the authenticator, the audit recorder or the clock is
     *     missing
     */
    public GrpcAuthorization build() {
      CallerAuthenticator callers = present("authenticator", authenticator);
      CallAudit events = new CallAudit(present("audit", audit), callers.self());
      return new GrpcAuthorization(
          this, callers, new CallGate(callers, events), new StreamExpiry(present("clock", clock)));
    }

    private static <T> T present(String what, @Nullable T value) {
      if (value == null) {
        throw new IllegalStateException(what + ": not set (expected: set)");
      }
      return value;
    }
  }
}
