package dev.locum.settings.binding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.settings.schema.Groups;
import dev.locum.settings.schema.Removed;
import dev.locum.settings.schema.Setting;
import dev.locum.settings.tree.Problem;
import dev.locum.settings.tree.TreeParser;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The rules of keys, on a record of its own: no released key has been renamed yet. */
class BinderTest {

  private final Problems problems = new Problems();
  private final Binder binder =
      new Binder(SecretSource.reading(Map.of()), Path.of("/etc/locum"), problems);

  /** A record that has a past. */
  @Removed(key = "threads", instead = "remove it, there are virtual threads")
  public record Past(
      @Setting(value = "Life.", formerly = "lifetime", defaultsTo = "1m") Duration life,
      @Setting(value = "Names.", form = "[a-z]+", defaultsTo = "[]") List<String> names,
      @Setting("A place.") Optional<Path> place) {}

  @Test
  void bind_renamedAndRemovedKeys_nameTheReplacement() {
    assertThat(bind("lifetime: 2m\nthreads: 4\n")).isEmpty();
    assertThat(problems.toList())
        .extracting(Problem::toString)
        .containsExactly(
            "past.lifetime (line 1): no longer known: use life",
            "past.threads (line 2): no longer known: remove it, there are virtual threads");
  }

  @Test
  void bind_listItem_problemHasItsIndex() {
    assertThat(bind("names: [good, BAD]")).isEmpty();
    assertThat(problems.toList()).extracting(Problem::path).containsExactly("past.names[1]");
  }

  @Test
  void bind_optional_isEmptyOnlyWhenAbsent() {
    assertThat(bind("{}")).contains(new Past(Duration.ofMinutes(1), List.of(), Optional.empty()));
    assertThat(bind("place: x"))
        .contains(new Past(Duration.ofMinutes(1), List.of(), Optional.of(Path.of("/etc/locum/x"))));
    assertThat(bind("place: ''")).isEmpty();
    assertThat(problems.toList()).extracting(Problem::path).containsExactly("past.place");
  }

  private Optional<Record> bind(String text) {
    return binder.bind(Groups.of(Past.class), TreeParser.parse(text), "past");
  }
}
