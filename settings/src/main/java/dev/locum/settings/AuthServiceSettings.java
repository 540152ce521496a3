package dev.locum.settings;

import dev.locum.settings.schema.Section;
import dev.locum.settings.schema.Setting;
import dev.locum.settings.value.Address;
import dev.locum.settings.value.Labelled;
import dev.locum.settings.value.Rules;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of the auth service.
 *
 * @param listen where it serves and how connections are protected
 * @param issuer its public HTTP address: the {@code iss} of every token, the {@code aud} of
 *     assertions
 * @param trustDomain the {@code aud} of delegation tokens
 * @param userAudiences services that users call with access tokens of their own
 * @param keys how signing keys are made and kept
 * @param store where the records are
 * @param temporal the Temporal frontends by namespace, asked whether a workflow is still open
 * @param bootstrap how the first operator comes in
 * @param administration what administrators may do alone
 * @param proofs what is asked of proofs of possession
 * @param federation OpenID Connect providers at which users may log in
 * @param limits lives and limits
 * @param traces where spans are sent; empty: nothing is traced
 */
@Section(key = "authService", about = "Read by `locum auth-service`.")
public record AuthServiceSettings(
    @Setting("Where it serves.") Listen listen,
    @Setting(
            "Public HTTP address of the auth service: the `iss` of every token and the only"
                + " accepted `aud` of client assertions. `https` unless `listen.insecure` is"
                + " chosen. Changing it makes every token invalid.")
        URI issuer,
    @Setting(
            value = "Trust domain: the `aud` of delegation tokens.",
            defaultsTo = "locum",
            form = "[a-z][a-z0-9.-]{0,62}")
        String trustDomain,
    @Setting(
            value =
                "Services besides the trigger that users call themselves, by audience: the client"
                    + " of a logged-in user may ask for an access token for one (`resource` or"
                    + " `audience` at the token endpoint, with a refresh token). It lives a minute"
                    + " at most, since the service asks nobody whether the user has logged out."
                    + " Empty: users call the trigger alone.",
            defaultsTo = "[]",
            form = "[a-z][a-z0-9-]{0,62}")
        List<String> userAudiences,
    @Setting("Signing keys.") Keys keys,
    @Setting("Where the records are.") Storage store,
    @Setting(
            value =
                "Temporal frontends by namespace, asked whether a workflow is still open before its"
                    + " delegation is renewed. A delegation of a namespace that is not here is not"
                    + " renewed.",
            form = "[A-Za-z0-9._-]{1,255}",
            defaultsTo = "{}")
        Map<String, TemporalSettings> temporal,
    @Setting("The first operator.") Bootstrap bootstrap,
    @Setting("What administrators may do alone.") Administration administration,
    @Setting("Proofs of possession.") ProofSettings proofs,
    @Setting("Users of external providers.") FederationSettings federation,
    @Setting("Lives and limits.") Limits limits,
    @Setting(
            "Where spans are sent, so that one trace shows a piece of work across all parts."
                + " Absent: nothing is traced.")
        Optional<TracesSettings> traces) {

  /** Refuses an issuer that nobody could reach safely, and audiences of our own parts. */
  public AuthServiceSettings {
    temporal = Map.copyOf(temporal);
    userAudiences = List.copyOf(userAudiences);
    Rules.check()
        .require(
            "userAudiences",
            userAudiences.stream().noneMatch(name -> name.startsWith("locum-")),
            "one of Locum's own parts (expected: not locum-…)")
        .require(
            "issuer",
            "https".equals(issuer.getScheme())
                || listen.transport() instanceof ServerTransport.Insecure,
            "http (expected: https, since listen.tls is set)")
        .orThrow();
  }

  /**
   * Where it serves.
   *
   * @param grpc address of the gRPC server
   * @param http address of the HTTP server (metadata, JWKS, token endpoint, login)
   * @param transport how both protect their connections
   * @param mutualTls where clients are asked for certificates; empty: nowhere
   * @param metrics address of the Prometheus metrics; empty: none are served
   * @param drain how long it answers "not ready" before it stops
   */
  public record Listen(
      @Setting(value = "Address of the gRPC server.", defaultsTo = "127.0.0.1:7420") Address grpc,
      @Setting(
              value = "Address of the HTTP server: metadata, JWKS, token endpoint, login.",
              defaultsTo = "127.0.0.1:7421")
          Address http,
      @Setting("how connections are protected") ServerTransport transport,
      @Setting(
              "A second HTTP server, which asks clients for certificates (RFC 8705); needs `tls`."
                  + " Absent: no OAuth client proves itself by a certificate, and none gets tokens"
                  + " that are bound to one.")
          Optional<MutualTlsSettings> mutualTls,
      @Setting(
              "Address of the Prometheus metrics (`/metrics`), plaintext and without any"
                  + " credential: one that only Prometheus can reach. Absent: none are served.")
          Optional<Address> metrics,
      @Setting(
              value =
                  "How long the auth service answers \"not ready\" and goes on serving before it"
                      + " stops, so that load balancers can turn away from it.",
              defaultsTo = "0s",
              atMost = "60s")
          Duration drain) {

    /** Refuses plaintext that other machines can reach. */
    public Listen {
      boolean insecure = transport instanceof ServerTransport.Insecure;
      Rules.check()
          .require(
              "grpc",
              !insecure || grpc.isLoopback(),
              "not loopback (expected: tls instead of insecure)")
          .require(
              "http",
              !insecure || http.isLoopback(),
              "not loopback (expected: tls instead of insecure)")
          .require(
              "mutualTls", !insecure || mutualTls.isEmpty(), "in plaintext (expected: tls, too)")
          .orThrow();
    }
  }

  /**
   * Signing keys.
   *
   * @param encryption where the key is that encrypts the signing keys in the store
   * @param otherEncryptionKeys keys that open, too, and seal nothing
   * @param algorithm algorithm of new signing keys
   * @param rotateEvery how old a signing key becomes before the next is made
   */
  public record Keys(
      @Setting("the key that encrypts the signing keys in the store")
          KeyEncryptionSource encryption,
      @Setting(
              value =
                  "Further keys that open what was sealed under them, and seal nothing: for the"
                      + " replacement of the key that encrypts (docs/operate/auth-service.md). Each"
                      + " is a mapping with exactly one of the three keys above, such as"
                      + " `{encryptionKey: \"file:former.key\"}`.",
              defaultsTo = "[]")
          List<KeyEncryptionSource.Other> otherEncryptionKeys,
      @Setting(value = "Algorithm of new signing keys.", defaultsTo = "ES256") Algorithm algorithm,
      @Setting(
              value =
                  "How old a signing key becomes before the next is made. The next is published ten"
                      + " minutes before it signs, the former verifies thirty minutes longer than"
                      + " it signs.",
              defaultsTo = "30d",
              atLeast = "1h",
              atMost = "365d")
          Duration rotateEvery) {

    public Keys {
      otherEncryptionKeys = List.copyOf(otherEncryptionKeys);
    }
  }

  /** Signature algorithms. */
  public enum Algorithm implements Labelled {
    ES256("ES256"),
    ED25519("Ed25519"),
    RS256("RS256");

    private final String label;

    Algorithm(String label) {
      this.label = label;
    }

    @Override
    public String label() {
      return label;
    }
  }

  /**
   * Where the records are.
   *
   * @param engine the database
   */
  public record Storage(@Setting("where the records are") StoreEngine engine) {}

  /**
   * How the first operator comes in.
   *
   * @param operatorKeyFile file that gets the private key of the workload {@code operator} when the
   *     store has none yet; empty: none is made
   */
  public record Bootstrap(
      @Setting(
              "File that gets the private key of the first operator (workload `operator`), mode"
                  + " 0600, when the store has no operator yet. Absent: none is made.")
          Optional<Path> operatorKeyFile) {}

  /**
   * What administrators may do alone.
   *
   * @param fourEyes whether a change that gives more waits for a second administrator
   */
  public record Administration(
      @Setting(
              value =
                  "`true`: a change that gives somebody or something more than they have (a route,"
                      + " an action, a workload, a queue, a credential, an administrator, a role"
                      + " that grants more, a user or a user's role, an OAuth client, something"
                      + " enabled again, a platform that is applied) is only proposed, and takes"
                      + " effect when a second administrator approves it (`locum approval`). No API"
                      + " keys and client secrets are issued then, and passwords are set for"
                      + " disabled users alone. Have two administrators first.",
              defaultsTo = "false")
          boolean fourEyes) {}

  /**
   * Lives and limits.
   *
   * @param accessTokenLife life of an access token
   * @param sessionLife life of a login session
   * @param startWindow how long an issued delegation may wait for its workflow to be started
   * @param login limits of login attempts
   */
  public record Limits(
      @Setting(
              value = "Life of an access token.",
              defaultsTo = "10m",
              atLeast = "5s",
              atMost = "10m")
          Duration accessTokenLife,
      @Setting(
              value = "Life of a login session, after which the user logs in again.",
              defaultsTo = "12h",
              atLeast = "1m",
              atMost = "30d")
          Duration sessionLife,
      @Setting(
              value =
                  "How long an issued delegation waits for its workflow to be started before it is"
                      + " given up.",
              defaultsTo = "60s",
              atLeast = "5s",
              atMost = "10m")
          Duration startWindow,
      @Setting("Login attempts.") Login login) {}

  /**
   * Limits of login attempts, for each user and for each address.
   *
   * @param attempts failed attempts in the window before further ones are refused
   * @param window the window
   */
  public record Login(
      @Setting(
              value = "Failed attempts in the window before further ones are refused.",
              defaultsTo = "5",
              atLeast = "1",
              atMost = "100")
          int attempts,
      @Setting(value = "The window.", defaultsTo = "5m", atLeast = "10s", atMost = "24h")
          Duration window) {}
}
