/**
 * Callers of the services that are neither users nor workers: a scheduler and a command-line
 * client. Each calls as itself, with its own identity and its own roles (S4-08).
 *
 * <p><b>What decides here</b>: nothing; the services decide what each may see. <b>When nothing is
 * configured</b>: without an identity every call is refused. <b>What the caller is told</b>: the
 * service's answer.
 */
@NullMarked
package dev.locum.carsharing.caller;

import org.jspecify.annotations.NullMarked;
