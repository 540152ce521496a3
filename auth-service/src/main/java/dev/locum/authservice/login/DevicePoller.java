package dev.locum.authservice.login;

import dev.locum.authservice.possession.ShownKey;
import dev.locum.authservice.session.TokenBinding;
import dev.locum.token.Audience;
import java.util.Optional;

/**
 * The device that polls.
 *
 * @param client its client, proven as far as it can be
 * @param isRefreshable whether it gets refresh tokens
 * @param audience where the access token shall be used; must be that of the request, if both name
 *     one (RFC 8707 §2.2)
 * @param key to which its tokens are to be bound, if it is proven
 * @param binding to which certificate they are bound
 */
public record DevicePoller(
    String client,
    boolean isRefreshable,
    Optional<Audience> audience,
    ShownKey key,
    TokenBinding binding) {

  /** A device with the built-in client. */
  public static DevicePoller builtIn(String client) {
    return new DevicePoller(client, true, Optional.empty(), ShownKey.none(), TokenBinding.none());
  }
}
