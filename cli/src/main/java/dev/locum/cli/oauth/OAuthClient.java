package dev.locum.cli.oauth;

import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.profile.StoredTokens;
import dev.locum.token.RawToken;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What the CLI asks of the auth service as the public client {@code locum-cli}. */
public final class OAuthClient {

  private static final String CLIENT_ID = "locum-cli";
  private static final Map<String, String> ACCEPT_JSON = Map.of("Accept", "application/json");
  private static final String DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";
  private static final long DEFAULT_INTERVAL = 5;

  private final IssuerHttp http;
  private final Endpoints endpoints;
  private final Clock clock;

  public OAuthClient(IssuerHttp http, Clock clock) {
    this.http = http;
    this.endpoints = Endpoints.of(http);
    this.clock = clock;
  }

  /** Begins a device flow (RFC 8628 §3.1). */
  public DeviceCode beginDevice() {
    HttpAnswer answer = http.post(endpoints.device(), Map.of("client_id", CLIENT_ID), ACCEPT_JSON);
    if (!answer.isOk()) {
      throw refused(answer);
    }
    return new DeviceCode(
        RawToken.of(required(answer, "device_code")),
        required(answer, "user_code"),
        address(required(answer, "verification_uri")),
        new DeviceCode.Pace(
            Duration.ofSeconds(answer.number("interval").orElse(DEFAULT_INTERVAL)),
            clock.instant().plusSeconds(answer.number("expires_in").orElse(0L))));
  }

  /** Polls once (RFC 8628 §3.4). */
  public DevicePoll poll(DeviceCode code) {
    HttpAnswer answer =
        http.post(
            endpoints.token(),
            Map.of(
                "grant_type", DEVICE_GRANT,
                "device_code", code.secret().reveal(),
                "client_id", CLIENT_ID),
            ACCEPT_JSON);
    if (answer.isOk()) {
      return new DevicePoll.Granted(tokens(answer));
    }
    return switch (answer.text("error").orElse("")) {
      case "authorization_pending" -> new DevicePoll.Pending(false);
      case "slow_down" -> new DevicePoll.Pending(true);
      case "access_denied" ->
          throw new CliException(ExitCode.REFUSED, "the login was refused in the browser");
      case "expired_token" ->
          throw new CliException(
              ExitCode.REFUSED, "the code has expired before it was confirmed", "Try again.");
      default -> throw refused(answer);
    };
  }

  /** Fresh tokens for a refresh token (RFC 6749 §6); empty if the session has ended. */
  public Optional<StoredTokens> refresh(RawToken refreshToken) {
    return refresh(refreshToken, Map.of());
  }

  /**
   * The same, with an access token for one service instead of the trigger (RFC 8707 §2.2).
   *
   * @throws CliException if users get no tokens for it
   */
  public Optional<StoredTokens> refreshFor(String audience, RawToken refreshToken) {
    return refresh(refreshToken, Map.of("audience", audience));
  }

  private Optional<StoredTokens> refresh(RawToken refreshToken, Map<String, String> more) {
    Map<String, String> form = new HashMap<>(more);
    form.put("grant_type", "refresh_token");
    form.put("refresh_token", refreshToken.reveal());
    form.put("client_id", CLIENT_ID);
    HttpAnswer answer = http.post(endpoints.token(), form, ACCEPT_JSON);
    if (answer.isOk()) {
      return Optional.of(tokens(answer));
    }
    if (answer.text("error").filter("invalid_grant"::equals).isPresent()) {
      return Optional.empty();
    }
    throw refused(answer);
  }

  /** Ends the session of a refresh token (RFC 7009); one that has ended already counts as done. */
  public void revoke(RawToken refreshToken) {
    HttpAnswer answer =
        http.post(
            endpoints.revocation(),
            Map.of(
                "token",
                refreshToken.reveal(),
                "token_type_hint",
                "refresh_token",
                "client_id",
                CLIENT_ID),
            ACCEPT_JSON);
    if (!answer.isOk()) {
      throw refused(answer);
    }
  }

  private StoredTokens tokens(HttpAnswer answer) {
    Instant expiresAt = clock.instant().plusSeconds(answer.number("expires_in").orElse(0L));
    return new StoredTokens(
        http.issuer().toString(),
        RawToken.of(required(answer, "access_token")),
        expiresAt,
        RawToken.of(required(answer, "refresh_token")));
  }

  private static URI address(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new CliException(ExitCode.UNAVAILABLE, "the auth service names no usable page");
    }
  }

  private static String required(HttpAnswer answer, String member) {
    return answer
        .text(member)
        .orElseThrow(() ->
            new CliException(ExitCode.UNAVAILABLE, "the auth service's answer has no " + member));
  }

  /** The error as RFC 6749 §5.2 has it; the description is the server's and may hold anything. */
  private static CliException refused(HttpAnswer answer) {
    String error = answer.text("error").orElse("status " + answer.status());
    ExitCode exit = answer.status() >= 500 ? ExitCode.UNAVAILABLE : ExitCode.REFUSED;
    return new CliException(exit, "the auth service refused: " + error);
  }
}
