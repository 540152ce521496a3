package dev.locum.settings;

import dev.locum.settings.schema.Group;
import dev.locum.settings.schema.Groups;
import dev.locum.settings.schema.Section;
import java.util.List;
import java.util.Optional;

/**
 * Every section that may stand in {@code locum.yaml}. A section that is not here is an unknown key.
 */
public final class Sections {

  private static final List<Class<? extends Record>> ALL =
      List.of(
          AuthServiceSettings.class,
          TriggerSettings.class,
          GatewaySettings.class,
          WorkerSettings.class,
          DownstreamSettings.class,
          CallerSettings.class,
          CliSettings.class);

  private Sections() {}

  /** All sections, in the order in which they are documented. */
  public static List<Class<? extends Record>> all() {
    return ALL;
  }

  /** The section with this key. */
  public static Optional<Class<? extends Record>> find(String key) {
    return ALL.stream().filter(type -> keyOf(type).equals(key)).findFirst();
  }

  /**
   * The key of a section.
   *
   * @throws IllegalArgumentException if the record is no section
   */
  public static String keyOf(Class<? extends Record> type) {
    return section(type).key();
  }

  /** Who reads a section. */
  public static String aboutOf(Class<? extends Record> type) {
    return section(type).about();
  }

  /** The settings of a section. */
  public static Group groupOf(Class<? extends Record> type) {
    return Groups.of(type);
  }

  private static Section section(Class<? extends Record> type) {
    Section section = type.getAnnotation(Section.class);
    if (section == null) {
      throw new IllegalArgumentException(type.getName() + ": no @Section");
    }
    return section;
  }
}
