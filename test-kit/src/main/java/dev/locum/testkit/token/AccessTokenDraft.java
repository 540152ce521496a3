package dev.locum.testkit.token;

import dev.locum.token.AccessClaims;
import dev.locum.token.Audience;
import dev.locum.token.IssuedToken;
import dev.locum.token.SessionId;
import dev.locum.token.Subject;
import dev.locum.token.TenantId;
import dev.locum.token.TokenIssuer;
import java.time.Duration;
import java.util.Set;

/** An access token in the making; by default of Ada, rider in tenant alice, for the trigger. */
public final class AccessTokenDraft extends TokenDraft<AccessTokenDraft> {

  private Subject subject = new Subject("user-ada");
  private TenantId tenant = new TenantId("alice");
  private Audience audience = TestIssuer.TRIGGER;
  private Set<String> roles = Set.of("rider");
  private SessionId session = new SessionId("session-1");

  AccessTokenDraft(TestIssuer issuer) {
    super(issuer);
  }

  /** Another user of another tenant. */
  public AccessTokenDraft of(String subject, String tenant) {
    this.subject = new Subject(subject);
    this.tenant = new TenantId(tenant);
    return this;
  }

  public AccessTokenDraft audience(String audience) {
    this.audience = new Audience(audience);
    return this;
  }

  public AccessTokenDraft roles(String... roles) {
    this.roles = Set.of(roles);
    return this;
  }

  public AccessTokenDraft session(String session) {
    this.session = new SessionId(session);
    return this;
  }

  /** What it will say. */
  public AccessClaims claims() {
    return new AccessClaims(subject, tenant, "locum-cli", audience, roles, session);
  }

  @Override
  IssuedToken issue(TokenIssuer tokens, Duration life) {
    return tokens.issueAccessToken(claims(), life);
  }

  @Override
  AccessTokenDraft self() {
    return this;
  }
}
