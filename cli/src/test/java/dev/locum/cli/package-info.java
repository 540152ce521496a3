/** Tests of the whole command against servers on loopback, and what they need. */
@NullMarked
package dev.locum.cli;

import org.jspecify.annotations.NullMarked;
