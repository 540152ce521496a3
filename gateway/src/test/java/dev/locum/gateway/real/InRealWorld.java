package dev.locum.gateway.real;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** One {@link RealWorld} for the tests of a class, which take it as a parameter. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(RealWorldExtension.class)
@interface InRealWorld {

  /** What each tenant is granted, with its name and a dash before. */
  String[] value();
}
