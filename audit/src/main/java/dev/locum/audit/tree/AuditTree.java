package dev.locum.audit.tree;

import dev.locum.audit.AuditEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A trail as a tree. Every event is in it exactly once, whatever the events are: an id that occurs
 * twice counts once, a circle of tokens is cut, a missing origin makes a root. Clocks of different
 * machines need not agree: order among siblings is by time, but what came from what never is.
 */
public final class AuditTree {

  private static final Comparator<AuditEvent> OLDEST_FIRST =
      Comparator.comparing(AuditEvent::time).thenComparing(AuditEvent::id);

  private final List<AuditNode> roots;

  private AuditTree(List<AuditNode> roots) {
    this.roots = roots;
  }

  /** The tree of these events, in whatever order they come. */
  public static AuditTree of(Collection<AuditEvent> events) {
    Map<String, AuditEvent> once = new LinkedHashMap<>();
    events.forEach(event -> once.putIfAbsent(event.id(), event));
    List<AuditEvent> sorted = once.values().stream().sorted(OLDEST_FIRST).toList();
    return new AuditTree(nodes(sorted, new TrailIndex(sorted)));
  }

  /** The events that come from no other, oldest first. */
  public List<AuditNode> roots() {
    return roots;
  }

  /** The tree drawn: a parent before its children, with the lines that join them. */
  public List<AuditRow> rows() {
    List<AuditRow> rows = new ArrayList<>();
    Deque<Pending> stack = new ArrayDeque<>();
    push(stack, roots, "", true);
    while (!stack.isEmpty()) {
      Pending next = stack.pop();
      rows.add(new AuditRow(next.guide(), next.node()));
      push(stack, next.node().children(), next.below(), false);
    }
    return rows;
  }

  private static void push(
      Deque<Pending> stack, List<AuditNode> nodes, String below, boolean isRoot) {
    for (int i = nodes.size() - 1; i >= 0; i--) {
      boolean isLast = i == nodes.size() - 1;
      String guide = isRoot ? "" : below + (isLast ? "└─ " : "├─ ");
      String next = isRoot ? "" : below + (isLast ? "   " : "│  ");
      stack.push(new Pending(nodes.get(i), guide, next));
    }
  }

  private static List<AuditNode> nodes(List<AuditEvent> sorted, TrailIndex index) {
    Map<String, Parent> parents = new LinkedHashMap<>();
    Map<String, List<AuditEvent>> children = new LinkedHashMap<>();
    for (AuditEvent event : sorted) {
      Parent parent = firstAcyclic(event, index.origins(event), parents);
      parents.put(event.id(), parent);
      children.computeIfAbsent(parent.id(), id -> new ArrayList<>()).add(event);
    }
    return assemble(sorted, parents, children);
  }

  private static Parent firstAcyclic(
      AuditEvent event, List<TrailIndex.Origin> origins, Map<String, Parent> parents) {
    for (TrailIndex.Origin origin : origins) {
      if (!reaches(origin.event().id(), event.id(), parents)) {
        return new Parent(origin.event().id(), origin.edge());
      }
    }
    return Parent.NONE;
  }

  private static boolean reaches(String from, String to, Map<String, Parent> parents) {
    String at = from;
    while (!at.isEmpty()) {
      if (at.equals(to)) {
        return true;
      }
      at = parents.getOrDefault(at, Parent.NONE).id();
    }
    return false;
  }

  /**
   * Builds children before their parents, without recursion: hostile events may nest as deep as
   * they are many.
   */
  private static List<AuditNode> assemble(
      List<AuditEvent> sorted,
      Map<String, Parent> parents,
      Map<String, List<AuditEvent>> children) {
    List<AuditEvent> order = new ArrayList<>(sorted.size());
    Deque<AuditEvent> stack = new ArrayDeque<>(children.getOrDefault(Parent.NONE.id(), List.of()));
    while (!stack.isEmpty()) {
      AuditEvent event = stack.pop();
      order.add(event);
      children.getOrDefault(event.id(), List.of()).forEach(stack::push);
    }
    Map<String, AuditNode> built = new LinkedHashMap<>();
    for (int i = order.size() - 1; i >= 0; i--) {
      AuditEvent event = order.get(i);
      AuditEdge edge = parents.getOrDefault(event.id(), Parent.NONE).edge();
      built.put(event.id(), new AuditNode(event, edge, take(built, children.get(event.id()))));
    }
    return take(built, children.get(Parent.NONE.id()));
  }

  private static List<AuditNode> take(
      Map<String, AuditNode> built, @Nullable List<AuditEvent> events) {
    List<AuditNode> taken = new ArrayList<>();
    if (events != null) {
      for (AuditEvent event : events) {
        AuditNode node = built.remove(event.id());
        if (node != null) {
          taken.add(node);
        }
      }
    }
    return taken;
  }

  private record Parent(String id, AuditEdge edge) {
    static final Parent NONE = new Parent("", AuditEdge.NONE);
  }

  private record Pending(AuditNode node, String guide, String below) {}
}
