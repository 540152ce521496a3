package dev.locum.gateway.check.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.caller.Layout;
import dev.locum.gateway.catalogue.MethodCatalogue;
import dev.locum.gateway.catalogue.MethodEntry;
import dev.locum.gateway.check.RequestVerdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * What is decided about every method, for every role, in both layouts, is what the operator's table
 * says: made from decisions about requests for the caller's own, not from the catalogue.
 */
final class MethodMatrixTest {

  private static final Path TABLE = Path.of("../docs/operate/gateway-methods.md");
  private static final Path DECIDED = Path.of("target/gateway-methods.md");

  private static final String HEAD =
      """
      # Which methods the gateway lets pass

      For every method of Temporal's API and every role, whether a call about the caller's own is let
      pass: **yes** in every granted namespace; **dedicated** only in a namespace that belongs to one
      tenant; **–** nowhere. What each call may name is checked besides; a method that is not here is
      refused.

      A test makes this table from decisions and fails when it differs. To accept a new one, read it,
      then copy `gateway/target/gateway-methods.md` here.

      | method | access | worker | starter | trigger | operator | why |
      |---|---|---|---|---|---|---|
      """;

  private final TenantRules rules = Scene.rules();

  @Test
  void decisions_areThoseOfTheOperatorsTable() throws IOException {
    StringBuilder table = new StringBuilder(HEAD);
    for (MethodEntry entry : MethodCatalogue.compiled().all()) {
      table.append("| ").append(entry.name());
      table.append(" | ").append(entry.access().name().toLowerCase(Locale.ROOT));
      for (CallerRole role : CallerRole.values()) {
        table.append(" | ").append(decision(role, entry));
      }
      table.append(" | ").append(entry.note()).append(" |\n");
    }
    Files.writeString(DECIDED, table);

    assertThat(TABLE).as("see %s", DECIDED).hasContent(table.toString());
  }

  private String decision(CallerRole role, MethodEntry entry) {
    boolean dedicated = passes(role, entry, Layout.DEDICATED);
    boolean shared = passes(role, entry, Layout.SHARED);
    assertThat(dedicated || !shared).as("%s %s: only where shared", role, entry.name()).isTrue();
    return shared ? "yes" : dedicated ? "dedicated" : "–";
  }

  private boolean passes(CallerRole role, MethodEntry entry, Layout layout) {
    Message request = SampleRequests.of(entry, Scene.namespace("alice", layout));
    return rules.checkRequest(Scene.caller(role), entry.fullName(), request)
        instanceof RequestVerdict.Forward;
  }
}
