package dev.locum.settings.schema;

import dev.locum.settings.value.Address;
import dev.locum.settings.value.CertificateAuthority;
import dev.locum.settings.value.Labelled;
import dev.locum.settings.value.Network;
import dev.locum.settings.value.Secret;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Describes annotated records. A record that is not described fully is a bug, found by the first
 * test.
 */
public final class Groups {

  private static final Duration LONGEST = Duration.ofDays(3650);

  /** Records that are written as one text. */
  private static final Set<Class<?>> SCALARS =
      Set.of(Address.class, Network.class, CertificateAuthority.class);

  private Groups() {}

  /**
   * The description of a record.
   *
   * @throws IllegalStateException if a component lacks {@link Setting} or has a type that no file
   *     can hold
   */
  public static Group of(Class<? extends Record> type) {
    List<Item> items = new ArrayList<>();
    Map<String, String> gone = new HashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Setting setting = component.getAnnotation(Setting.class);
      if (setting == null) {
        throw new IllegalStateException(
            type.getName() + "." + component.getName() + ": no @Setting");
      }
      items.add(item(component, setting));
      for (String former : setting.formerly()) {
        gone.put(former, "use " + component.getName());
      }
    }
    for (Removed removed : type.getAnnotationsByType(Removed.class)) {
      gone.put(removed.key(), removed.instead());
    }
    return new Group(type, items, gone);
  }

  private static Item item(RecordComponent component, Setting setting) {
    Type type = component.getGenericType();
    boolean optional = component.getType() == Optional.class;
    Type plain = optional ? argument(type, 0) : type;
    if (plain instanceof Class<?> raw && raw.isSealed()) {
      List<Item.Alternative> choices =
          Arrays.stream(raw.getPermittedSubclasses()).map(Groups::alternative).toList();
      return new Item.OneOf(component.getName(), setting.value(), optional, choices);
    }
    Optional<String> defaultsTo =
        setting.defaultsTo().isEmpty() ? Optional.empty() : Optional.of(setting.defaultsTo());
    return new Item.Value(
        component.getName(), setting.value(), optional, shape(plain, setting), defaultsTo);
  }

  private static Item.Alternative alternative(Class<?> type) {
    Choice choice = type.getAnnotation(Choice.class);
    if (choice == null) {
      throw new IllegalStateException(type.getName() + ": no @Choice");
    }
    Group group = of(type.asSubclass(Record.class));
    if (choice.inline() && group.items().size() != 1) {
      throw new IllegalStateException(type.getName() + ": inline with more than one component");
    }
    return new Item.Alternative(choice.key(), choice.about(), group, choice.inline());
  }

  private static Shape shape(Type type, Setting setting) {
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType() == List.class
          ? new Shape.Several(shape(argument(type, 0), setting))
          : named(generic, setting);
    }
    Class<?> raw = (Class<?>) type;
    if (raw.isRecord() && !SCALARS.contains(raw)) {
      return new Shape.Nested(of(raw.asSubclass(Record.class)));
    }
    return raw.isEnum() ? word(raw) : scalar(raw, setting);
  }

  private static Shape named(ParameterizedType type, Setting setting) {
    if (type.getRawType() != Map.class || argument(type, 0) != String.class) {
      throw new IllegalStateException(type + ": no file can hold it");
    }
    return new Shape.Named(Pattern.compile(setting.form()), shape(argument(type, 1), setting));
  }

  private static Shape scalar(Class<?> raw, Setting setting) {
    return switch (raw.getName()) {
      case "java.lang.String" ->
          new Shape.Text(
              setting.form().isEmpty()
                  ? Optional.empty()
                  : Optional.of(Pattern.compile(setting.form())));
      case "boolean" -> new Shape.Flag();
      case "int" ->
          new Shape.Count(Integer.parseInt(setting.atLeast()), Integer.parseInt(setting.atMost()));
      default -> named(raw, setting);
    };
  }

  private static Shape named(Class<?> raw, Setting setting) {
    if (raw == Duration.class) {
      return new Shape.Span(
          bound(setting.atLeast(), Duration.ZERO), bound(setting.atMost(), LONGEST));
    }
    if (raw == Address.class) {
      return new Shape.Place();
    }
    if (raw == Network.class) {
      return new Shape.Block();
    }
    if (raw == Path.class) {
      return new Shape.File();
    }
    if (raw == URI.class) {
      return new Shape.Url();
    }
    if (raw == Secret.class) {
      return new Shape.SecretReference();
    }
    if (raw == CertificateAuthority.class) {
      return new Shape.Authority();
    }
    throw new IllegalStateException(raw.getName() + ": no file can hold it");
  }

  @SuppressWarnings("unchecked") // isEnum() was asked.
  private static Shape word(Class<?> raw) {
    List<String> words =
        Arrays.stream(raw.getEnumConstants())
            .map(constant -> ((Labelled) constant).label())
            .toList();
    return new Shape.Word((Class<? extends Enum<?>>) raw, words);
  }

  private static Duration bound(String text, Duration otherwise) {
    return text.isEmpty() ? otherwise : Spans.parse(text);
  }

  private static Type argument(Type type, int index) {
    return ((ParameterizedType) type).getActualTypeArguments()[index];
  }
}
