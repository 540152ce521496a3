package dev.locum.grpcauthz.header;

import dev.locum.token.DelegationId;
import dev.locum.token.RawToken;
import dev.locum.token.Subject;
import dev.locum.token.TenantId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import io.grpc.Metadata;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes the credentials of a call out of its headers.
 *
 * <p><b>Security guarantees</b>: after {@link #takeFrom}, the headers hold no credential, no
 * forwarded identity and no other header by which some framework believes a caller, whether the
 * call is let in or not and whatever its route; so none reaches a handler, nor a service to which
 * the handler passes its headers on (H5, H6). A header that is there twice, empty, too long or of
 * another form refuses the call: no value of it is picked (H9).
 */
public final class CredentialIntake {

  /** Names that are taken out by their beginning: nobody needs to remember each of them. */
  private static final List<String> STRIPPED_PREFIXES =
      List.of("x-forwarded-", "x-auth-", "x-internal-", "x-gateway-", "x-locum-", "x-spiffe-");

  private static final Set<String> STRIPPED =
      Set.of("authorization", "proxy-authorization", "txn-token", "cookie", "forwarded");

  /** Stays: it says nothing about anybody. */
  private static final String CORRELATION = "x-locum-correlation-id";

  /** RFC 6750 §2.1; the scheme is case-insensitive (RFC 9110 §11.1). */
  private static final Pattern BEARER =
      Pattern.compile("[Bb][Ee][Aa][Rr][Ee][Rr] ([A-Za-z0-9._~+/-]+=*)");

  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  /**
   * Bounds what is decoded: a workflow id has at most 1000 bytes, percent-encoded thrice as many.
   */
  private static final int MAX_WORKFLOW_ID = 3000;

  private CredentialIntake() {}

  /** What was taken; reading it may refuse the call. */
  public static final class Taken implements Presented {

    private final List<String> authorization;
    private final List<String> txnToken;
    private final List<String> user;
    private final List<String> tenant;
    private final List<String> delegation;
    private final List<String> workflowId;
    private final Map<String, List<String>> trust;

    private Taken(Metadata headers, Map<String, List<String>> trust) {
      this.trust = trust;
      authorization = values(headers, CallHeaders.AUTHORIZATION);
      txnToken = values(headers, CallHeaders.TXN_TOKEN);
      user = values(headers, CallHeaders.FORWARDED_USER);
      tenant = values(headers, CallHeaders.FORWARDED_TENANT);
      delegation = values(headers, CallHeaders.DELEGATION);
      workflowId = values(headers, CallHeaders.WORKFLOW_ID);
    }

    @Override
    public boolean isEmpty() {
      return authorization.isEmpty()
          && txnToken.isEmpty()
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
          forwarded());
    }

    @Override
    public PresentedCredentials withoutBearer() {
      return new PresentedCredentials(Optional.empty(), txnToken(), forwarded());
    }

    /** All values of the headers that trust sources read, by lower-case name. */
    public Map<String, List<String>> trustHeaders() {
      return trust;
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
      Matcher bearer = BEARER.matcher(bounded(value));
      if (!bearer.matches()) {
        throw new DenialException(
            DenialReason.TOKEN_MALFORMED, "authorization: not one bearer token");
      }
      return RawToken.of(bearer.group(1));
    }

    private static RawToken token(String value) {
      if (!TOKEN.matcher(bounded(value)).matches()) {
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
      return values.stream().findFirst();
    }

    private static DenialException refusedHeader(String detail) {
      return new DenialException(DenialReason.FORWARDED_HEADER_REFUSED, detail);
    }

    private static List<String> values(Metadata headers, Metadata.Key<String> key) {
      return copy(headers.removeAll(key));
    }
  }

  /**
   * Takes the credentials out.
   *
   * @throws DenialException if a header's name is no legal one, so that it cannot be taken out
   */
  public static Taken takeFrom(Metadata headers) {
    return takeFrom(headers, Set.of());
  }

  /**
   * Takes the credentials out, and the headers that trust sources read.
   *
   * @param trustHeaders names of text headers, in lower case
   * @throws DenialException if a header's name is no legal one, so that it cannot be taken out
   */
  public static Taken takeFrom(Metadata headers, Set<String> trustHeaders) {
    Map<String, List<String>> trust = trustHeaders.isEmpty() ? Map.of() : new HashMap<>();
    for (String name : trustHeaders) {
      Metadata.Key<String> key = Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
      List<String> values = copy(headers.getAll(key));
      if (!values.isEmpty()) {
        trust.put(name, values);
      }
    }
    Taken taken = new Taken(headers, trust);
    for (String name : List.copyOf(headers.keys())) {
      if (isCredential(name) || trustHeaders.contains(name)) {
        remove(headers, name);
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

  private static List<String> copy(@Nullable Iterable<String> values) {
    if (values == null) {
      return List.of();
    }
    List<String> copied = new ArrayList<>();
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
