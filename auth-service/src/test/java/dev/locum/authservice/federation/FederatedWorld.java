package dev.locum.authservice.federation;

import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.bootstrap.AuthServiceProcess;
import dev.locum.authservice.fixture.Browser;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.authservice.fixture.SettableClock;
import dev.locum.authservice.user.User;
import dev.locum.settings.AuthServiceSettings;
import dev.locum.settings.ClientTransport;
import dev.locum.settings.FederationSettings;
import dev.locum.settings.ProviderMapping;
import dev.locum.settings.value.Secret;
import dev.locum.testkit.oidc.FakeOidcProvider;
import dev.locum.token.TenantId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The whole auth service with two providers, {@code corp} and {@code other}: their claim {@code
 * org} says the tenant, {@code groups} the roles. Who is logged out here is to be logged out at
 * {@code corp}, too.
 */
final class FederatedWorld implements AutoCloseable {

  static final FederationSettings.Request ANY =
      new FederationSettings.Request(List.of(), List.of(), List.of(), Optional.empty());

  /** As RFC 9068 has them, of one application. */
  static final FederationSettings.AccessTokens ACCEPTED =
      accepted(FederationSettings.AccessTokenType.AT_JWT);

  final LoginWorld beside;
  final ProcessWorld world;
  final FakeOidcProvider corp;
  final FakeOidcProvider other;
  private final List<AuthServiceProcess> replicas = new ArrayList<>();
  private AuthServiceSettings settings;

  @SuppressWarnings("NullAway.Init") // The starter sets it before anything is asked.
  private FederatedWorld(
      Path directory,
      FederationSettings.Request request,
      Optional<FederationSettings.AccessTokens> accepted) {
    Clock clock = new SettableClock();
    corp = FakeOidcProvider.start(clock);
    other = FakeOidcProvider.start(clock);
    world =
        ProcessWorld.open(directory, (plain, time) -> start(with(plain, request, accepted), time));
    beside = world.beside;
  }

  static FederatedWorld open(Path directory) {
    return open(directory, ANY);
  }

  static FederatedWorld open(Path directory, FederationSettings.Request request) {
    return open(directory, request, Optional.of(ACCEPTED));
  }

  /** One whose provider {@code corp} is asked for this, and whose access tokens count so. */
  static FederatedWorld open(
      Path directory,
      FederationSettings.Request request,
      Optional<FederationSettings.AccessTokens> accepted) {
    return new FederatedWorld(directory, request, accepted);
  }

  static FederationSettings.AccessTokens accepted(FederationSettings.AccessTokenType type) {
    return new FederationSettings.AccessTokens(
        FakeOidcProvider.AUDIENCE,
        List.of(FakeOidcProvider.APPLICATION),
        type,
        Duration.ofHours(1));
  }

  private AuthServiceProcess start(AuthServiceSettings chosen, Clock clock) throws IOException {
    settings = chosen;
    return AuthServiceProcess.start(chosen, clock);
  }

  /** Another auth service over the same database. */
  AuthServiceProcess replica() throws IOException {
    AuthServiceProcess replica = AuthServiceProcess.start(settings, beside.clock);
    replicas.add(replica);
    return replica;
  }

  private AuthServiceSettings with(
      AuthServiceSettings plain,
      FederationSettings.Request request,
      Optional<FederationSettings.AccessTokens> accepted) {
    return new AuthServiceSettings(
        plain.listen(),
        plain.issuer(),
        plain.trustDomain(),
        plain.userAudiences(),
        plain.keys(),
        plain.store(),
        plain.temporal(),
        plain.bootstrap(),
        plain.administration(),
        plain.proofs(),
        new FederationSettings(
            Map.of(
                "corp",
                provider(corp, request, accepted, true),
                "other",
                provider(
                    other,
                    request,
                    Optional.of(accepted(FederationSettings.AccessTokenType.JWT)),
                    false))),
        plain.limits(),
        plain.traces());
  }

  private static FederationSettings.Provider provider(
      FakeOidcProvider provider,
      FederationSettings.Request request,
      Optional<FederationSettings.AccessTokens> accepted,
      boolean endSessions) {
    return new FederationSettings.Provider(
        "Example & Co",
        new FederationSettings.Site(
            provider.issuer(), List.of(), List.of(), ClientTransport.plaintext()),
        new FederationSettings.Client(
            FakeOidcProvider.CLIENT,
            new FederationSettings.ClientProof.SharedSecret(Secret.of(FakeOidcProvider.SECRET))),
        request,
        new ProviderMapping(
            new ProviderMapping.TenantRule.ByClaim(
                List.of("org"), Map.of("Alice Inc", "alice", "Bob", "bob", "Gone", "gone")),
            Optional.of(
                new ProviderMapping.RoleTable(
                    List.of("realm", "groups"), Map.of("/riders", "rider", "/staff", "staff")))),
        accepted,
        endSessions);
  }

  /** Somebody of tenant alice, with these groups. */
  void employee(String subject, String... groups) {
    corp.claims.put("sub", subject);
    corp.claims.put("org", "Alice Inc");
    corp.claims.put("realm", Map.of("groups", List.of(groups)));
  }

  Browser browser() {
    return new Browser(world.client);
  }

  /** Chooses corp on the login page: where the browser is sent. */
  static String begin(Browser browser) {
    browser.open("/login");
    return location(browser.submit("/login/external", "provider", "corp"));
  }

  /** The whole login at corp: the answer at its redirect URI. */
  HttpResponse<String> login(Browser browser) {
    return browser.open(path(corp.visit(begin(browser))));
  }

  static String path(URI uri) {
    return uri.getRawPath() + "?" + uri.getRawQuery();
  }

  static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElse("");
  }

  List<AuditEvent> logins() {
    return beside.events(AuditEventType.LOGIN);
  }

  List<User> usersOf(TenantId tenant) {
    return beside.users.list(tenant);
  }

  @Override
  public void close() {
    replicas.forEach(AuthServiceProcess::close);
    world.close();
    corp.close();
    other.close();
  }
}
