package dev.locum.settings.reference;

import dev.locum.settings.Sections;
import dev.locum.settings.schema.Group;
import dev.locum.settings.schema.Item;
import dev.locum.settings.schema.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes {@code docs/locum.schema.json} (JSON Schema 2020-12). It is looser than the loader where
 * JSON Schema has no words for a rule, never stricter.
 */
public final class JsonSchema {

  private JsonSchema() {}

  /** The whole file. */
  public static String write() {
    Map<String, Object> sections = new LinkedHashMap<>();
    for (Class<? extends Record> type : Sections.all()) {
      Map<String, Object> section = group(Sections.groupOf(type));
      section.put("description", Sections.aboutOf(type));
      sections.put(Sections.keyOf(type), section);
    }
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", "locum.yaml");
    root.put("type", "object");
    root.put("additionalProperties", false);
    root.put("properties", sections);
    return Json.print(root);
  }

  private static Map<String, Object> group(Group group) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<Object> required = new ArrayList<>();
    List<Object> rules = new ArrayList<>();
    for (Item item : group.items()) {
      switch (item) {
        case Item.Value value -> {
          properties.put(value.name(), value(value));
          if (value.required()) {
            required.add(value.name());
          }
        }
        case Item.OneOf choice -> {
          choice.choices().forEach(each -> properties.put(each.key(), alternative(each)));
          if (!choice.optional()) {
            rules.add(Map.of("oneOf", choice.keys().stream().map(JsonSchema::requiring).toList()));
          }
        }
      }
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("additionalProperties", false);
    schema.put("properties", properties);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    if (!rules.isEmpty()) {
      schema.put("allOf", rules);
    }
    return schema;
  }

  private static Object requiring(String key) {
    return Map.of("required", List.of(key));
  }

  private static Map<String, Object> value(Item.Value item) {
    Map<String, Object> schema = shape(item.shape());
    schema.put("description", item.about());
    item.defaultsTo().ifPresent(text -> schema.put("default", literal(item.shape(), text)));
    return schema;
  }

  private static Object literal(Shape shape, String text) {
    return switch (shape) {
      case Shape.Flag _ -> Boolean.valueOf(text);
      case Shape.Count _ -> Integer.valueOf(text);
      case Shape.Several _ -> List.of();
      case Shape.Named _, Shape.Nested _ -> Map.of();
      default -> text;
    };
  }

  private static Map<String, Object> alternative(Item.Alternative choice) {
    Map<String, Object> schema =
        choice.inline()
            ? value((Item.Value) choice.group().items().getFirst())
            : group(choice.group());
    schema.put("description", choice.about());
    return schema;
  }

  private static Map<String, Object> shape(Shape shape) {
    return switch (shape) {
      case Shape.Text text ->
          text.form().map(form -> text("^(?:" + form + ")$")).orElseGet(() -> text("."));
      case Shape.Flag _ -> schema("type", "boolean");
      case Shape.Count count -> {
        Map<String, Object> schema = schema("type", "integer");
        schema.put("minimum", count.atLeast());
        schema.put("maximum", count.atMost());
        yield schema;
      }
      case Shape.Span _ -> text("^[0-9]{1,9}(?:ms|s|m|h|d)$");
      case Shape.Place _ -> text("^.+:[0-9]{1,5}$");
      case Shape.Block _ -> text("^[0-9A-Fa-f.:]+(/[0-9]{1,3})?$");
      case Shape.File _, Shape.Authority _ -> text(".");
      case Shape.Url _ -> text("^https?://[^/]+$");
      case Shape.SecretReference _ -> text("^(?:file:.+|env:[A-Za-z_][A-Za-z0-9_]*)$");
      case Shape.Word word -> schema("enum", word.words());
      case Shape.Nested nested -> group(nested.group());
      case Shape.Several several -> {
        Map<String, Object> schema = schema("type", "array");
        schema.put("items", shape(several.item()));
        yield schema;
      }
      case Shape.Named named -> {
        Map<String, Object> schema = schema("type", "object");
        schema.put("propertyNames", Map.of("pattern", "^(?:" + named.form() + ")$"));
        schema.put("additionalProperties", shape(named.item()));
        yield schema;
      }
    };
  }

  private static Map<String, Object> text(String pattern) {
    Map<String, Object> schema = schema("type", "string");
    schema.put("pattern", pattern);
    return schema;
  }

  private static Map<String, Object> schema(String key, Object value) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put(key, value);
    return schema;
  }
}
