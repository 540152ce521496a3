package dev.locum.settings.schema;

import java.util.List;
import java.util.Map;

/**
 * The settings of one record.
 *
 * @param type the record
 * @param items one for each component, in their order
 * @param gone keys that are no longer known, with what to do instead
 */
public record Group(Class<? extends Record> type, List<Item> items, Map<String, String> gone) {

  public Group {
    items = List.copyOf(items);
    gone = Map.copyOf(gone);
  }

  /** Every key that may stand in the mapping of this group. */
  public List<String> keys() {
    return items.stream().flatMap(item -> item.keys().stream()).toList();
  }
}
