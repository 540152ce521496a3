package dev.locum.authservice.client;

import dev.locum.authservice.store.Lists;
import dev.locum.authservice.store.Row;
import java.util.Set;
import java.util.stream.Collectors;

/** Scopes as the tables keep them: in the column {@code scopes}, always in the same order. */
public final class ScopeColumn {

  private ScopeColumn() {}

  /** What is stored. */
  public static String of(Set<Scope> scopes) {
    return Lists.join(scopes.stream().map(Scope::name).sorted().toList());
  }

  /** What was stored. */
  public static Set<Scope> read(Row row) {
    return row.texts("scopes").stream().map(Scope::valueOf).collect(Collectors.toUnmodifiableSet());
  }
}
