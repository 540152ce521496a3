package dev.locum.cli.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.locum.audit.AuditEvent;
import dev.locum.audit.tree.AuditNode;
import dev.locum.audit.tree.AuditRow;
import dev.locum.audit.tree.AuditTree;
import dev.locum.cli.output.MessageJson;
import dev.locum.cli.output.Printable;
import dev.locum.cli.output.Style;
import dev.locum.grpcauthz.audit.AuditEventWire;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** A trail as a tree on a terminal, or as nested JSON. */
public final class AuditTreeView {

  private AuditTreeView() {}

  /**
   * The tree, a line for each event: what, with which outcome, who decided, who acted, and the
   * rest.
   */
  public static List<String> lines(AuditTree tree, boolean isColoured) {
    return tree.rows().stream().map(row -> line(row, isColoured)).toList();
  }

  private static String line(AuditRow row, boolean isColoured) {
    AuditEvent event = row.node().event();
    dev.locum.protocol.audit.v1.AuditEvent wire = AuditEventWire.toWire(event);
    String rest = AuditView.inTree(wire);
    String actor = Printable.safe(event.parties().actor());
    return Style.FAINT.apply(row.guide(), isColoured)
        + Style.STRONG.apply(event.type().name(), isColoured)
        + " "
        + AuditView.style(wire.getOutcome())
            .apply(event.decision().outcome().name().toLowerCase(Locale.ROOT), isColoured)
        + "  "
        + Printable.safe(event.parties().component())
        + (actor.isEmpty() ? "" : " by " + actor)
        + (rest.isEmpty() ? "" : "  " + Style.FAINT.apply(rest, isColoured));
  }

  /** The roots as an array; each node has {@code event}, {@code edge} and {@code children}. */
  static void writeJson(JsonGenerator json, AuditTree tree) throws IOException {
    writeNodes(json, tree.roots(), 0);
  }

  /** JSON readers have a limit of their own; deeper nodes than any real trail has are left out. */
  private static final int MAX_DEPTH = 200;

  private static void writeNodes(JsonGenerator json, List<AuditNode> nodes, int depth)
      throws IOException {
    json.writeStartArray();
    if (depth < MAX_DEPTH) {
      for (AuditNode node : nodes) {
        json.writeStartObject();
        json.writeStringField("edge", node.edge().name());
        json.writeFieldName("event");
        MessageJson.write(json, AuditEventWire.toWire(node.event()));
        json.writeFieldName("children");
        writeNodes(json, node.children(), depth + 1);
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }
}
