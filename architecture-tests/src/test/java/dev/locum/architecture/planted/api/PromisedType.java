package dev.locum.architecture.planted.api;

import dev.locum.token.Incubating;
import java.util.List;

/** Planted: everything that a line can say. */
public abstract class PromisedType implements Runnable {

  public static final int LIMIT = 1;

  protected PromisedType() {}

  public abstract List<String> names(int count);

  protected void hook() {}

  @Incubating
  public void maybe() {}

  void hidden() {}

  /** Planted: a nested type that may change. */
  @Incubating
  public static final class Trial {
    public void tried() {}
  }

  /** Planted: a closed one. */
  public record Closed(String name) {}

  static final class Hidden {
    public void member() {}
  }
}
