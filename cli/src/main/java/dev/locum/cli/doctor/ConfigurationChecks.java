package dev.locum.cli.doctor;

import dev.locum.cli.context.CliContext;
import dev.locum.settings.AuthServiceSettings;
import dev.locum.settings.DownstreamSettings;
import dev.locum.settings.GatewaySettings;
import dev.locum.settings.SettingsException;
import dev.locum.settings.SettingsLoader;
import dev.locum.settings.TriggerSettings;
import dev.locum.settings.WorkerSettings;
import dev.locum.settings.tree.Problem;
import dev.locum.settings.tree.TreeParser;
import dev.locum.settings.tree.TreeSyntaxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The configuration of processes, looked at as they would read it on this machine. */
final class ConfigurationChecks {

  private final CliContext context;
  private final StoreLook store;
  private final Path file;
  private final List<Check> checks = new ArrayList<>();

  private ConfigurationChecks(CliContext context, StoreLook store, Path file) {
    this.context = context;
    this.store = store;
    this.file = file;
  }

  /** What is to be looked at for the sections of the file. */
  static List<Check> all(CliContext context, StoreLook store, Path file) {
    ConfigurationChecks configuration = new ConfigurationChecks(context, store, file);
    configuration.collect();
    return configuration.checks;
  }

  private void collect() {
    Set<String> sections;
    try {
      sections =
          TreeParser.parse(Files.readString(file, StandardCharsets.UTF_8)).entries().keySet();
    } catch (IOException e) {
      found(Finding.bad(file + " cannot be read", "Is the path right, and may you read it?"));
      return;
    } catch (TreeSyntaxException e) {
      found(Finding.bad(file + ": " + e.problem(), "Correct the file."));
      return;
    }
    if (sections.contains("authService")) {
      load("authService", AuthServiceSettings.class)
          .ifPresent(settings -> {
            checks.addAll(new AuthServiceChecks(context, settings, store).all());
            checks.addAll(ProviderChecks.all(settings, now()));
          });
    }
    if (sections.contains("gateway")) {
      load("gateway", GatewaySettings.class)
          .ifPresent(settings -> checks.addAll(PeerChecks.gateway(context, settings)));
    }
    if (sections.contains("trigger")) {
      load("trigger", TriggerSettings.class)
          .ifPresent(settings -> checks.addAll(PeerChecks.trigger(context, settings)));
    }
    if (sections.contains("downstream")) {
      load("downstream", DownstreamSettings.class)
          .ifPresent(settings -> checks.addAll(PeerChecks.downstream(context, settings)));
    }
    if (sections.contains("worker")) {
      load("worker", WorkerSettings.class)
          .ifPresent(settings -> checks.addAll(PeerChecks.worker(context, settings)));
    }
    if (checks.isEmpty()) {
      found(
          Finding.bad(
              file + " has no section of a process",
              "Expected: authService, gateway, trigger, worker or downstream"
                  + " (docs/configuration.md)."));
    }
  }

  private Instant now() {
    return context.terminal().clock().instant();
  }

  private <T extends Record> Optional<T> load(String section, Class<T> type) {
    try {
      T settings = new SettingsLoader(context.terminal().environment()).load(file, type);
      found(section, Finding.good("every setting is valid, and its secrets can be read"));
      return Optional.of(settings);
    } catch (SettingsException e) {
      found(
          section,
          Finding.bad(
              e.problems().stream().map(Problem::toString).collect(Collectors.joining("\n      ")),
              "The process does not start with this: correct each line"
                  + " (docs/configuration.md has every setting)."));
      return Optional.empty();
    }
  }

  private void found(Finding finding) {
    found("configuration", finding);
  }

  private void found(String name, Finding finding) {
    checks.add(new Check(name + " settings", () -> finding));
  }
}
