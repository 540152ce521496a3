package dev.locum.launcher.stage;

import dev.locum.cli.oauth.BrowserStandIn;
import dev.locum.cli.oauth.DeviceCode;
import dev.locum.cli.oauth.DevicePoll;
import dev.locum.cli.oauth.IssuerHttp;
import dev.locum.cli.oauth.OAuthClient;
import dev.locum.cli.profile.StoredTokens;
import dev.locum.grpcauthz.client.RpcChannel;
import dev.locum.launcher.topology.AuthorityClient;
import dev.locum.launcher.topology.Topology;
import dev.locum.launcher.topology.World;
import dev.locum.protocol.auth.v1.Delegation;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc.DelegationServiceBlockingStub;
import dev.locum.protocol.auth.v1.GetDelegationRequest;
import dev.locum.protocol.auth.v1.ListDelegationsRequest;
import dev.locum.settings.value.CertificateAuthority;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The running topology as the people of the example see it, with their logins. Thread-safe. */
public final class Stage implements AutoCloseable {

  /** The service that users call themselves, by the audience of its tokens. */
  public static final String TRIP_SERVICE = "trip";

  private static final long CALL_SECONDS = 30;
  private static final Duration TRAIL_LIMIT = Duration.ofMinutes(1);

  private final Topology topology;
  private final Clock clock;
  private final IssuerHttp http;
  private final ManagedChannel trigger;
  private final ManagedChannel trip;
  private final ManagedChannel temporal;
  private final AuthorityClient operator;
  private final Map<String, StoredTokens> logins = new HashMap<>();

  public Stage(Topology topology, Clock clock) throws IOException {
    this.topology = topology;
    this.clock = clock;
    this.http =
        new IssuerHttp(
            URI.create(topology.issuer().value()),
            CertificateAuthority.of(topology.certificateAuthority()));
    this.trigger =
        RpcChannel.to("localhost:" + topology.ports().trigger())
            .trusting(topology.certificateAuthority())
            .open();
    this.trip =
        RpcChannel.to("localhost:" + topology.ports().trip())
            .trusting(topology.certificateAuthority())
            .open();
    this.temporal = topology.openTemporal();
    this.operator = topology.operator();
  }

  public Topology topology() {
    return topology;
  }

  public AuthorityClient operator() {
    return operator;
  }

  public ManagedChannel triggerChannel() {
    return trigger;
  }

  public ManagedChannel tripChannel() {
    return trip;
  }

  public TemporalProbe temporal() {
    return new TemporalProbe(temporal);
  }

  /** A client with a token of the person that is good for a while; they log in if need be. */
  public synchronized TripClient clientOf(String name) throws IOException, InterruptedException {
    return TripClient.with(trigger, freshTokens(name).accessToken().reveal());
  }

  /** Logs in by the device flow, and answers the tokens. */
  public synchronized StoredTokens logIn(String name) throws IOException, InterruptedException {
    World.Person person =
        World.PEOPLE.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    OAuthClient client = new OAuthClient(http, clock);
    DeviceCode code = client.beginDevice();
    new BrowserStandIn(http)
        .confirm(
            code,
            new BrowserStandIn.Credentials(
                person.tenant(),
                person.name(),
                topology.state().read("users/" + person.name() + ".password")));
    while (true) {
      if (client.poll(code) instanceof DevicePoll.Granted granted) {
        logins.put(name, granted.tokens());
        return granted.tokens();
      }
      Thread.sleep(code.pace().interval());
    }
  }

  /** Forgets the login of a person; they log in anew when they are needed. */
  public synchronized void forget(String name) {
    logins.remove(name);
  }

  /** The tokens of a person's login; they log in if need be. */
  public synchronized StoredTokens tokensOf(String name) throws IOException, InterruptedException {
    return freshTokens(name);
  }

  /** A token with which the person calls one service, and nothing else. */
  public synchronized String tokenFor(String name, String service)
      throws IOException, InterruptedException {
    StoredTokens login = freshTokens(name);
    StoredTokens atService = new OAuthClient(http, clock).refreshFor(service, login).orElseThrow();
    logins.put(
        name,
        new StoredTokens(
            login.issuer(), login.accessToken(), login.expiresAt(), atService.refreshToken()));
    return atService.accessToken().reveal();
  }

  private StoredTokens freshTokens(String name) throws IOException, InterruptedException {
    StoredTokens held = logins.get(name);
    Instant soon = clock.instant().plus(Duration.ofSeconds(5));
    return held != null && soon.isBefore(held.expiresAt()) ? held : logIn(name);
  }

  /** The delegation of a workflow, as the operator sees it. */
  public Delegation delegationOf(String workflowId) {
    return delegations()
        .getDelegation(GetDelegationRequest.newBuilder().setWorkflowId(workflowId).build())
        .getDelegation();
  }

  /** The delegations of a tenant, the newest first, as the operator sees them. */
  public List<Delegation> newestDelegations(String tenant) {
    return delegations()
        .listDelegations(ListDelegationsRequest.newBuilder().setTenant(tenant).build())
        .getDelegationsList();
  }

  private DelegationServiceBlockingStub delegations() {
    return DelegationServiceGrpc.newBlockingStub(operator.channel())
        .withCallCredentials(operator.credentials())
        .withWaitForReady()
        .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
  }

  /** The trail of a workflow, once the parts have shipped their events. */
  public Trail trail(String workflowId) throws InterruptedException {
    return trail(workflowId, any -> true);
  }

  /** The same, of which something must come; what has not come in a minute is not waited for. */
  public Trail trail(String workflowId, Predicate<Trail> awaited) throws InterruptedException {
    return Trail.settled(Trail.stub(this), workflowId, awaited, TRAIL_LIMIT);
  }

  /** The trail of a workflow as it is now; parts may yet ship events of theirs. */
  public Trail trailSoFar(String workflowId) {
    return Trail.now(Trail.stub(this), workflowId);
  }

  /** Waits until the tokens have expired. */
  public void awaitExpiry(StoredTokens tokens) throws InterruptedException {
    Duration left = Duration.between(clock.instant(), tokens.expiresAt());
    if (left.isPositive()) {
      Thread.sleep(left.plusMillis(100));
    }
  }

  @Override
  public void close() {
    operator.close();
    trigger.shutdownNow();
    trip.shutdownNow();
    temporal.shutdownNow();
    http.close();
  }
}
