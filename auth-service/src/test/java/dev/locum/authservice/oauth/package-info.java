/** The HTTP endpoints, tested from outside: over loopback, against a started server. */
@NullMarked
package dev.locum.authservice.oauth;

import org.jspecify.annotations.NullMarked;
