package dev.locum.authservice.oauth.device;

import dev.locum.authservice.login.DeviceAuthorization;
import dev.locum.authservice.login.DeviceGrants;
import dev.locum.authservice.login.FailureBuckets;
import dev.locum.authservice.login.LoginLimits;
import dev.locum.authservice.oauth.client.ClientAuthentication;
import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.oauth.message.Endpoint;
import dev.locum.authservice.oauth.message.ErrorCode;
import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import dev.locum.authservice.oauth.message.Request;
import dev.locum.authservice.oauth.metadata.Paths;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
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
  private final Paths paths;
  private final FailureBuckets addresses;

  public DeviceAuthorizationEndpoint(
      ClientAuthentication clients, DeviceGrants devices, Paths paths, Clock clock) {
    this.clients = clients;
    this.devices = devices;
    this.paths = paths;
    this.addresses = new FailureBuckets(PER_ADDRESS, clock);
  }

  @Override
  public Answer answer(Request request) {
    Form form = request.form().requireOnce(Set.of());
    String clientId = clients.authenticate(request, form).requirePublic();
    if (form.optional("scope").isPresent()) {
      // Access tokens have no scope: what a user may do is asked for with each work.
      throw new OAuthRefusal(ErrorCode.INVALID_SCOPE);
    }
    if (!addresses.takeOne(FailureBuckets.key(request.caller().address()))) {
      throw new OAuthRefusal(ErrorCode.TEMPORARILY_UNAVAILABLE);
    }
    DeviceAuthorization grant = devices.begin(clientId);
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("device_code", grant.deviceCode().reveal());
    members.put("user_code", grant.userCode().display());
    members.put("verification_uri", paths.url(paths.device()));
    members.put("expires_in", grant.expiresIn().toSeconds());
    members.put("interval", grant.interval().toSeconds());
    return Answer.json(200, members);
  }
}
