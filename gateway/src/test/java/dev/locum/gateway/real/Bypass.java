package dev.locum.gateway.real;

import dev.locum.gateway.caller.Layout;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Which ways around a gateway a test tries: directly, where each works, and through the gateway,
 * where it does not and the victim is unharmed. {@link BypassTableTest} makes the table of them,
 * and the extension fails a test that asserts no refusal with {@link Attacks}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@ExtendWith(RealWorldExtension.class)
@interface Bypass {

  /** Their numbers, 1 to {@value BypassTableTest#COUNT}. */
  int[] value();

  /** How the namespaces are divided that it is tried in. */
  Layout[] in() default {Layout.SHARED};

  /** Why the gateway need not refuse anything; empty: it refuses. */
  String unharmed() default "";
}
