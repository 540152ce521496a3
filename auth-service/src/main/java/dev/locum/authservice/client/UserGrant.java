package dev.locum.authservice.client;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A grant by which a client gets tokens of a user. */
public enum UserGrant {
  /** RFC 6749 §4.1, always with PKCE. */
  AUTHORIZATION_CODE("authorization_code"),
  /** RFC 6749 §6; without it a session is over with its access token. */
  REFRESH_TOKEN("refresh_token"),
  /** RFC 8628. */
  DEVICE_CODE("urn:ietf:params:oauth:grant-type:device_code");

  private final String value;

  UserGrant(String value) {
    this.value = value;
  }

  /** The value of {@code grant_type}. */
  public String value() {
    return value;
  }

  /** The grant of that {@code grant_type}. */
  public static Optional<UserGrant> of(String value) {
    return Arrays.stream(values()).filter(grant -> grant.value.equals(value)).findFirst();
  }

  /** All values of {@code grant_type}, for messages. */
  public static List<String> allValues() {
    return Arrays.stream(values()).map(UserGrant::value).toList();
  }
}
