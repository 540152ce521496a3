package dev.locum.gateway.bootstrap;

import dev.locum.gateway.seal.SealKey;
import dev.locum.gateway.seal.TokenSeal;
import dev.locum.settings.value.Secret;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Reads the keys that tokens are sealed under. */
final class SealKeys {

  private SealKeys() {}

  /**
   * A seal: the first key seals, all of them open.
   *
   * @throws IllegalArgumentException if one is no base64url or too short; its text is not told
   */
  static TokenSeal of(List<Secret> secrets) {
    List<SealKey> keys = new ArrayList<>();
    for (int i = 0; i < secrets.size(); i++) {
      try {
        keys.add(SealKey.of(Base64.getUrlDecoder().decode(secrets.get(i).reveal().strip())));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "sealKeys[" + i + "]: not a key (expected: 32 random bytes, base64url)");
      }
    }
    return new TokenSeal(keys.get(0), keys.subList(1, keys.size()));
  }
}
