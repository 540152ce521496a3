package dev.locum.grpcauthz.header;

import io.grpc.Metadata;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The headers of a downstream call, by mode. Each has exactly one value.
 *
 * <table>
 * <caption>What a worker sends</caption>
 * <tr><th>mode</th><th>headers</th></tr>
 * <tr><td>exchange</td><td>{@link #AUTHORIZATION}: {@code Bearer} and the downstream token</td></tr>
 * <tr><td>forward, slice</td><td>{@link #TXN_TOKEN}: the delegation token as it is (TT-10); to a service
 * that is sender-constrained also {@link #AUTHORIZATION} with a service token</td></tr>
 * <tr><td>on-behalf</td><td>{@link #AUTHORIZATION}: {@code Bearer} and a service token; {@link
 * #FORWARDED_USER}, {@link #FORWARDED_TENANT}; {@link #DELEGATION}; {@link #WORKFLOW_ID}</td></tr>
 * </table>
 */
public final class CallHeaders {

  /** {@code authorization}: {@code Bearer} and a token (RFC 6750 §2.1). */
  public static final Metadata.Key<String> AUTHORIZATION = key("authorization");

  /**
   * {@code dpop}: a proof that the token is the sender's, for this one call; then {@link
   * #AUTHORIZATION} has the scheme {@code DPoP} (RFC 9449 §7.1).
   */
  public static final Metadata.Key<String> DPOP = key("dpop");

  /** {@code dpop-nonce}: in trailers, what the next proof has to have (RFC 9449 §8, §9). */
  public static final Metadata.Key<String> DPOP_NONCE = key("dpop-nonce");

  /**
   * {@code x-locum-proven-key}: from a trigger to the authority, the thumbprint of the key that the
   * sender of a user's token has proven to it. Of nobody else is it believed.
   */
  public static final Metadata.Key<String> PROVEN_KEY = key("x-locum-proven-key");

  /**
   * {@code x-locum-proven-certificate}: likewise the {@code x5t#S256} of the client certificate of
   * the connection on which a user's token came to the trigger (RFC 8705 §3).
   */
  public static final Metadata.Key<String> PROVEN_CERTIFICATE = key("x-locum-proven-certificate");

  /** {@code txn-token}: a delegation token, never in {@code authorization} (TT-10). */
  public static final Metadata.Key<String> TXN_TOKEN = key("txn-token");

  /** {@code x-forwarded-user}: the user for whom a trusted service calls. */
  public static final Metadata.Key<String> FORWARDED_USER = key("x-forwarded-user");

  /** {@code x-forwarded-tenant}: the user's tenant. */
  public static final Metadata.Key<String> FORWARDED_TENANT = key("x-forwarded-tenant");

  /**
   * {@code x-locum-delegation}: the id of the delegation under which a trusted service calls; no
   * secret.
   */
  public static final Metadata.Key<String> DELEGATION = key("x-locum-delegation");

  /**
   * {@code x-locum-workflow-id}: the workflow in which a trusted service calls, for the audit
   * trail; written by {@link #encode}.
   */
  public static final Metadata.Key<String> WORKFLOW_ID = key("x-locum-workflow-id");

  /** {@code x-internal-token}: a token that the calling service signed itself. */
  public static final Metadata.Key<String> INTERNAL_TOKEN = key("x-internal-token");

  private CallHeaders() {}

  /** Free text as a header value: UTF-8, percent-encoded. */
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /**
   * The text of {@link #encode}.
   *
   * @throws IllegalArgumentException if it is not percent-encoded
   */
  public static String decode(String value) {
    return URLDecoder.decode(value, StandardCharsets.UTF_8);
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
