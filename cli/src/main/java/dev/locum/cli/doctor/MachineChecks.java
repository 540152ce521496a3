package dev.locum.cli.doctor;

import dev.locum.token.jose.CryptoProviders;
import java.util.List;

/** What this machine brings. */
final class MachineChecks {

  private static final int MINIMUM_JDK = 25;

  private MachineChecks() {}

  static List<Check> all() {
    return List.of(
        new Check("java", MachineChecks::java), new Check("cryptography", MachineChecks::crypto));
  }

  private static Finding java() {
    Runtime.Version version = Runtime.version();
    return version.feature() >= MINIMUM_JDK
        ? Finding.good(version.toString())
        : Finding.bad(
            version.toString(), "Locum's processes need a JDK " + MINIMUM_JDK + " or newer.");
  }

  private static Finding crypto() {
    CryptoProviders providers = CryptoProviders.choose();
    String found = String.join("; ", providers.report());
    return providers.refused().isEmpty()
        ? Finding.good(found)
        : Finding.care(
            found,
            "It works, but a faster provider is not used: "
                + String.join("; ", providers.refused()));
  }
}
