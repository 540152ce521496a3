package dev.locum.authservice.federation;

import dev.locum.authservice.user.ExternalIdentity;
import dev.locum.grpcauthz.keys.IssuerKeys;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.IssuerBoundVerifier;
import dev.locum.token.jose.KeyLookup;
import dev.locum.token.jose.KeySource;
import dev.locum.token.jose.SigningAlgorithm;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** One provider: where it sends browsers, and whom it vouches for. Thread-safe. */
public final class OidcProvider {

  private final ProviderTerms terms;
  private final ClaimMapping mapping;
  private final ProviderProof proof;
  private final ProviderHttp http;
  private final Discovery discovery;
  private final KeySource keys;
  private final Set<SigningAlgorithm> algorithms;
  private final IdTokenCheck check;
  private final TokenEndpointPause pause;
  private final Clock clock;

  /**
   * What it takes to reach and to believe a provider.
   *
   * @param client says whose certificates are trusted; must not follow redirects
   * @param algorithms signatures that count
   */
  public record Reach(HttpClient client, Set<SigningAlgorithm> algorithms, Clock clock) {

    /** Copies the algorithms. */
    public Reach {
      algorithms = Set.copyOf(algorithms);
    }
  }

  /** A provider that has been asked nothing yet. */
  public OidcProvider(
      ProviderTerms terms,
      ClaimMapping mapping,
      ProviderProof proof,
      Reach reach,
      CryptoProviders providers) {
    this.terms = terms;
    this.mapping = mapping;
    this.proof = proof;
    this.http = new ProviderHttp(reach.client());
    this.clock = reach.clock();
    this.pause = new TokenEndpointPause(clock);
    this.discovery = new Discovery(terms, http, clock);
    this.keys = new DiscoveredKeys(discovery, reach.client(), clock);
    this.algorithms = reach.algorithms();
    this.check = new IdTokenCheck(terms, keys, algorithms, providers, clock);
  }

  ProviderTerms terms() {
    return terms;
  }

