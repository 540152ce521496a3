package dev.locum.settings.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A key that a record had once and has no more; using it fails and says what to do instead. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Removed.All.class)
public @interface Removed {

  /** The key that is gone. */
  String key();

  /** What to do instead, as an imperative sentence. */
  String instead();

  /** Holds several. */
  @Documented
  @Target(ElementType.TYPE)
  @Retention(RetentionPolicy.RUNTIME)
  @interface All {

    /** The removed keys. */
    Removed[] value();
  }
}
