package dev.locum.settings.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * One of the records of a sealed interface: its key stands in the same mapping as the keys of its
 * alternatives, and exactly one of them must be there. There is no precedence.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Choice {

  /** The key; {@code insecure} is logged as a warning whenever it is used. */
  String key();

  /** What choosing it means. */
  String about();

  /** Whether the record's only component is written directly as the value of the key. */
  boolean inline() default false;
}
