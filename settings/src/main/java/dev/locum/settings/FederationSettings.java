package dev.locum.settings;

import dev.locum.settings.schema.Choice;
import dev.locum.settings.schema.Setting;
import dev.locum.settings.value.Labelled;
import dev.locum.settings.value.Rules;
import dev.locum.settings.value.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * OpenID Connect providers at which users may log in.
 *
 * @param providers by id, which is part of the redirect URI and of the users' names
 */
public record FederationSettings(
    @Setting(
            value =
                "OpenID Connect providers at which users may log in, by id"
                    + " (docs/operate/external-login.md). The redirect URI to register at a"
                    + " provider is `ISSUER/login/external/ID`.",
            form = "[a-z][a-z0-9-]{0,19}",
            defaultsTo = "{}")
        Map<String, Provider> providers) {

  /** Refuses two providers that could be taken for one another. */
  public FederationSettings {
    providers = Map.copyOf(providers);
    long issuers = providers.values().stream().map(Provider::issuer).distinct().count();
    Rules.check()
        .require(
            "providers", issuers == providers.size(), "with one issuer twice (expected: each once)")
        .orThrow();
  }

  /** None. */
  public static FederationSettings none() {
    return new FederationSettings(Map.of());
  }

  /**
   * One provider.
   *
   * @param name what the login page calls it
   * @param site where it is and how it is reached
   * @param client who we are there
   * @param request what we ask for
   * @param mapping what its claims mean here
   * @param accessTokens which of its access tokens count; absent: none
   * @param endSessions whether who is logged out here is sent there to be logged out, too
   */
  public record Provider(
      @Setting(
              value = "What the login page calls it: \"Sign in with NAME\".",
              form = "[\\p{L}\\p{N}][\\p{L}\\p{N} .,&'()-]{0,39}")
          String name,
      @Setting("Where it is.") Site site,
      @Setting("Who the auth service is there.") Client client,
      @Setting("What is asked of it at each login.") Request request,
      @Setting("What its claims mean here.") ProviderMapping mapping,
      @Setting(
              "Which of its access tokens count at the trigger, in place of a login here. Absent:"
                  + " none.")
          Optional<AccessTokens> accessTokens,
      @Setting(
              value =
                  "Whether somebody who is logged out here is sent to its `end_session_endpoint`"
                      + " (OpenID Connect RP-Initiated Logout 1.0), to be logged out there, too."
                      + " Register `ISSUER/logout/external/ID` there as post-logout redirect URI.",
              defaultsTo = "false")
          boolean endSessions) {

    /** Refuses an audience by which an ID token could be taken for an access token. */
    public Provider {
      Set<String> clients = new HashSet<>(Set.of(client.id()));
      accessTokens.ifPresent(accepted -> clients.addAll(accepted.clients()));
      Rules.check()
          .require(
              "accessTokens.audience",
              accessTokens.filter(accepted -> clients.contains(accepted.audience())).isEmpty(),
              "a client, whose ID tokens have that audience, too (expected: one of no client)")
          .orThrow();
    }

    String issuer() {
      return site.issuer();
    }
  }

  /**
   * Where a provider is. Its other addresses come from its metadata, and are called only when they
   * are of the issuer's origin or of one of {@code alsoAt}.
   *
   * @param issuer compared with metadata and tokens byte for byte
   * @param alsoAt further origins at which its addresses may be
   * @param algorithms signatures of ID tokens that count; all that there are if none is named
   * @param transport how connections to it are protected
   */
  public record Site(
      @Setting(
              value =
                  "Its issuer, exactly as its metadata and its tokens write it. `https`, unless"
                      + " `insecure` is chosen.",
              form = "https?://[A-Za-z0-9.:\\[\\]-]{1,253}(/[A-Za-z0-9._~/-]{0,200})?")
          String issuer,
      @Setting(
              value =
                  "Further origins, `https://HOST[:PORT]`, at which its endpoints may be besides"
                      + " the issuer's own. Whatever else its metadata names is not called.",
              defaultsTo = "[]",
              form = "https?://[A-Za-z0-9.:\\[\\]-]{1,253}")
          List<String> alsoAt,
      @Setting(
              value = "Signature algorithms of its tokens that count. Empty: all three.",
              defaultsTo = "[]")
          List<TokenAlgorithm> algorithms,
      @Setting("how connections to it are protected") ClientTransport transport) {

    private static final Pattern LOOPBACK =
        Pattern.compile("http://(localhost|127(\\.[0-9]{1,3}){3}|\\[::1])(:[0-9]+)?(/.*)?");

    /** Refuses addresses at which anybody could answer. */
    public Site {
      alsoAt = List.copyOf(alsoAt);
      algorithms =
          algorithms.isEmpty() ? List.of(TokenAlgorithm.values()) : List.copyOf(algorithms);
      Rules.check()
          .require(
              "issuer", isSafe(issuer, transport), "http (expected: https; insecure: loopback)")
          .require("issuer", isUri(issuer), "not a URL (expected: https://HOST[:PORT][/PATH])")
          .require(
              "alsoAt", isAllSafe(alsoAt, transport), "http (expected: https; insecure: loopback)")
          .require(
              "tls",
              !(transport instanceof ClientTransport.Tls tls) || tls.serverName().isEmpty(),
              "with serverName (expected: none; a provider is called by the name in its issuer)")
          .orThrow();
    }

    private static boolean isAllSafe(List<String> origins, ClientTransport transport) {
      return origins.stream().allMatch(origin -> isSafe(origin, transport));
    }

    private static boolean isSafe(String address, ClientTransport transport) {
      return transport instanceof ClientTransport.Insecure
          ? LOOPBACK.matcher(address).matches()
          : address.startsWith("https://");
    }

    private static boolean isUri(String text) {
      try {
        return URI.create(text).getHost() != null;
      } catch (IllegalArgumentException e) {
        return false;
      }
    }
  }

  /** Signature algorithms of a provider's tokens. */
  public enum TokenAlgorithm implements Labelled {
    ES256("ES256"),
    RS256("RS256"),
    ED25519("Ed25519");

    private final String label;

    TokenAlgorithm(String label) {
      this.label = label;
    }

    @Override
    public String label() {
      return label;
    }
  }

  /**
   * Who we are at a provider.
   *
   * @param id the client id: the only accepted {@code aud} of its ID tokens
   * @param proof how we prove that at its token endpoint
   */
  public record Client(
      @Setting(
              value = "Client id at the provider: the only accepted `aud` of its ID tokens.",
              form = "[\\x21-\\x7e]{1,255}")
          String id,
      @Setting("how the auth service proves itself at the provider's token endpoint")
          ClientProof proof) {}

  /** How we prove ourselves at a provider. */
  public sealed interface ClientProof {

    /**
     * A private key of our own (private_key_jwt, RFC 7523).
     *
     * @param jwk a private JWK
     */
    @Choice(
        key = "privateKey",
        about = "Private JWK with which the auth service signs client assertions (RFC 7523).",
        inline = true)
    record PrivateKey(@Setting("Private JWK (RFC 7517).") Secret jwk) implements ClientProof {}

    /**
     * A secret that the provider knows, too (client_secret_basic).
     *
     * @param value the secret
     */
    @Choice(
        key = "secret",
        about = "Client secret, sent by HTTP Basic authentication.",
        inline = true)
    record SharedSecret(@Setting("The secret.") Secret value) implements ClientProof {}
  }

  /**
   * What is asked of a provider at each login.
   *
   * @param scopes besides {@code openid}
   * @param acr accepted authentication context classes; empty: any
   * @param amr authentication methods that must all have been used; empty: any
   * @param maxAge how long ago the user may have logged in there
   */
  public record Request(
      @Setting(
              value = "Scopes besides `openid`.",
              defaultsTo = "[]",
              form = "[\\x21\\x23-\\x5b\\x5d-\\x7e]{1,64}")
          List<String> scopes,
      @Setting(
              value =
                  "Authentication context classes (`acr`), one of which the ID token must name."
                      + " Empty: any.",
              defaultsTo = "[]",
              form = "[\\x21-\\x7e]{1,200}")
          List<String> acr,
      @Setting(
              value =
                  "Authentication methods (`amr`), all of which the ID token must name. Empty:"
                      + " any.",
              defaultsTo = "[]",
              form = "[\\x21-\\x7e]{1,64}")
          List<String> amr,
      @Setting(
              value =
                  "How long ago the user may have logged in at the provider (`auth_time`). Absent:"
                      + " as long as the provider allows.",
              atLeast = "1m",
              atMost = "30d")
          Optional<Duration> maxAge) {

    public Request {
      scopes = List.copyOf(scopes);
      acr = List.copyOf(acr);
      amr = List.copyOf(amr);
    }
  }

  /**
   * Which access tokens of a provider count at the trigger.
   *
   * @param audience must be among their {@code aud}
   * @param clients who may have asked for them
   * @param type the {@code typ} of their header
   * @param longestLife how long they may live
   */
  public record AccessTokens(
      @Setting(
              value =
                  "Must be among the `aud` of the token: what the provider calls Locum. Not the id"
                      + " of a client.",
              form = "[\\x21-\\x7e]{1,255}")
          String audience,
      @Setting(
              value =
                  "Clients of the provider whose tokens count, by `client_id` or `azp`. What else"
                      + " is registered there counts for nothing here.",
              form = "[\\x21-\\x7e]{1,255}")
          List<String> clients,
      @Setting(
              value =
                  "The `typ` of their header: `at+jwt` (RFC 9068), or `JWT` where the provider"
                      + " writes nothing better.",
              defaultsTo = "at+jwt")
          AccessTokenType type,
      @Setting(
              value =
                  "How long they may live: what the provider revokes counts here until it expires.",
              defaultsTo = "1h",
              atLeast = "1m",
              atMost = "1d")
          Duration longestLife) {

    /** Refuses an empty list: nobody's tokens would count. */
    public AccessTokens {
      clients = List.copyOf(clients);
      Rules.check()
          .require("clients", !clients.isEmpty(), "empty (expected: at least one)")
          .orThrow();
    }
  }

  /** How an access token says in its header that it is one. */
  public enum AccessTokenType implements Labelled {
    AT_JWT("at+jwt"),
    JWT("JWT");

    private final String label;

    AccessTokenType(String label) {
      this.label = label;
    }

    @Override
    public String label() {
      return label;
    }
  }
}
