/** Tests of what is found about a database. */
@NullMarked
package dev.locum.authservice.diagnosis;

import org.jspecify.annotations.NullMarked;
