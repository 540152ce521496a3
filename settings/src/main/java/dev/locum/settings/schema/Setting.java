package dev.locum.settings.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A component of a settings record: what it means, and within which bounds. */
@Documented
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Setting {

  /** What it means, as it stands in the reference: guarantee, unit, what absence means. */
  String value();

  /** The text that counts when the key is absent; empty: there is no default. */
  String defaultsTo() default "";

  /** Least number or duration; empty: not bounded. */
  String atLeast() default "";

  /** Greatest number or duration; empty: not bounded. */
  String atMost() default "";

  /** Form of a text or of the keys of a map; empty: any non-empty text. */
  String form() default "";

  /** Names that it had before; using one fails and names the present one. */
  String[] formerly() default {};
}
