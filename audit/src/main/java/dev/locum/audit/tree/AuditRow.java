package dev.locum.audit.tree;

/**
 * One line of a drawn tree.
 *
 * @param guide the lines that lead to the event, such as {@code "│ └─ "}; empty for a root
 * @param node the event
 */
public record AuditRow(String guide, AuditNode node) {}
