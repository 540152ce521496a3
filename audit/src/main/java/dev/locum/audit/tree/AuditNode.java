package dev.locum.audit.tree;

import dev.locum.audit.AuditEvent;
import java.util.List;

/**
 * An event and what came from it.
 *
 * @param event the event
 * @param edge why it stands below its parent
 * @param children what came from it, oldest first
 */
public record AuditNode(AuditEvent event, AuditEdge edge, List<AuditNode> children) {

  public AuditNode {
    children = List.copyOf(children);
  }
}
