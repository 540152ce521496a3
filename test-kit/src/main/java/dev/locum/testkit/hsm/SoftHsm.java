package dev.locum.testkit.hsm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SoftHSM 2 with tokens of its own. All tokens and keys are made by other processes, before this
 * one loads the library: it sees what was there then, and a process that has logged in to a token
 * once is logged in.
 */
public final class SoftHsm {

  /** The PIN of every token. */
  public static final String PIN = "123456";

  private static final Logger LOG = LoggerFactory.getLogger(SoftHsm.class);
  private static final String VARIABLE = "LOCUM_TEST_SOFTHSM";
  private static final String CONFIGURATION = "SOFTHSM2_CONF";
  private static final List<String> LIBRARIES =
      List.of(
          "/usr/lib/softhsm/libsofthsm2.so",
          "/usr/lib64/softhsm/libsofthsm2.so",
          "/usr/lib64/pkcs11/libsofthsm2.so",
          "/opt/homebrew/lib/softhsm/libsofthsm2.so");

  private final Path library;
  private final Path directory;

  private SoftHsm(Path library, Path directory) {
    this.library = library;
    this.directory = directory;
  }

  /**
   * Starts afresh, with empty tokens of these labels.
   *
   * @throws org.opentest4j.TestAbortedException where there is no SoftHSM
   */
  public static SoftHsm start(String... labels) {
    String configuration = System.getenv(CONFIGURATION);
    if (configuration == null) {
      throw missing(CONFIGURATION + " is not set (Maven sets it)");
    }
    Path library =
        LIBRARIES.stream()
            .map(Path::of)
            .filter(Files::isRegularFile)
            .findFirst()
            .orElseThrow(() -> missing("SoftHSM is not installed (apt-get install softhsm2)"));
    Path file = Path.of(configuration);
    SoftHsm hsm = new SoftHsm(library, file.resolveSibling("softhsm2"));
    hsm.prepare(file);
    for (String label : labels) {
      hsm.run(
          "softhsm2-util",
          "--init-token",
          "--free",
          "--label",
          label,
          "--pin",
          PIN,
          "--so-pin",
          PIN + PIN);
    }
    return hsm;
  }

  private static RuntimeException missing(String why) {
    if ("required".equals(System.getenv(VARIABLE))) {
      throw new IllegalStateException("no token for tests: " + why);
    }
    LOG.warn("NOT TESTED: keys in a PKCS #11 token, since {}", why);
    return Assumptions.abort(why);
  }

  private void prepare(Path configuration) {
    try {
      if (Files.exists(directory)) {
        try (Stream<Path> former = Files.walk(directory)) {
          for (Path each : former.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(each);
          }
        }
      }
      Files.createDirectories(directory);
      Files.writeString(
          configuration,
          "directories.tokendir = "
              + directory
              + "\nobjectstore.backend = file\nlog.level = ERROR\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The library. */
  public Path library() {
    return library;
  }

  /** Makes a key of AES that never leaves its token. */
  public void makeKey(String token, String label, int bits) {
    makeKey(token, label, bits, "CKA_SENSITIVE = true\nCKA_EXTRACTABLE = false");
  }

  /** Makes a key of AES that can be read. */
  public void makeReadableKey(String token, String label) {
    makeKey(token, label, 256, "CKA_SENSITIVE = false\nCKA_EXTRACTABLE = true");
  }

  private void makeKey(String token, String label, int bits, String attributes) {
    keytool(
        token, attributes, "-genseckey", "-alias", label, "-keyalg", "AES", "-keysize", "" + bits);
  }

  /** Makes a key that signs. */
  public void makeKeyPair(String token, String label) {
    keytool(
        token,
        "",
        "-genkeypair",
        "-alias",
        label,
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-dname",
        "CN=test");
  }

  private void keytool(String token, String attributes, String... arguments) {
    Path provider = directory.resolve("provider.cfg");
    String slot = slotOf(token);
    try {
      Files.writeString(
          provider,
          "name = test\nlibrary = %s\nslot = %s\nattributes(*, CKO_SECRET_KEY, *) = {\n%s\n}\n"
              .formatted(library, slot, attributes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:+UseSerialGC", "-J-XX:TieredStopAtLevel=1"));
    command.addAll(List.of(arguments));
    command.addAll(
        List.of(
            "-keystore",
            "NONE",
            "-storetype",
            "PKCS11",
            "-storepass",
            PIN,
            "-providerClass",
            "sun.security.pkcs11.SunPKCS11",
            "-providerArg",
            provider.toString()));
    run(command.toArray(String[]::new));
  }

  private String slotOf(String token) {
    String slot = "";
    for (String line : run("softhsm2-util", "--show-slots").lines().toList()) {
      if (line.startsWith("Slot ")) {
        slot = line.substring("Slot ".length()).strip();
      } else if (line.strip().matches("Label: +" + token)) {
        return slot;
      }
    }
    throw new IllegalStateException("no token " + token);
  }

  private String run(String... command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IllegalStateException(command[0] + ": " + said);
      }
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
