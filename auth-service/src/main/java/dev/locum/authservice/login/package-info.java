/**
 * Logging in: passwords checked at a bounded rate, browser sessions, and the device flow's codes.
 *
 * <p><b>What decides here</b>: the password's hash and the limits on failures. <b>When nothing is
 * configured</b>: nobody is logged in. <b>What the caller is told</b>: "not accepted" for every
 * wrong login, after the same work whether the user exists or not; "too many attempts" when it was
 * not even tried.
 */
@NullMarked
package dev.locum.authservice.login;

import org.jspecify.annotations.NullMarked;
