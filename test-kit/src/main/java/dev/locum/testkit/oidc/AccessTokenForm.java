package dev.locum.testkit.oidc;

/**
 * What an access token of a {@link FakeOidcProvider} looks like outside.
 *
 * @param type the {@code typ} of its header
 * @param trick what is wrong with it
 */
public record AccessTokenForm(String type, ProviderTrick trick) {

  /** As RFC 9068 has it. */
  public static AccessTokenForm standard() {
    return new AccessTokenForm("at+jwt", ProviderTrick.NONE);
  }
}
