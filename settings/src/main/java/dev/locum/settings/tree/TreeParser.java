package dev.locum.settings.tree;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentEndEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.events.StreamEndEvent;
import org.snakeyaml.engine.v2.events.StreamStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML document into a {@link Tree}. It builds no objects and resolves no types, so a
 * file can neither run code nor be read differently from how it looks.
 */
public final class TreeParser {

  /** Bounds memory; a real file has some kilobytes. */
  public static final int MAX_CHARACTERS = 1 << 20;

  /** Bounds recursion; our deepest setting stands at depth 6. */
  public static final int MAX_DEPTH = 16;

  private final Iterator<Event> events;

  private TreeParser(Iterator<Event> events) {
    this.events = events;
  }

  /**
   * Parses the text of a file. An empty one is an empty mapping.
   *
   * @throws TreeSyntaxException if it is not one plain YAML mapping within the bounds
   */
  public static Tree.Mapping parse(String text) {
    LoadSettings settings = LoadSettings.builder().setCodePointLimit(MAX_CHARACTERS).build();
    try {
      return new TreeParser(new Parse(settings).parseString(text).iterator()).document();
    } catch (MarkedYamlEngineException e) {
      // The exception's own message quotes the file, which may hold a misplaced secret.
      throw new TreeSyntaxException(
          e.getProblemMark().map(TreeParser::line).orElse(0), e.getProblem());
    } catch (YamlEngineException e) {
      throw new TreeSyntaxException(0, "not YAML (expected: one YAML document of at most 1 MiB)");
    }
  }

  private Tree.Mapping document() {
    expect(StreamStartEvent.class);
    Event first = events.next();
    if (first instanceof StreamEndEvent) {
      return Tree.Mapping.empty();
    }
    if (!(first instanceof DocumentStartEvent)) {
      throw wrong(first, "not a document (expected: one YAML document)");
    }
    Event start = events.next();
    Tree root = node(start, 0);
    expect(DocumentEndEvent.class);
    expect(StreamEndEvent.class);
    return switch (root) {
      case Tree.Mapping mapping -> mapping;
      case Tree.Scalar scalar when scalar.text().isEmpty() -> Tree.Mapping.empty();
      default -> throw wrong(start, "not a mapping (expected: sections such as trigger:)");
    };
  }

  private Tree node(Event event, int depth) {
    if (depth > MAX_DEPTH) {
      throw wrong(event, "nested too deeply (expected: at most " + MAX_DEPTH + " levels)");
    }
    refuseReferences(event);
    return switch (event) {
      case ScalarEvent scalar -> new Tree.Scalar(scalar.getValue(), line(event));
      case SequenceStartEvent _ -> sequence(line(event), depth);
      case MappingStartEvent _ -> mapping(line(event), depth);
      default -> throw wrong(event, "unexpected (expected: text, a list or a mapping)");
    };
  }

  private Tree sequence(int line, int depth) {
    List<Tree> items = new ArrayList<>();
    for (Event event = events.next(); !(event instanceof SequenceEndEvent); event = events.next()) {
      items.add(node(event, depth + 1));
    }
    return new Tree.Sequence(items, line);
  }

  private Tree mapping(int line, int depth) {
    Map<String, Tree> entries = new LinkedHashMap<>();
    Map<String, Integer> keyLines = new HashMap<>();
    for (Event event = events.next(); !(event instanceof MappingEndEvent); event = events.next()) {
      refuseReferences(event);
      if (!(event instanceof ScalarEvent key)) {
        throw wrong(event, "a key that is not text (expected: a name)");
      }
      if (entries.putIfAbsent(key.getValue(), node(events.next(), depth + 1)) != null) {
        throw wrong(event, "the key is repeated (expected: each key once)");
      }
      keyLines.put(key.getValue(), line(event));
    }
    return new Tree.Mapping(Collections.unmodifiableMap(entries), Map.copyOf(keyLines), line);
  }

  /**
   * An alias can repeat a subtree without bound, and a tag can ask for another type: neither is
   * needed.
   */
  private static void refuseReferences(Event event) {
    boolean tagged =
        switch (event) {
          case ScalarEvent scalar -> scalar.getTag().isPresent();
          case CollectionStartEvent collection -> collection.getTag().isPresent();
          default -> false;
        };
    boolean anchored = event instanceof NodeEvent node && node.getAnchor().isPresent();
    if (tagged || anchored || event instanceof AliasEvent) {
      throw wrong(event, "an anchor, alias or tag (expected: plain YAML without them)");
    }
  }

  private void expect(Class<? extends Event> type) {
    Event event = events.next();
    if (!type.isInstance(event)) {
      throw wrong(event, "more than one document (expected: one)");
    }
  }

  private static TreeSyntaxException wrong(Event event, String message) {
    return new TreeSyntaxException(line(event), message);
  }

  private static int line(Event event) {
    return event.getStartMark().map(TreeParser::line).orElse(0);
  }

  private static int line(Mark mark) {
    return mark.getLine() + 1;
  }
}
