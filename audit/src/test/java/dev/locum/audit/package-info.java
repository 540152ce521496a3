/** Tests of the events and of what makes them. */
@NullMarked
package dev.locum.audit;

import org.jspecify.annotations.NullMarked;
