/** Tests of delegations over a real store. */
@NullMarked
package dev.locum.authservice.delegation;

import org.jspecify.annotations.NullMarked;
