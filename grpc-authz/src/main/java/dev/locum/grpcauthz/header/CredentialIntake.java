package dev.locum.grpcauthz.header;

import dev.locum.token.DelegationId;
import dev.locum.token.RawToken;
import dev.locum.token.Subject;
import dev.locum.token.TenantId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.proof.DpopProof;
import io.grpc.Metadata;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes the credentials of a call out of its headers.
 *
 * <p><b>Security guarantees</b>: after {@link #take}, the headers hold no credential, no forwarded
 * identity and no other header by which some framework believes a caller, whether the call is let
 * in or not and whatever its route; so none reaches a handler, nor a service to which the handler
 * passes its headers on (H5, H6). A header that is there twice, empty, too long or of another form
 * refuses the call: no value of it is picked (H9).
 */
public final class CredentialIntake {

  /** Names that are taken out by their beginning: nobody needs to remember each of them. */
  private static final List<String> STRIPPED_PREFIXES =
      List.of("x-forwarded-", "x-auth-", "x-internal-", "x-gateway-", "x-locum-", "x-spiffe-");

  private static final Set<String> STRIPPED =
      Set.of("authorization", "proxy-authorization", "txn-token", "dpop", "cookie", "forwarded");

  /** Stays: it says nothing about anybody. */
  private static final String CORRELATION = "x-locum-correlation-id";

  /** RFC 6750 §2.1; the scheme is case-insensitive (RFC 9110 §11.1). */
  private static final String BEARER = "Bearer ";

  /** RFC 9449 §7.1; the scheme is case-insensitive. */
  private static final String DPOP = "DPoP ";

  /**
   * Bounds what is decoded: a workflow id has at most 1000 bytes, percent-encoded thrice as many.
   */
  private static final int MAX_WORKFLOW_ID = 3000;

  /** Those that are read; other names are only taken out. */
  private static final List<Metadata.Key<String>> READ =
      List.of(
          CallHeaders.AUTHORIZATION,
          CallHeaders.TXN_TOKEN,
          CallHeaders.DPOP,
          CallHeaders.FORWARDED_USER,
          CallHeaders.FORWARDED_TENANT,
          CallHeaders.DELEGATION,
          CallHeaders.WORKFLOW_ID);

  private static final CredentialIntake WITHOUT_TRUST = new CredentialIntake(Set.of());

  private final Set<String> trustHeaders;

  /** By name, made once: a server takes the same headers out of every call. */
  private final Map<String, Metadata.Key<String>> read;

  private CredentialIntake(Set<String> trustHeaders) {
    this.trustHeaders = Set.copyOf(trustHeaders);
    Map<String, Metadata.Key<String>> keys = new HashMap<>();
    READ.forEach(key -> keys.put(key.name(), key));
    for (String name : trustHeaders) {
      keys.put(name, Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
    }
    this.read = Map.copyOf(keys);
  }

  /**
   * An intake that also takes the headers that trust sources read. Immutable.
   *
   * @param trustHeaders names of text headers, in lower case
   */
  public static CredentialIntake of(Set<String> trustHeaders) {
    return trustHeaders.isEmpty() ? WITHOUT_TRUST : new CredentialIntake(trustHeaders);
  }

  /** What was taken; reading it may refuse the call. */
  public static final class Taken implements Presented {

    private List<String> authorization = List.of();
    private List<String> txnToken = List.of();
    private List<String> dpop = List.of();
    private List<String> user = List.of();
    private List<String> tenant = List.of();
    private List<String> delegation = List.of();
    private List<String> workflowId = List.of();
    private Map<String, List<String>> trust = Map.of();

    private Taken() {}

    private void put(String name, List<String> values, boolean forTrust) {
      switch (name) {
        case "authorization" -> authorization = values;
        case "txn-token" -> txnToken = values;
        case "dpop" -> dpop = values;
        case "x-forwarded-user" -> user = values;
        case "x-forwarded-tenant" -> tenant = values;
        case "x-locum-delegation" -> delegation = values;
        case "x-locum-workflow-id" -> workflowId = values;
        default -> {}
      }
      if (forTrust) {
        Map<String, List<String>> more = new HashMap<>(trust);
        more.put(name, values);
        trust = Map.copyOf(more);
      }
    }

    @Override
    public boolean isEmpty() {
      return authorization.isEmpty()
          && txnToken.isEmpty()
          && dpop.isEmpty()
          && user.isEmpty()
          && tenant.isEmpty()
          && delegation.isEmpty()
          && workflowId.isEmpty();
    }

    @Override
    public PresentedCredentials all() {
      return new PresentedCredentials(
          single(authorization, DenialReason.TOKEN_MALFORMED).map(Taken::bearer),
          txnToken(),
          forwarded(),
          new PresentedProof(authorization.stream().anyMatch(Taken::isDpop), proof()));
    }

    @Override
    public PresentedCredentials withoutBearer() {
      return new PresentedCredentials(
          Optional.empty(), txnToken(), forwarded(), new PresentedProof(false, proof()));
    }

    /** All values of the headers that trust sources read, by lower-case name. */
    public Map<String, List<String>> trustHeaders() {
      return trust;
    }

    private Optional<DpopProof> proof() {
      return single(dpop, DenialReason.PROOF_MALFORMED).map(Taken::proof);
    }

    private static DpopProof proof(String value) {
      if (value.isEmpty() || value.length() > DpopProof.MAX_LENGTH) {
        throw new DenialException(DenialReason.PROOF_MALFORMED, "proof: empty or too long");
      }
      return DpopProof.of(value);
    }

    private static boolean isDpop(String authorization) {
      return authorization.regionMatches(true, 0, DPOP, 0, DPOP.length());
    }

    private Optional<RawToken> txnToken() {
      return single(txnToken, DenialReason.TOKEN_MALFORMED).map(Taken::token);
    }

    private Optional<ForwardedPrincipal> forwarded() {
      if (user.isEmpty() && tenant.isEmpty() && delegation.isEmpty() && workflowId.isEmpty()) {
        return Optional.empty();
      }
      Optional<String> forUser = single(user, DenialReason.FORWARDED_HEADER_REFUSED);
      Optional<String> forTenant = single(tenant, DenialReason.FORWARDED_HEADER_REFUSED);
      if (forUser.isEmpty() || forTenant.isEmpty()) {
        throw refusedHeader("user and tenant belong together");
      }
      try {
        return Optional.of(
            new ForwardedPrincipal(
                new Subject(forUser.get()),
                new TenantId(forTenant.get()),
                single(delegation, DenialReason.FORWARDED_HEADER_REFUSED).map(DelegationId::new),
                single(workflowId, DenialReason.FORWARDED_HEADER_REFUSED)
                    .map(Taken::workflowId)
                    .orElse("")));
      } catch (IllegalArgumentException e) {
        // The messages of our value types never show the value.
        throw refusedHeader(String.valueOf(e.getMessage()));
      }
    }

    private static String workflowId(String value) {
      if (value.length() > MAX_WORKFLOW_ID) {
        throw refusedHeader("workflow id: too long");
      }
      String id = CallHeaders.decode(value);
      if (id.isEmpty() || id.codePoints().anyMatch(Character::isISOControl)) {
        throw refusedHeader("workflow id: empty or with control characters");
      }
      return id;
    }

    private static RawToken bearer(String value) {
      bounded(value);
      int from = isDpop(value) ? DPOP.length() : BEARER.length();
      boolean hasScheme = isDpop(value) || value.regionMatches(true, 0, BEARER, 0, from);
      if (!hasScheme || !TokenText.isToken(value, from)) {
        throw new DenialException(
            DenialReason.TOKEN_MALFORMED, "authorization: not one bearer or DPoP token");
      }
      return RawToken.of(value.substring(from));
    }

    private static RawToken token(String value) {
      if (!TokenText.isToken(bounded(value), 0)) {
        throw new DenialException(DenialReason.TOKEN_MALFORMED, "txn-token: not one token");
      }
      return RawToken.of(value);
    }

    private static String bounded(String value) {
      if (value.length() > RawToken.MAX_LENGTH) {
        throw new DenialException(DenialReason.TOKEN_TOO_LARGE, "credential header: too long");
      }
      return value;
    }

    private static Optional<String> single(List<String> values, DenialReason reason) {
      if (values.size() > 1) {
        throw new DenialException(reason, "credential header: " + values.size() + " values");
      }
      return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    private static DenialException refusedHeader(String detail) {
      return new DenialException(DenialReason.FORWARDED_HEADER_REFUSED, detail);
    }
  }

  /**
   * Takes the credentials out; no trust source reads any.
   *
   * @throws DenialException if a header's name is no legal one, so that it cannot be taken out
   */
  public static Taken takeFrom(Metadata headers) {
    return WITHOUT_TRUST.take(headers);
  }

  /**
   * Takes the credentials out, and the headers that trust sources read; a server that does so at
   * every call keeps an {@link #of} instead.
   *
   * @param trustHeaders names of text headers, in lower case
   * @throws DenialException if a header's name is no legal one, so that it cannot be taken out
   */
  public static Taken takeFrom(Metadata headers, Set<String> trustHeaders) {
    return of(trustHeaders).take(headers);
  }

  /**
   * Takes the credentials out, and the headers that trust sources read.
   *
   * @throws DenialException if a header's name is no legal one, so that it cannot be taken out
   */
  public Taken take(Metadata headers) {
    Taken taken = new Taken();
    for (String name : headers.keys()) {
      Metadata.Key<String> key = read.get(name);
      if (key != null) {
        taken.put(name, copy(headers.removeAll(key)), trustHeaders.contains(name));
      } else if (isCredential(name)) {
        remove(headers, name);
      } else if (!name.equals(lowerCase(name))) {
        // HTTP/2 has none (RFC 9113 §8.2.1); grpc-java would hand it on and could not take it out.
        throw new DenialException(DenialReason.REQUEST_INVALID, "header: not in lower case");
      }
    }
    return taken;
  }

  /**
   * Whether a header is one by which some framework believes a caller, whatever its value.
   *
   * @param name in lower case
   */
  public static boolean isCredential(String name) {
    if (STRIPPED.contains(name)) {
      return true;
    }
    for (String prefix : STRIPPED_PREFIXES) {
      if (name.startsWith(prefix)) {
        return !name.equals(CORRELATION);
      }
    }
    return false;
  }

  private static String lowerCase(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static List<String> copy(@Nullable Iterable<String> values) {
    if (values == null) {
      return List.of();
    }
    List<String> copied = new ArrayList<>(1);
    values.forEach(copied::add);
    return copied;
  }

  private static void remove(Metadata headers, String name) {
    try {
      if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
        headers.discardAll(Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER));
      } else {
        headers.discardAll(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
      }
    } catch (IllegalArgumentException e) {
      throw new DenialException(DenialReason.REQUEST_INVALID, "header: illegal name");
    }
  }
}
