/** The commands of administration against a real auth service. */
@NullMarked
package dev.locum.launcher.administration;

import org.jspecify.annotations.NullMarked;
