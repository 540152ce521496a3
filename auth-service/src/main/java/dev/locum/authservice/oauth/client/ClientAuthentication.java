package dev.locum.authservice.oauth.client;

import dev.locum.authservice.client.Client;
import dev.locum.authservice.client.ClientDesk;
import dev.locum.authservice.client.ClientSecret;
import dev.locum.authservice.oauth.authority.Authority;
import dev.locum.authservice.oauth.authority.ClientCredential;
import dev.locum.authservice.oauth.message.ErrorCode;
import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import dev.locum.authservice.oauth.message.Request;
import dev.locum.authservice.possession.ShownProof;
import dev.locum.token.RawToken;
import dev.locum.token.Verification;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.jose.ClientAssertionVerifier;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Authenticates the client of a request: {@code private_key_jwt}, {@code client_secret_basic}, the
 * certificate of the connection beside its id (RFC 8705 §2), or the public client by its id alone.
 * A certificate is no credential where another is shown: tokens may be bound to it. More than one
 * credential is refused (RFC 6749 §2.3): a request must not satisfy one rule by a credential that
 * another part of it ignores.
 */
public final class ClientAuthentication {

  private static final String ASSERTION_TYPE =
      "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final String BASIC = "basic ";

  /** Bounds what is decoded before anybody is proven: an id and a secret, percent-encoded. */
  private static final int MAX_BASIC = 1_024;

  private final Authority authority;
  private final ClientDesk desk;
  private final GuessLimit guesses;

  public ClientAuthentication(Authority authority, ClientDesk desk, GuessLimit guesses) {
    this.authority = authority;
    this.desk = desk;
    this.guesses = guesses;
  }

  /**
   * The client of the request.
   *
   * @throws OAuthRefusal {@code invalid_client} if it is none; {@code invalid_request} if it shows
   *     two credentials; {@code temporarily_unavailable} if it cannot be decided; {@code
   *     too_many_requests} after too many failures from that address
   */
  public OAuthClient authenticate(Request request, Form form) {
    Optional<String> authorization = request.header("authorization");
    Optional<String> assertion = form.optional("client_assertion");
    Optional<String> clientId = form.optional("client_id");
    if (authorization.isPresent() && assertion.isPresent()) {
      throw new OAuthRefusal(ErrorCode.INVALID_REQUEST);
    }
    if (form.optional("client_secret").isPresent()) {
      throw invalid();
    }
    Optional<ClientCredential> credential =
        authorization
            .map(ClientAuthentication::basic)
            .or(() -> assertion.map(text -> assertion(form, text)))
            .or(() -> clientId.flatMap(id -> certificate(request, id)));
    String claimed =
        credential
            .map(ClientAuthentication::claimed)
            .or(() -> clientId)
            .orElseThrow(ClientAuthentication::invalid);
    OAuthClient client =
        guesses.guard(
            request.caller().address(),
            claimed,
            () ->
                credential
                    .map(shown -> proven(shown, claimed, request.caller().correlationId()))
                    .orElseGet(() -> unproven(claimed)));
    if (client.isConfidential()) {
      guesses.proven(request.caller().address(), client.clientId());
    }
    if (clientId.filter(id -> !id.equals(client.clientId())).isPresent()) {
      throw invalid();
    }
    return client;
  }

  /**
   * Asks for what the client shows besides: whoever fails too often is not heard for a while.
   *
   * @throws OAuthRefusal {@code too_many_requests} if there were too many failures; or what the
   *     question throws
   */
  public <T> T guarded(Request request, OAuthClient client, Supplier<T> question) {
    return guesses.guard(request.caller().address(), client.clientId(), question);
  }

  /**
   * Requires a certificate of the connection where the client's tokens are to be bound to one, and
   * nothing else to which they could be bound.
   *
   * @throws OAuthRefusal {@code invalid_request} if it is not so; it is recorded
   */
  public void requireBindable(Request request, OAuthClient client, ShownProof shown) {
    if (client instanceof OAuthClient.Registered registered) {
      try {
        desk.requireBindable(registered.client(), shown, request.caller().correlationId());
      } catch (DenialException e) {
        throw new OAuthRefusal(ErrorCode.INVALID_REQUEST);
      }
    }
  }

