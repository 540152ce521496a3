/** Tests of this package. */
@NullMarked
package dev.locum.audit.spool;

import org.jspecify.annotations.NullMarked;
