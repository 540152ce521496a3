package dev.locum.authservice.user;

import dev.locum.authservice.digest.Sha256;
import dev.locum.token.Issuer;
import dev.locum.token.TenantId;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who somebody is at an external provider, and what that means here now. Issuer and subject are the
 * identity; nothing that a user can choose or that can pass to somebody else (a mail address, a
 * login name) has any part in it.
 *
 * @param source where the identity is from
 * @param subject the {@code sub} there
 * @param tenant the tenant
 * @param roles the roles
 * @param saidAt when the provider said so
 */
public record ExternalIdentity(
    Source source, String subject, TenantId tenant, Set<String> roles, Instant saidAt) {

  private static final Pattern FORM = Pattern.compile("[a-z0-9._-]{1,42}");
  private static final int DIGEST_LENGTH = 32;

  /**
   * A provider.
   *
   * @param issuer its exact issuer
   * @param name its name in the configuration, with which its users' names begin
   */
  public record Source(Issuer issuer, String name) {}

  /** Copies the roles. */
  public ExternalIdentity {
    roles = Set.copyOf(roles);
  }

  /**
   * The name under which operators see the user: the provider's name, a dot, and the subject or,
   * where that has no form of a name, a digest of it.
   */
  public UserName userName() {
    String local = FORM.matcher(subject).matches() ? subject : digest();
    return new UserName(source.name() + "." + local);
  }

  private String digest() {
    return HexFormat.of().formatHex(Sha256.of(subject)).substring(0, DIGEST_LENGTH);
  }
}