  /**
   * Where the browser is sent (OpenID Connect Core §3.1.2.1).
   *
   * @throws DenialException if the provider's metadata cannot be had
   */
  String authorizationRequest(LoginTicket ticket, String redirectUri) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("response_type", "code");
    parameters.put("client_id", terms.clientId());
    parameters.put("redirect_uri", redirectUri);
    parameters.put("scope", String.join(" ", scopes()));
    parameters.put("state", ticket.state());
    parameters.put("nonce", ticket.nonce());
    parameters.put("code_challenge", ticket.codeChallenge());
    parameters.put("code_challenge_method", "S256");
    Stream.concat(terms.asked().maxAge().stream(), ticket.maxAge().stream())
        .min(Comparator.naturalOrder())
        .ifPresent(age -> parameters.put("max_age", String.valueOf(age.toSeconds())));
    if (ticket.maxAge().filter(Duration::isZero).isPresent()) {
      parameters.put("prompt", "login");
    }
    if (!terms.asked().acr().isEmpty()) {
      parameters.put("acr_values", String.join(" ", terms.asked().acr()));
    }
    return with(discovery.metadata().authorization(), parameters);
  }

  private Set<String> scopes() {
    Set<String> scopes = new LinkedHashSet<>(Set.of("openid"));
    scopes.addAll(terms.asked().scopes());
    return scopes;
  }

  /**
   * Refuses a response that is another provider's, or does not say whose it is although this one's
   * always do (RFC 9207 §2.4).
   */
  void requireOwnResponse(Optional<String> issuer) {
    boolean isOwn =
        issuer.isPresent()
            ? issuer.get().equals(terms.issuer().value())
            : !discovery.metadata().namesIssuer();
    if (!isOwn) {
      throw refused("iss of the response: absent or another");
    }
  }

  /**
   * A login that the provider vouches for.
   *
   * @param identity who it is here
   * @param at when they logged in there; absent: it does not say
   * @param idToken in which the provider says so
   */
  record Known(ExternalIdentity identity, Optional<Instant> at, RawToken idToken) {}

  /**
   * Redeems the code.
   *
   * @throws DenialException with the reason for the trail
   */
  Known redeem(String code, LoginTicket ticket, String redirectUri) {
    pause.requireOver();
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", redirectUri);
    form.put("code_verifier", ticket.codeVerifier());
    ProviderProof.Carried carried = proof.now(terms, clock.instant());
    form.putAll(carried.parameters());
    ProviderHttp.Reply reply =
        http.post(discovery.metadata().token(), form, carried.authorization());
    pause.requireAnswer(reply);
    ProviderJson answer = tokens(reply);
    RawToken idToken = idToken(answer);
    ProviderClaims.Vouched vouched =
        check.require(
            idToken,
            new IdTokenCheck.Companions(ticket.nonce(), answer.text("access_token").orElse("")));
    requireAsLateAsAsked(vouched, ticket);
    return new Known(identity(vouched), vouched.authenticatedAt(), idToken);
  }

  /**
   * Where a browser is sent to be logged out (OpenID Connect RP-Initiated Logout 1.0 §2); empty:
   * the provider has no such place, or nobody agreed on it.
   *
   * @param idToken of the login; empty: the provider asks its user
   * @param back where it sends the browser then
   * @throws DenialException if the provider's metadata cannot be had
   */
  Optional<String> logoutRequest(String idToken, String back, String state) {
    if (!terms.endsSessions()) {
      return Optional.empty();
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    if (!idToken.isEmpty()) {
      parameters.put("id_token_hint", idToken);
    }
    parameters.put("client_id", terms.clientId());
    parameters.put("post_logout_redirect_uri", back);
    parameters.put("state", state);
    return discovery.metadata().endSession().map(endpoint -> with(endpoint, parameters));
  }

  private static String with(URI endpoint, Map<String, String> parameters) {
    return endpoint
        + (endpoint.getRawQuery() == null ? "?" : "&")
        + ProviderHttp.encode(parameters);
  }

  /** The request went through the browser, and not every provider does as it is asked. */
  private static void requireAsLateAsAsked(ProviderClaims.Vouched vouched, LoginTicket ticket) {
    Instant since = ticket.authenticatedSince().orElse(Instant.MIN);
    Instant at = vouched.authenticatedAt().orElse(Instant.MIN);
    if (at.isBefore(since) && at.plus(ProviderClaims.SKEW).isBefore(since)) {
      throw new DenialException(
          DenialReason.LOGIN_TOO_WEAK, "auth_time: absent, or before what the client asks for");
    }
  }

  /** Who somebody is here: the one way from a provider's claims, whatever token they are of. */
  private ExternalIdentity identity(ProviderClaims.Vouched vouched) {
    return new ExternalIdentity(
        terms.source(),
        vouched.subject(),
        mapping.tenant(vouched.claims()),
        mapping.roles(vouched.claims()),
        vouched.saidAt());
  }

  /** By which keys its access tokens are verified; empty: none of them counts here. */
  Optional<IssuerBoundVerifier.Bound> accessTokenKeys() {
    return terms
        .accepted()
        .map(accepted ->
            new IssuerBoundVerifier.Bound(terms.issuer(), keys, accepted.types(), algorithms));
  }

  /**
   * An access token of it that counts.
   *
   * @param identity who it is here
   * @param token what else is known of it
   */
  record Borne(ExternalIdentity identity, AccessTokenCheck.Shown token) {}

  /**
   * Who shows an access token.
   *
   * @param signed its claims, whose signature by this provider holds
   * @throws DenialException with the reason for the trail if it does not count
   */
  Borne identify(Map<String, Object> signed) {
    ProviderTerms.Accepted accepted =
        terms
            .accepted()
            .orElseThrow(() ->
                new DenialException(DenialReason.TOKEN_ISSUER_WRONG, "access tokens: none taken"));
    AccessTokenCheck.Shown shown = new AccessTokenCheck(terms, accepted, clock).require(signed);
    return new Borne(identity(shown.vouched()), shown);
  }

  private static ProviderJson tokens(ProviderHttp.Reply reply) {
    Optional<ProviderJson> answer = ProviderJson.parse(reply.body());
    if (reply.status() != 200) {
      String error = answer.flatMap(json -> json.text("error")).map(OidcProvider::code).orElse("");
      throw refused("token endpoint: status " + reply.status() + " " + error);
    }
    return answer.orElseThrow(() -> refused("token endpoint: not a JSON object"));
  }

  private static RawToken idToken(ProviderJson answer) {
    String text = answer.text("id_token").orElseThrow(() -> refused("token endpoint: no id_token"));
    try {
      return RawToken.of(text);
    } catch (IllegalArgumentException e) {
      throw refused("token endpoint: an id_token that is too long");
    }
  }

  /** An error code as it may stand in the trail; what is none is left out. */
  static String code(String error) {
    return error.matches("[a-z_]{1,40}") ? error : "(another error)";
  }

  private static DenialException refused(String detail) {
    return new DenialException(DenialReason.PROVIDER_ANSWER_REFUSED, detail);
  }

  @Override
  public String toString() {
    return "OidcProvider[" + terms.id() + "]";
  }

  /** The provider's keys, from where its metadata says now. */
  private static final class DiscoveredKeys implements KeySource {

    private record At(URI uri, KeySource keys) {}

    private final Discovery discovery;
    private final HttpClient client;
    private final Clock clock;
    private volatile Optional<At> at = Optional.empty();

    DiscoveredKeys(Discovery discovery, HttpClient client, Clock clock) {
      this.discovery = discovery;
      this.client = client;
      this.clock = clock;
    }

    @Override
    public KeyLookup find(String keyId) {
      return keys().find(keyId);
    }

    @Override
    public Instant freshUntil() {
      return at.map(known -> known.keys().freshUntil()).orElse(Instant.MIN);
    }

    private KeySource keys() {
      URI uri = discovery.metadata().keys();
      Optional<At> known = at.filter(present -> present.uri().equals(uri));
      if (known.isEmpty()) {
        known = Optional.of(new At(uri, IssuerKeys.at(uri, client).source(clock)));
        at = known;
      }
      return known.get().keys();
    }
  }
}
