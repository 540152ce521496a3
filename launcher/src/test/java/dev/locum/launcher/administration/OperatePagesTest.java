package dev.locum.launcher.administration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.launcher.administration.AdministeredService.Outcome;
import dev.locum.settings.AuthServiceSettings;
import dev.locum.settings.SettingsLoader;
import dev.locum.settings.StoreEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the pages of {@code docs/operate} tell an operator to type works as it stands there, from an
 * empty store: commands in their order, files in their form. The shell around the commands and the
 * processes are not run here.
 */
@Timeout(180)
final class OperatePagesTest {

  private static final Path PAGES = Path.of("..", "docs", "operate");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```(\\w*)\\n(.*?)^ *```$");

  /** A file of the operator's own. */
  private static final Pattern FILE =
      Pattern.compile("(file:)?([a-z][a-z-]*\\.(?:jwk|jwk\\.pub|key|secret|yaml))");

  private @TempDir Path directory;

  @Test
  void authService_fromNothingToUsersAndRoutes() throws IOException {
    String page = page("auth-service.md");
    try (AdministeredService service = AdministeredService.open(directory)) {
      run(service, section(page, "## 2. Become its operator"));
      run(service, section(page, "## 3. Set the platform up"));
      List<String> put = service.succeed("export").lines().toList();

      String declaring = section(page, "## 4. Or declare it");
      Files.writeString(directory.resolve("platform.yaml"), blocks(declaring, "yaml").getFirst());
      run(service, declaring);

      assertThat(put).contains("  - id: alice-worker", "    workflowType: TripWorkflow");
      assertThat(service.succeed("user", "show", "alice/ada")).contains("roles    rider");
      assertThat(service.succeed("workload", "show", "alice-admin")).contains("OPERATOR", "alice");
      assertThat(service.run("doctor").out())
          .contains("operator is let in", "each queue of a route has a worker");
    }
  }

  /** What takes effect when it is taken away is proven elsewhere; here, that it can be said so. */
  @Test
  void authService_takesAway() throws IOException {
    String page = page("auth-service.md");
    try (AdministeredService service = AdministeredService.open(directory)) {
      run(service, section(page, "## 2. Become its operator"));
      run(service, section(page, "## 3. Set the platform up"));

      List<String> said =
          section(page, "## 5. Take away")
              .lines()
              .flatMap(line -> Pattern.compile("`(locum [^`]+)`").matcher(line).results())
              .map(found -> found.group(1))
              .filter(command -> !command.contains("ID") || command.contains("workload"))
              .map(command -> command.replace(" ID", " alice-worker"))
              .toList();

      assertThat(said).hasSizeGreaterThanOrEqualTo(5);
      said.forEach(command -> succeed(service, command));
    }
  }

  @Test
  void clients_areRegistered() throws IOException {
    try (AdministeredService service = AdministeredService.open(directory)) {
      service.succeed("tenant", "put", "alice");

      run(service, section(page("clients.md"), "## Register one"));

      assertThat(service.succeed("client", "show", "shop")).contains("https://shop.example");
      assertThat(directory.resolve("shop.secret")).isNotEmptyFile();
    }
  }

  @Test
  void gateway_isRegisteredWithItsWorkloads() throws IOException {
    try (AdministeredService service = AdministeredService.open(directory)) {
      run(service, section(page("gateway.md"), "## In ten minutes"));

      assertThat(service.succeed("workload", "list"))
          .contains("orders-worker", "orders-client", "gateway");
    }
  }

  /** With what the page says is to be made beside it, the file is one that a process takes. */
  @Test
  void authService_fileIsValid() throws IOException {
    String yaml =
        blocks(section(page("auth-service.md"), "## 1. Start it"), "yaml").getFirst().stripIndent();
    secret(
        "key-encryption.key", Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]));
    secret("server-key.pem", "a key");
    secret("database-password", "a password");

    AuthServiceSettings settings =
        new SettingsLoader(Map.of()).parse(yaml, directory, AuthServiceSettings.class);

    assertThat(settings.issuer()).hasToString("https://auth.example.com:7421");
    assertThat(settings.store().engine()).isInstanceOf(StoreEngine.Postgresql.class);
    assertThat(settings.temporal()).containsOnlyKeys("alice");
    assertThat(blocks(section(page("auth-service.md"), "## 3. Set the platform up"), "sh"))
        .as("the namespace whose frontend the file names")
        .anyMatch(block -> block.contains("locum namespace put alice "));
  }

  private static String page(String name) throws IOException {
    return Files.readString(PAGES.resolve(name));
  }

  private static String section(String page, String title) {
    int begin = page.indexOf(title + "\n");
    assertThat(begin).as(title).isNotNegative();
    int end = page.indexOf("\n## ", begin + 1);
    return page.substring(begin, end < 0 ? page.length() : end);
  }

  private static List<String> blocks(String section, String kind) {
    List<String> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(section);
    while (block.find()) {
      if (block.group(1).equals(kind)) {
        blocks.add(block.group(2));
      }
    }
    return blocks;
  }

  /** Every command of the section, in its order; there is one at least. */
  private void run(AdministeredService service, String section) {
    List<String> blocks = new ArrayList<>(blocks(section, "sh"));
    blocks.addAll(blocks(section, ""));
    List<String> commands =
        blocks.stream()
            .flatMap(block -> block.replaceAll("\\\\\\n\\s*", "").lines())
            .map(line -> line.replaceFirst("\\s+#.*", "").strip())
            .filter(line -> line.startsWith("locum "))
            .toList();
    assertThat(commands).isNotEmpty();
    commands.forEach(command -> succeed(service, command));
  }

  private void succeed(AdministeredService service, String command) {
    List<String> words = new ArrayList<>(List.of(words(command.substring("locum ".length()))));
    String typed = "";
    if (words.contains("set-password")) {
      words.addAll(List.of("--from", "-"));
      typed = "a perfectly long phrase";
    }
    if (words.contains("apply") && !words.contains("--dry-run")) {
      words.add("--yes");
    }
    if (words.contains(">")) {
      words.subList(words.indexOf(">"), words.size()).clear();
    }
    Outcome outcome = service.runWith(typed, words.toArray(String[]::new));
    // The fixture's HTTP is elsewhere than its issuer says, and doctor finds that.
    assertThat(outcome.exit())
        .as("%s: %s", command, outcome)
        .isIn(0, words.contains("doctor") ? 8 : 0);
  }

  private String[] words(String line) {
    List<String> words = new ArrayList<>();
    Matcher word = Pattern.compile("'([^']*)'|(\\S+)").matcher(line);
    while (word.find()) {
      words.add(word.group(1) != null ? word.group(1) : placed(word.group(2)));
    }
    return words.toArray(String[]::new);
  }

  private String placed(String word) {
    Matcher file = FILE.matcher(word);
    return file.matches()
        ? (file.group(1) == null ? "" : "file:") + directory.resolve(file.group(2))
        : word;
  }

  private void secret(String name, String text) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
