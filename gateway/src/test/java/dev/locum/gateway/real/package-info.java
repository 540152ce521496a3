/**
 * Properties of the gateway before a real Temporal server. Tagged {@code real-temporal} and left
 * out of an ordinary build; {@code ./mvnw -pl gateway -am test -Dlocum.real-temporal} runs these
 * and no others. The server is started, and at the first time built, by {@code
 * scripts/temporal-server}, which needs Go 1.26 for that, and PostgreSQL where a test has two
 * frontends; without them the tests fail.
 */
@NullMarked
package dev.locum.gateway.real;

import org.jspecify.annotations.NullMarked;
