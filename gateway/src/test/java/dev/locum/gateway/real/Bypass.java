package dev.locum.gateway.real;

import dev.locum.gateway.caller.Layout;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Which ways around a gateway a test tries: directly, where each works, and through the gateway,
 * where it does not and the victim is unharmed. {@link BypassTableTest} makes the table of them.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Bypass {

  /** Their numbers, 1 to {@value BypassTableTest#COUNT}. */
  int[] value();

  /** How the namespaces are divided that it is tried in. */
  Layout[] in() default {Layout.SHARED};
}
