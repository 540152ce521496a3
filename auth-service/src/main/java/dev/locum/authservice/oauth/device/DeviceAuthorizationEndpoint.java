package dev.locum.authservice.oauth.device;

import dev.locum.authservice.client.Scope;
import dev.locum.authservice.client.UserGrant;
import dev.locum.authservice.login.DeviceAuthorization;
import dev.locum.authservice.login.DeviceGrants;
import dev.locum.authservice.login.DeviceRequest;
import dev.locum.authservice.login.FailureBuckets;
import dev.locum.authservice.login.LoginLimits;
import dev.locum.authservice.oauth.client.ClientAuthentication;
import dev.locum.authservice.oauth.client.OAuthClient;
import dev.locum.authservice.oauth.grant.Target;
import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.oauth.message.Endpoint;
import dev.locum.authservice.oauth.message.ErrorCode;
import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import dev.locum.authservice.oauth.message.Request;
import dev.locum.authservice.oauth.metadata.Paths;
import dev.locum.authservice.session.SessionTerms;
import dev.locum.authservice.session.UserAudiences;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code /oauth/device_authorization} (RFC 8628 §3.1, §3.2). It answers no {@code
 * verification_uri_complete}: codes do not belong into URLs.
 */
public final class DeviceAuthorizationEndpoint implements Endpoint {

  /** Bounds how many grants one address can pile up; anybody can be the public client. */
  private static final LoginLimits.Allowance PER_ADDRESS =
      new LoginLimits.Allowance(60, Duration.ofSeconds(1));

  private final ClientAuthentication clients;
  private final DeviceGrants devices;
  private final UserAudiences audiences;
  private final Paths paths;
  private final FailureBuckets addresses;

  /**
   * The endpoint.
   *
   * @param audiences where access tokens may be used
   */
  public DeviceAuthorizationEndpoint(
      ClientAuthentication clients,
      DeviceGrants devices,
      UserAudiences audiences,
      Paths paths,
      Clock clock) {
    this.clients = clients;
    this.devices = devices;
    this.audiences = audiences;
    this.paths = paths;
    this.addresses = new FailureBuckets(PER_ADDRESS, clock);
  }

  @Override
  public Answer answer(Request request) {
    Form form = request.form().requireOnce(Target.REPEATABLE);
    DeviceRequest asked = asked(clients.authenticate(request, form), form);
    if (!addresses.takeOne(FailureBuckets.key(request.caller().address()))) {
      throw new OAuthRefusal(ErrorCode.TOO_MANY_REQUESTS);
    }
    DeviceAuthorization grant = devices.begin(asked);
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("device_code", grant.deviceCode().reveal());
    members.put("user_code", grant.userCode().display());
    members.put("verification_uri", paths.url(paths.device()));
    members.put("expires_in", grant.expiresIn().toSeconds());
    members.put("interval", grant.interval().toSeconds());
    return Answer.json(200, members);
  }

  /** What is asked for; both what it may be and where it may be used are decided before. */
  private DeviceRequest asked(OAuthClient client, Form form) {
    String id = client.requireUserClient(UserGrant.DEVICE_CODE);
    DeviceRequest asked = new DeviceRequest(id, scopes(client, form), Target.of(form));
    if (asked.audience().filter(named -> !audiences.allow(asked.scopes(), named)).isPresent()) {
      throw new OAuthRefusal(ErrorCode.INVALID_TARGET);
    }
    return asked;
  }

  private static Set<Scope> scopes(OAuthClient client, Form form) {
    Optional<String> scope = form.optional("scope");
    if (client instanceof OAuthClient.Registered registered) {
      return scope
          .flatMap(Scope::parse)
          .filter(registered.client().rules().scopes()::containsAll)
          .orElseThrow(() -> new OAuthRefusal(ErrorCode.INVALID_SCOPE));
    }
    if (scope.isPresent()) {
      // The built-in client acts as the user; there is nothing else that it could ask for.
      throw new OAuthRefusal(ErrorCode.INVALID_SCOPE);
    }
    return SessionTerms.builtIn(client.clientId()).scopes();
  }
}
