package dev.locum.token.jose;

import java.security.Provider;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Each provider that this machine has, on its own: tests must not pass for the fastest alone. */
final class TestProviders {

  private TestProviders() {}

  /** By name; the JDK's always, the others where they load. */
  static Map<String, CryptoProviders> all() {
    Map<String, CryptoProviders> all = new LinkedHashMap<>();
    all.put("JDK", CryptoProviders.jdk());
    for (String name :
        List.of(
            "org.bouncycastle.jce.provider.BouncyCastleProvider",
            "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider")) {
      CryptoProviders one =
          CryptoProviders.choose(
              List.of(
                  new CryptoProviders.Candidate(
                      name,
                      () ->
                          Class.forName(name)
                              .asSubclass(Provider.class)
                              .getDeclaredConstructor()
                              .newInstance())));
      if (one.refused().isEmpty()) {
        all.put(name, one);
      }
    }
    return all;
  }
}
