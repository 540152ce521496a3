package dev.locum.authservice.oauth.grant;

import dev.locum.authservice.client.UserGrant;
import dev.locum.authservice.login.DeviceGrants;
import dev.locum.authservice.login.DevicePoll;
import dev.locum.authservice.login.DevicePoller;
import dev.locum.authservice.oauth.client.OAuthClient;
import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.oauth.message.Denials;
import dev.locum.authservice.oauth.message.ErrorCode;
import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import dev.locum.authservice.possession.SenderProofs;
import dev.locum.authservice.possession.ShownProof;
import dev.locum.authservice.session.IdTokens;
import dev.locum.authservice.session.OpaqueToken;
import dev.locum.authservice.user.Requester;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import java.util.Optional;

/** A device polls for its tokens (RFC 8628 §3.4, §3.5). */
public final class DeviceCodeGrant implements Grant {

  private final DeviceGrants devices;
  private final IdTokens idTokens;
  private final SenderProofs proofs;

  public DeviceCodeGrant(DeviceGrants devices, IdTokens idTokens, SenderProofs proofs) {
    this.devices = devices;
    this.proofs = proofs;
    this.idTokens = idTokens;
  }

  @Override
  public Answer grant(OAuthClient client, Form form, ShownProof shown, String correlationId) {
    DevicePoller poller =
        new DevicePoller(
            client.requireUserClient(UserGrant.DEVICE_CODE),
            client.isRefreshable(),
            Target.of(form),
            proofs.key(shown),
            client.binding(shown));
    OpaqueToken code =
        OpaqueToken.shown(OpaqueToken.Kind.DEVICE_CODE, form.required("device_code"));
    DevicePoll poll;
    try {
      poll = devices.poll(code, poller, Requester.user(correlationId));
    } catch (DenialException denial) {
      throw new OAuthRefusal(Denials.toErrorCode(denial.reason()));
    }
    return switch (poll) {
      case DevicePoll.Granted granted -> TokenAnswers.session(granted.session(), idToken(granted));
      case DevicePoll.Refused refused -> throw new OAuthRefusal(toErrorCode(refused.reason()));
    };
  }

  /** There is no nonce in the device flow: the device code ties the answer to the request. */
  private Optional<RawToken> idToken(DevicePoll.Granted granted) {
    return granted
        .authenticatedAt()
        .flatMap(at -> idTokens.issue(granted.session().session(), Optional.empty(), at));
  }

  private static ErrorCode toErrorCode(DevicePoll.Reason reason) {
    return switch (reason) {
      case PENDING -> ErrorCode.AUTHORIZATION_PENDING;
      case TOO_FAST -> ErrorCode.SLOW_DOWN;
      case DENIED -> ErrorCode.ACCESS_DENIED;
      case EXPIRED -> ErrorCode.EXPIRED_TOKEN;
      case WRONG_TARGET -> ErrorCode.INVALID_TARGET;
      case UNKNOWN -> ErrorCode.INVALID_GRANT;
    };
  }
}
