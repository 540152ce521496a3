package dev.locum.settings.binding;

import dev.locum.settings.value.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Resolves references to secrets: {@code file:PATH} and {@code env:NAME}. */
public sealed interface SecretSource {

  /**
   * The secret behind the reference.
   *
   * @throws IllegalArgumentException if there is none, or it is not kept safely; the message has no
   *     secret
   */
  Secret resolve(String reference, Path directory);

  /** Reads files and the environment. */
  static SecretSource reading(Map<String, String> environment) {
    return new Reading(environment);
  }

  /** Checks only the form of a reference; for sections that another process reads. */
  static SecretSource formOnly() {
    return new FormOnly();
  }

  /**
   * Reads for real.
   *
   * @param environment the process's environment variables
   */
  record Reading(Map<String, String> environment) implements SecretSource {

    private static final Set<PosixFilePermission> OTHERS =
        EnumSet.of(
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.GROUP_WRITE);

    public Reading {
      environment = Map.copyOf(environment);
    }

    @Override
    public Secret resolve(String reference, Path directory) {
      FormOnly.check(reference);
      return reference.startsWith("env:")
          ? fromEnvironment(reference.substring(4))
          : fromFile(directory.resolve(reference.substring(5)));
    }

    private Secret fromEnvironment(String name) {
      String value = environment.get(name);
      if (value == null || value.isEmpty()) {
        throw new IllegalArgumentException("the environment variable " + name + " is not set");
      }
      return Secret.of(value);
    }

    private static Secret fromFile(Path file) {
      try {
        if (!Files.isRegularFile(file)) {
          throw new IllegalArgumentException("there is no file " + file);
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (permissions.stream().anyMatch(OTHERS::contains)) {
          throw new IllegalArgumentException(
              file + " is open to others (expected: mode 0600 or 0640; run chmod 600)");
        }
        if (Files.size(file) > Secret.MAX_LENGTH) {
          throw new IllegalArgumentException(file + " is too large (expected: at most 64 KiB)");
        }
        return Secret.of(Files.readString(file, StandardCharsets.UTF_8).stripTrailing());
      } catch (IOException | UnsupportedOperationException e) {
        throw new IllegalArgumentException(
            file + " cannot be read, or its permissions cannot be seen", e);
      }
    }

    @Override
    public String toString() {
      return "SecretSource.Reading[redacted]";
    }
  }

  /** Checks the form and answers a placeholder. */
  record FormOnly() implements SecretSource {

    private static final Pattern FORM = Pattern.compile("file:.+|env:[A-Za-z_][A-Za-z0-9_]*");

    @Override
    public Secret resolve(String reference, Path directory) {
      check(reference);
      return Secret.of("not read");
    }

    static void check(String reference) {
      if (!FORM.matcher(reference).matches()) {
        throw new IllegalArgumentException(
            "not a reference (expected: file:PATH or env:NAME; a secret never stands in the file"
                + " itself)");
      }
    }
  }
}
