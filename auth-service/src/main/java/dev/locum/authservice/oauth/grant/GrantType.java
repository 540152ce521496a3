package dev.locum.authservice.oauth.grant;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The grant types that the token endpoint serves, and no others; the metadata lists exactly these.
 */
public enum GrantType {
  /** RFC 6749 §4.1.3. */
  AUTHORIZATION_CODE("authorization_code"),
  /** RFC 8628 §3.4. */
  DEVICE_CODE("urn:ietf:params:oauth:grant-type:device_code"),
  /** RFC 6749 §6. */
  REFRESH_TOKEN("refresh_token"),
  /** RFC 6749 §4.4. */
  CLIENT_CREDENTIALS("client_credentials"),
  /** RFC 8693 §2.1. */
  TOKEN_EXCHANGE("urn:ietf:params:oauth:grant-type:token-exchange");

  private final String value;

  GrantType(String value) {
    this.value = value;
  }

  /** The value of {@code grant_type}. */
  public String value() {
    return value;
  }

  static Optional<GrantType> of(String value) {
    return Arrays.stream(values()).filter(type -> type.value.equals(value)).findFirst();
  }

  /** All values, for the metadata. */
  public static List<String> allValues() {
    return Arrays.stream(values()).map(GrantType::value).toList();
  }
}