  /** Whom a credential claims to be of; nothing is believed. */
  private static String claimed(ClientCredential credential) {
    return switch (credential) {
      case ClientCredential.Assertion assertion ->
          ClientAssertionVerifier.namedBy(assertion.assertion()).map(WorkloadId::value).orElse("");
      case ClientCredential.ApiKey named -> named.workload();
      case ClientCredential.Certificate named -> named.workload();
    };
  }

  /** Without a credential it can only be a public client. */
  private OAuthClient unproven(String id) {
    return id.equals(OAuthClient.PUBLIC_CLIENT_ID)
        ? new OAuthClient.Public(id)
        : desk.find(id)
            .filter(Client::isPublic)
            .<OAuthClient>map(OAuthClient.Registered::new)
            .orElseThrow(ClientAuthentication::invalid);
  }

  /** A registered client, if the credential names one; else the workload that it proves. */
  private OAuthClient proven(ClientCredential credential, String claimed, String correlationId) {
    Optional<Verification<Client>> client =
        switch (credential) {
          case ClientCredential.Assertion shown ->
              claimed.isEmpty()
                  ? Optional.empty()
                  : desk.proveByAssertion(
                      new WorkloadId(claimed), shown.assertion(), correlationId);
          case ClientCredential.Certificate shown ->
              desk.proveByCertificate(claimed, shown.certificate(), correlationId);
          case ClientCredential.ApiKey shown ->
              ClientSecret.looksLikeOne(shown.key())
                  ? desk.proveBySecret(claimed, ClientSecret.claimed(shown.key()), correlationId)
                  : Optional.empty();
        };
    return client.isPresent()
        ? new OAuthClient.Registered(proven(client.get()))
        : new OAuthClient.Proven(proven(authority.authenticate(credential, correlationId)));
  }

  private static <T> T proven(Verification<T> proof) {
    return switch (proof) {
      case Verification.Verified<T> verified -> verified.token();
      case Verification.Rejected<T> rejected ->
          throw new OAuthRefusal(
              rejected.rejection().reason().publicReason().isUndecided()
                  ? ErrorCode.TEMPORARILY_UNAVAILABLE
                  : ErrorCode.INVALID_CLIENT);
    };
  }

  /** The built-in client is nobody that a certificate could prove. */
  private static Optional<ClientCredential> certificate(Request request, String id) {
    return request
        .caller()
        .certificate()
        .filter(shown -> !id.equals(OAuthClient.PUBLIC_CLIENT_ID))
        .map(shown -> new ClientCredential.Certificate(id, shown));
  }

  private static ClientCredential assertion(Form form, String text) {
    if (form.optional("client_assertion_type").filter(ASSERTION_TYPE::equals).isEmpty()
        || text.length() > RawToken.MAX_LENGTH) {
      throw invalid();
    }
    return new ClientCredential.Assertion(RawToken.of(text));
  }

  /** RFC 6749 §2.3.1: both halves are form-encoded before they are joined. */
  private static ClientCredential basic(String header) {
    if (header.length() > MAX_BASIC || !header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      throw invalid();
    }
    try {
      // The decoder takes its alphabet alone.
      int start = BASIC.length();
      while (start < header.length() && header.charAt(start) == ' ') {
        start++;
      }
      byte[] decoded = Base64.getDecoder().decode(header.substring(start));
      String pair = new String(decoded, StandardCharsets.ISO_8859_1);
      int colon = pair.indexOf(':');
      if (colon < 1) {
        throw invalid();
      }
      return new ClientCredential.ApiKey(
          Form.decode(pair.substring(0, colon)), Form.decode(pair.substring(colon + 1)));
    } catch (IllegalArgumentException | OAuthRefusal e) {
      throw invalid();
    }
  }

  private static OAuthRefusal invalid() {
    return new OAuthRefusal(ErrorCode.INVALID_CLIENT);
  }
}
