package dev.locum.cli.oauth;

import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.profile.StoredTokens;
import dev.locum.token.RawToken;
import dev.locum.token.jose.SigningKey;
import dev.locum.token.proof.TargetUri;
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

  /** What the next proof has to have; empty: the auth service gave none. */
  private String nonce = "";

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

  /** Polls once (RFC 8628 §3.4), for tokens that are bound to nothing. */
  public DevicePoll poll(DeviceCode code) {
    return poll(code, Optional.empty());
  }

  /**
   * Polls once (RFC 8628 §3.4).
   *
   * @param key to which the tokens shall be bound (RFC 9449 §5); empty: to nothing
   * @throws CliException {@code REFUSED} if the auth service does not bind them
   */
  public DevicePoll poll(DeviceCode code, Optional<SigningKey> key) {
    HttpAnswer answer =
        askForTokens(
            Map.of(
                "grant_type", DEVICE_GRANT,
                "device_code", code.secret().reveal(),
                "client_id", CLIENT_ID),
            key);
    if (answer.isOk()) {
      return new DevicePoll.Granted(tokens(answer, key));
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

  /**
   * Fresh tokens for those of before (RFC 6749 §6), bound to what they were bound to; empty if the
   * session has ended.
   */
  public Optional<StoredTokens> refresh(StoredTokens before) {
    return refresh(before, Map.of());
  }

  /**
   * The same, with an access token for one service instead of the trigger (RFC 8707 §2.2).
   *
   * @throws CliException if users get no tokens for it
   */
  public Optional<StoredTokens> refreshFor(String audience, StoredTokens before) {
    return refresh(before, Map.of("audience", audience));
  }

  private Optional<StoredTokens> refresh(StoredTokens before, Map<String, String> more) {
    Map<String, String> form = new HashMap<>(more);
    form.put("grant_type", "refresh_token");
    form.put("refresh_token", before.refreshToken().reveal());
    form.put("client_id", CLIENT_ID);
    HttpAnswer answer = askForTokens(form, before.proofKey());
    if (answer.isOk()) {
      return Optional.of(tokens(answer, before.proofKey()));
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

  /** Asks once more where the auth service wants a nonce and gives a new one (RFC 9449 §8). */
  private HttpAnswer askForTokens(Map<String, String> form, Optional<SigningKey> key) {
    String shown = nonce;
    HttpAnswer answer = http.post(endpoints.token(), form, headers(key));
    answer.header("dpop-nonce").ifPresent(given -> nonce = given);
    boolean wantsNonce = answer.text("error").filter("use_dpop_nonce"::equals).isPresent();
    return key.isPresent() && wantsNonce && !nonce.equals(shown)
        ? http.post(endpoints.token(), form, headers(key))
        : answer;
  }

  private Map<String, String> headers(Optional<SigningKey> key) {
    Map<String, String> headers = new HashMap<>(ACCEPT_JSON);
    key.map(each -> StoredTokens.prover(each, clock))
        .map(prover ->
            prover.proveWithNonce("POST", TargetUri.parse(endpoints.token().toString()), nonce))
        .ifPresent(proof -> headers.put("DPoP", proof.reveal()));
    return headers;
  }

  private StoredTokens tokens(HttpAnswer answer, Optional<SigningKey> key) {
    boolean isBound = answer.text("token_type").filter("DPoP"::equalsIgnoreCase).isPresent();
    if (key.isPresent() && !isBound) {
      throw new CliException(
          ExitCode.REFUSED, "the auth service did not bind the tokens to the key of this machine");
    }
    Instant expiresAt = clock.instant().plusSeconds(answer.number("expires_in").orElse(0L));
    return new StoredTokens(
        http.issuer().toString(),
        RawToken.of(required(answer, "access_token")),
        expiresAt,
        RawToken.of(required(answer, "refresh_token")),
        key);
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
